internal import Credentials
internal import Deployments

extension Rule {
  static let missingId = Rule(
    name: "missing-id",
    summary: "a user without an id",
    page: """
      Chroma starts with a list whose users have tokens and no id, and then refuses each of their requests: it looks \
      for the id once the token has matched.
      """,
    bad: Example("users:\n- tokens: [kVv0D5aQx8Zr1nTq]\n", for: "chroma-token"),
    good: Example("users:\n- {id: alice, tokens: [kVv0D5aQx8Zr1nTq]}\n", for: "chroma-token"),
    check: .tokens { file, _ in
      file.users.filter { $0.id == nil }.map { user in
        Report(
          nil, .error, "the user has no id, so Chroma refuses each of the tokens",
          remedy: .manual("add id: NAME"), line: user.line)
      }
    }
  )
}
