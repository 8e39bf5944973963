extension MessageSource {
  /// From the source of chroma-go (pkg/commons/http/errors.go): `Error (STATUS) ID: MESSAGE`.
  static let goClient = MessageSource(
    speaker: "the Go client",
    text: """
      # go-forbidden
      Error (403) AuthError: Forbidden
      : Chroma 0.5 or 0.6 refuses the credentials: none were sent, or they are wrong.
      $ to ask the server: chroma-htpasswd check URL USER

      # go-unauthorized
      Error (401)
      : A front before Chroma, or Chroma 0.4, refuses the credentials: give v2.WithAuth(v2.NewBasicAuthCredentialsProvider(...)).
      $ to ask the server: chroma-htpasswd check URL USER

      # go-role
      Error (403)
      : The credentials are right, and the user's role does not list this action; or a front refuses.
      $ to see which it is: chroma-htpasswd check URL USER

      # go-v1-gone
      Error (410)
      : The root package of chroma-go to v0.2.5 speaks the API of 0.4, which Chroma 1.x no longer has. Import
      : github.com/amikos-tech/chroma-go/pkg/api/v2.
      """)
}
