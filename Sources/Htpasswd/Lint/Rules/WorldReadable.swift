extension Rule {
  static let worldReadable = Rule(
    name: "world-readable",
    summary: "everybody on the machine can read the hashes",
    page: """
      Whoever reads the hashes can try passwords against them at leisure. The server needs to read the file, others \
      do not.

      chmod o-r FILE takes the permission away.
      """,
    bad: Example("admin:\(Example.hash)\n"),
    good: Example("admin:\(Example.hash)\n"),
    check: .permissions { view in
      guard let permissions = view.permissions, permissions & 0o004 != 0 else { return [] }
      return [
        Report(
          nil, .note, "everybody on this machine can read the \(view.secrets)", hint: "chmod o-r \(view.path)"
        )
      ]
    }
  )
}
