internal import Credentials
internal import Deployments
internal import Kernel

extension Rule {
  static let oneLineUsers = Rule(
    name: "one-line-users",
    summary: "a list of users on one line, which is taken for a token",
    page: """
      Chroma reads a file as YAML only if it has more than one line. users: [{id: alice, tokens: [a]}] on one line is \
      one long token, with spaces that no request can carry, so nobody gets in.

      Break the line after users:.
      """,
    bad: Example("users: [{id: alice, tokens: [kVv0D5aQx8Zr1nTq]}]\n", for: "chroma-token"),
    good: Example("users:\n  [{id: alice, tokens: [kVv0D5aQx8Zr1nTq]}]\n", for: "chroma-token"),
    check: .tokens { file, _ in
      guard let token = file.single?.token, file.looksLikeUsers(token) else { return [] }
      return [
        Report(
          nil, .error, "a list of users on one line is a token to Chroma; none of them gets in",
          remedy: .manual("break the line after users:"))
      ]
    }
  )
}

extension TokenFile {
  func looksLikeUsers(_ range: Range<Int>) -> Bool {
    let text = bytes[range].drop { $0 == Ascii.space }
    return text.starts(with: "users:".utf8) || text.starts(with: "{\"users\"".utf8)
  }
}
