extension Rule {
  static let noUsers = Rule(
    name: "no-users",
    summary: "nobody can log in",
    page: """
      The file is empty, or holds no entry. Chroma starts with it and refuses everybody. Chroma 0.4 looks for its user \
      on the first line alone, and stops where that is blank: IndexError: list index out of range.

      chroma-htpasswd add FILE USER adds a user; lint --unsafe-fixes removes a blank first line.
      """,
    bad: Example("\n"),
    good: Example("admin:\(Example.hash)\n"),
    check: .fileForServer { view, server in
      if view.wide != nil { return [] }
      if view.failures[server.name]?.cause == .noFirstEntry, view.size == 0 || view.lines.blankFirst != nil {
        let why = "nothing stands on the first line, so \(server.product) \(server.failurePhrase)"
        let command = "chroma-htpasswd lint --for \(server.name) --unsafe-fixes \(view.path)"
        guard let line = view.lines.blankFirst else {
          return [
            Report(
              nil, .error, why,
              hint: server.adding("chroma-htpasswd add \(view.path) USER", " \(view.path) USER"))
          ]
        }
        return [
          Report(
            nil, .error, why, hint: "\(command) removes the line",
            fix: Fix(.unsafe, [Splice(line.whole, [])]))
        ]
      }
      guard view.users[server.name] == 0 else { return [] }
      return [
        Report(
          nil, .warning, "the file holds no users, so \(server.product) lets nobody in",
          hint: server.adding("chroma-htpasswd add \(view.path) USER", " \(view.path) USER"))
      ]
    }
  )
}
