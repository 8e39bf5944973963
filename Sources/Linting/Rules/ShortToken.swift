internal import Credentials
internal import Deployments

extension Rule {
  static let shortToken = Rule(
    name: "short-token",
    summary: "a token that can be guessed",
    page: """
      Chroma looks a token up and does not hash it: a guess costs a request of a millisecond. Less than 16 characters \
      can be found by trying.

      chroma-htpasswd token makes one of 43 random characters.
      """,
    bad: Example("test-token", for: "chroma-token"),
    good: Example("kVv0D5aQx8Zr1nTq", for: "chroma-token"),
    check: .tokens { file, _ in
      let message = "the token has fewer than 16 characters and can be guessed"
      if let single = file.single {
        return file.isToken(single.token) && single.token.count < 16
          ? [Report(nil, .warning, message, remedy: .makeToken(replacesFile: false))] : []
      }
      return file.users.filter { !$0.isSpelled }.flatMap(\.tokens)
        .filter { $0.isUsable && $0.bytes.count < 16 }
        .map { Report(nil, .warning, message, remedy: .makeToken(replacesFile: false), line: $0.line) }
    }
  )
}
