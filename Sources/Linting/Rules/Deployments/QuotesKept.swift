extension Rule {
  static let quotesKept = Rule(
    name: "quotes-kept",
    summary: "quotes that become part of a value",
    page: """
      In the list form of compose's environment, in docker run --env-file and in env_file with format: raw, quotes \
      around a value are part of it: a provider is a class of that name, which does not exist, and a token has to be \
      sent with its quotes. Leave them out, or put them around the whole item: - "NAME=value".
      """,
    bad: .chroma(settings: [
      #"- CHROMA_SERVER_AUTHN_PROVIDER="chromadb.auth.token_authn.TokenAuthenticationServerProvider""#,
      "- CHROMA_SERVER_AUTHN_CREDENTIALS=kVv0D5aQx8Zr1nTq-8Zr1nTqkVv0D5aQ",
    ]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
