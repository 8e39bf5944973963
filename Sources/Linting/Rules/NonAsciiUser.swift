internal import Credentials
internal import Kernel

extension Rule {
  static let nonAsciiUser = Rule(
    name: "non-ascii-user",
    summary: "a name outside of ASCII",
    page: """
      Servers compare bytes, so client and file must agree on UTF-8 and on how letters are composed. Chroma reads \
      names as UTF-8; some clients send Latin-1.
      """,
    bad: Example("j\u{FC}rgen:\(Example.hash)\n"),
    good: Example("admin:\(Example.hash)\n"),
    triggers: .notASCII,
    check: .anyLine { view in
      guard view.isWellFormed, view.fault != .comment, let user = view.user,
        user.contains(where: { $0 >= 0x80 }), !user.starts(with: ByteOrderMark.utf8),
        String(validating: user, as: UTF8.self) != nil
      else { return [] }
      return [
        Report(.user, .note, "the name \(view.name) is not ASCII; clients must send it as UTF-8")
      ]
    }
  )
}
