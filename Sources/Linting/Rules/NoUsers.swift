internal import Credentials

extension Rule {
  static let noUsers = Rule(
    name: "no-users",
    summary: "nobody can log in",
    page: """
      The file is empty, or has no entry. Chroma starts with it and refuses everybody. Chroma 0.4 looks for its user \
      on the first line alone, and stops if that is blank: IndexError: list index out of range.

      chroma-htpasswd add FILE USER adds a user; lint --fix --unsafe-fixes removes a blank first line.
      """,
    bad: Example("\n"),
    good: Example("admin:\(Example.hash)\n"),
    check: .fileForServer { view, served in
      if view.wide != nil { return [] }
      let server = served.server
      let first = Remedy.setPassword(
        Remedy.NewPassword(subject: .unnamed, isBcrypt: server.hashes.takesBcrypt))
      if served.failure?.cause == .noFirstEntry, view.size == 0 || view.lines.blankFirst != nil {
        let message = "the first line is blank; \(server.product) \(server.failurePhrase)"
        guard let line = view.lines.blankFirst else { return [Report(nil, .error, message, remedy: first)] }
        return [
          Report(
            nil, .error, message, fix: Fix(removing: line), to: "remove the blank line")
        ]
      }
      if served.failure?.cause == .noUsers || served.failure?.cause == .emptyFile {
        return [
          Report(
            nil, .error,
            "the file \(view.size == 0 ? "is empty" : "has no users"); \(server.product) \(server.failurePhrase)",
            remedy: first)
        ]
      }
      guard served.users == 0 else { return [] }
      return [
        Report(
          nil, .warning, "the file \(view.size == 0 ? "is empty" : "has no users"), so nobody can log in",
          remedy: first)
      ]
    }
  )
}
