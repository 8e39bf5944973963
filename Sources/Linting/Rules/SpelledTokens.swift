internal import Credentials
internal import Deployments

extension Rule {
  static let spelledTokens = Rule(
    name: "spelled-tokens",
    summary: "a text in place of a list of tokens",
    page: """
      tokens: abc is not a list. Python goes through the text character by character, so a, b and c are three tokens: \
      whoever sends a single right letter gets in, and the whole text does not.

      Write a list: tokens: [abc].
      """,
    bad: Example("users:\n- id: alice\n  tokens: kVv0D5aQx8Zr1nTq\n", for: "chroma-token"),
    good: Example("users:\n- id: alice\n  tokens: [kVv0D5aQx8Zr1nTq]\n", for: "chroma-token"),
    check: .tokens { file, _ in
      file.users.filter(\.isSpelled).map { user in
        Report(
          nil, .error, "the tokens are a text, not a list; each character of it is a token",
          remedy: .manual("put it in brackets"), line: user.tokens.first?.line ?? user.line)
      }
    }
  )
}
