internal import Credentials
internal import Deployments
internal import YAML

extension Rule {
  static let nonTextToken = Rule(
    name: "non-text-token",
    summary: "a token that YAML reads as a number, a date or a truth value",
    page: """
      Without quotes, 123456, 1_000, 0x1F, 12:30:45, 2024-01-31, yes, off and null are not texts in YAML. Chroma keeps \
      the number, or whatever it is, and compares it with the text of the header: they never match.

      Put the token in quotes: - '123456'.
      """,
    bad: Example("users:\n- id: alice\n  tokens: [1234567890123456]\n", for: "chroma-token"),
    good: Example("users:\n- id: alice\n  tokens: ['1234567890123456']\n", for: "chroma-token"),
    check: .tokens { file, _ in
      file.users.flatMap(\.tokens).compactMap { token in
        token.scalar.map { scalar in
          Report(
            nil, .error, "YAML reads the token as \(scalar.rawValue), so no request ever matches it",
            remedy: .manual("put it in quotes"), line: token.line)
        }
      }
    }
  )
}
