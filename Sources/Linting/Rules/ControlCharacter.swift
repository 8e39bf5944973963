internal import Credentials
internal import Hashing
internal import Kernel

extension Rule {
  static let controlCharacter = Rule(
    name: "control-character",
    summary: "a control character in a name",
    page: """
      A tab, an escape or another control character in a user name can hardly be typed, and some clients refuse to \
      send it.

      chroma-htpasswd rename FILE USER NEW gives the user another name.
      """,
    bad: Example("ad\u{7}min:\(Example.hash)\n"),
    good: Example("admin:\(Example.hash)\n"),
    triggers: [.control, .notASCII],
    check: .anyLine { view in
      guard view.isWellFormed, view.fault != .comment, let user = view.user else { return [] }
      let text = String(decoding: user, as: UTF8.self)
      guard
        text.unicodeScalars.contains(where: { 1..<0x20 ~= $0.value || 0x7F...0x9F ~= $0.value })
      else { return [] }
      return [
        Report(
          .user, .warning, "the name \(view.name) has a control character",
          remedy: Redaction.hashStart(user) == nil ? .rename(user) : nil)
      ]
    }
  )
}
