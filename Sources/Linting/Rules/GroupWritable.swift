internal import Credentials

extension Rule {
  static let groupWritable = Rule(
    name: "group-writable",
    summary: "users other than the owner can change the file",
    page: """
      Whoever writes to the file can add a user. It may be meant, for a group of administrators.

      chmod go-w FILE takes the permission away.
      """,
    bad: Example("admin:\(Example.hash)\n"),
    good: Example("admin:\(Example.hash)\n"),
    showsThrough: .wideLines,
    check: .attributes { view, attributes in
      guard attributes.mode & 0o022 != 0 else { return [] }
      let who = attributes.mode & 0o002 != 0 ? "anyone on this machine" : "the file's group"
      return [
        Report(nil, .warning, "\(who) can add users to the file", remedy: .changeMode("go-w"))
      ]
    }
  )
}
