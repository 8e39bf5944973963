extension MessageSource {
  /// Read, not run here: nginx's page for a 503, which ingress-nginx hands on, and its controller's log.
  static let kubernetes = MessageSource(
    speaker: "an ingress",
    text: """
      # ingress-503
      503 Service Temporarily Unavailable
      : A front has nobody to pass the request to. One cause with ingress-nginx is that the Secret of auth-secret has no key called
      : auth; another is that no pod is ready. ingress-nginx was retired in March 2026.
      $ to print Chroma and its Secret: chroma-htpasswd config kubernetes FILE

      # ingress-secret-key
      does not contain a key with value auth
      : ingress-nginx reads the key auth of the Secret, whatever the file was called: kubectl create secret generic NAME
      : --from-file=auth=FILE.
      """)
}
