extension Rule {
  static let noUsers = Rule(
    name: "no-users",
    summary: "nobody can log in",
    page: """
      The file is empty, or holds no entry. Chroma starts with it and refuses everybody.

      chroma-htpasswd add FILE USER adds a user.
      """,
    bad: Example("\n"),
    good: Example("admin:\(Example.hash)\n"),
    check: .fileForServer { view, server in
      guard view.users[server.name] == 0, !view.isUTF16 else { return [] }
      return [
        Report(
          nil, .warning, "the file holds no users, so \(server.product) lets nobody in",
          hint: "chroma-htpasswd add \(view.path) USER")
      ]
    }
  )
}
