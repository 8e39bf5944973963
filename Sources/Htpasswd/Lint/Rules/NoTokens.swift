extension Rule {
  static let noTokens = Rule(
    name: "no-tokens",
    summary: "no tokens where there should be some",
    page: """
      With an empty file Chroma does not start: TypeError: 'NoneType' object is not subscriptable. Neither does it \
      where a user has no tokens: ValueError: User missing tokens. With an empty list it starts and lets nobody in.
      """,
    bad: Example("", for: "chroma-token"),
    good: Example("kVv0D5aQx8Zr1nTq", for: "chroma-token"),
    check: .tokens { file, view in
      let hint = "chroma-htpasswd token --force -o \(view.path)"
      if let failure = file.failure {
        guard case .noTokens = failure.cause else { return [] }
        let message = file.bytes.isEmpty ? "the file is empty" : "\(failure)"
        return [Report(nil, .error, "\(message), so Chroma does not start", hint: hint, line: failure.line)]
      }
      if let single = file.single {
        return single.token.isEmpty
          ? [Report(nil, .error, "the file holds no token, so Chroma lets nobody in", hint: hint)] : []
      }
      guard file.unknownLine == nil, file.users.allSatisfy(\.tokens.isEmpty) else { return [] }
      return [Report(nil, .warning, "the file gives nobody a token, so Chroma lets nobody in")]
    }
  )
}
