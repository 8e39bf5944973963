extension Rule {
  static let groupWritable = Rule(
    name: "group-writable",
    summary: "others than the owner can change the file",
    page: """
      Whoever writes to the file can add a user. It may be meant, for a group of administrators.

      chmod go-w FILE takes the permission away.
      """,
    bad: Example("admin:\(Example.hash)\n"),
    good: Example("admin:\(Example.hash)\n"),
    check: .permissions { view in
      guard let permissions = view.permissions, permissions & 0o022 != 0 else { return [] }
      let who = permissions & 0o002 != 0 ? "everybody on this machine" : "the file's group"
      return [
        Report(nil, .warning, "\(who) can add users to the file", hint: "chmod go-w \(view.path)")
      ]
    }
  )
}
