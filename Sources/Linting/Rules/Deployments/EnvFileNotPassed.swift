extension Rule {
  static let envFileNotPassed = Rule(
    name: "env-file-not-passed",
    summary: "settings in .env that do not reach the container",
    page: """
      Compose reads .env to fill ${NAME} in the compose file. Nothing of it is in the environment of a container unless \
      environment or env_file says so: env_file: .env.
      """,
    bad: Example(
      """
      services:
        chroma:
          image: chromadb/chroma:0.6.2
          ports: ["127.0.0.1:8000:8000"]

      """,
      besides: [
        (
          ".env",
          """
          CHROMA_SERVER_AUTHN_PROVIDER=chromadb.auth.token_authn.TokenAuthenticationServerProvider
          CHROMA_SERVER_AUTHN_CREDENTIALS=kVv0D5aQx8Zr1nTq-8Zr1nTqkVv0D5aQ

          """
        )
      ]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
