extension Rule.Example {
  /// A compose file that nothing is found in.
  static let protectedDeployment = Rule.Example(
    """
    services:
      chroma:
        image: chromadb/chroma:0.6.2
        ports: ["127.0.0.1:8000:8000"]
        environment:
          CHROMA_SERVER_AUTHN_PROVIDER: chromadb.auth.token_authn.TokenAuthenticationServerProvider
          CHROMA_SERVER_AUTHN_CREDENTIALS: kVv0D5aQx8Zr1nTq-8Zr1nTqkVv0D5aQ

    """)
}
