internal import Credentials
internal import Deployments

extension Rule {
  static let emptyToken = Rule(
    name: "empty-token",
    summary: "a token that is empty",
    page: """
      In a list of users Chroma takes an empty text for a token like any other: whoever sends X-Chroma-Token: or \
      Authorization: Bearer with nothing after it is let in as that user.
      Chroma 0.4 takes an empty CHROMA_SERVER_AUTH_CREDENTIALS for a token too.

      Remove the token, or put one of chroma-htpasswd token in its place.
      """,
    bad: Example("users:\n- id: alice\n  tokens: ['']\n", for: "chroma-token"),
    good: Example("users:\n- id: alice\n  tokens: [kVv0D5aQx8Zr1nTq]\n", for: "chroma-token"),
    check: .tokens { file, _ in
      guard let token = file.emptyToken else { return [] }
      return [
        Report(
          nil, .error, "an empty token; anyone can log in by sending nothing",
          remedy: .makeToken(replacesFile: false), line: token.line)
      ]
    }
  )
}
