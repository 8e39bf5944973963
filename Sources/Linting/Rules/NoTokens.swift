internal import Credentials
internal import Deployments

extension Rule {
  static let noTokens = Rule(
    name: "no-tokens",
    summary: "missing tokens",
    page: """
      With an empty file Chroma does not start: TypeError: 'NoneType' object is not subscriptable. Neither does it \
      if a user has no tokens: ValueError: User missing tokens. With an empty list it starts, and nobody can log in.
      """,
    bad: Example("", for: "chroma-token"),
    good: Example("kVv0D5aQx8Zr1nTq", for: "chroma-token"),
    check: .tokens { file, view in
      if let failure = file.failure {
        guard case .noTokens = failure.cause else { return [] }
        guard !file.bytes.isEmpty else {
          return [
            Report(
              nil, .error, "the file is empty; Chroma will not start",
              remedy: .makeToken(replacesFile: true))
          ]
        }
        return [
          Report(
            nil, .error, "\(failure); Chroma will not start",
            remedy: .manual("give the user a list of tokens, or remove the user"), line: failure.line)
        ]
      }
      if let single = file.single {
        return single.token.isEmpty
          ? [
            Report(
              nil, .error, "the file has no token, so nobody can log in",
              remedy: .makeToken(replacesFile: true))
          ] : []
      }
      guard file.unknownLine == nil, file.users.allSatisfy(\.tokens.isEmpty) else { return [] }
      return [Report(nil, .warning, "no user has a token, so nobody can log in")]
    }
  )
}
