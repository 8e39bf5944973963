internal import Credentials
internal import Deployments

extension Rule {
  static let sharedToken = Rule(
    name: "shared-token",
    summary: "one token for two users",
    page: """
      Chroma does not start when two users have the same token: ValueError: Token ... already in use. The message \
      prints the token into the log, so make new ones for both.
      """,
    bad: Example(
      "users:\n- {id: alice, tokens: [kVv0D5aQx8Zr1nTq]}\n- {id: bob, tokens: [kVv0D5aQx8Zr1nTq]}\n",
      for: "chroma-token"),
    good: Example(
      "users:\n- {id: alice, tokens: [kVv0D5aQx8Zr1nTq]}\n- {id: bob, tokens: [mWw1E6bRy9As2oUr]}\n",
      for: "chroma-token"),
    check: .tokens { file, _ in
      guard let failure = file.failure, case .sharedToken = failure.cause else { return [] }
      return [
        Report(
          nil, .error, "\(failure); Chroma logs it and will not start",
          remedy: .makeToken(replacesFile: false), line: failure.line)
      ]
    }
  )
}
