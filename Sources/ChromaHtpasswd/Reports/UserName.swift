internal import Htpasswd

extension [UInt8] {
  /// Some word of the command line, for messages: one that is not what was wanted there may be an entry, a hash or a
  /// password, and nothing of those is shown. An empty word is two quotes.
  var shown: String { isEmpty ? "''" : userName }

  /// A user name for messages. In its place may be a hash, and after a colon, a tab or another control character a
  /// password: neither is shown.
  var userName: String {
    if isEmpty { return "''" }
    let end = firstIndex { $0 == Ascii.colon || $0 < Ascii.space || $0 == Ascii.delete }
    guard let end else { return Redaction.user(self) }
    return Redaction.user(Array(self[..<end])) + [self[end]].printable + "…"
  }

  /// FILE and USER of a command in a hint; a name that begins as options do comes after `--`.
  func operands(after file: String) -> String { (first == Ascii.hyphen ? "-- " : "") + "\(file) \(userWord)" }

  /// The name as a word of a command in a hint, if it can be typed.
  var userWord: String { isEmpty || count <= 60 && userName == printable ? shellWord : "USER" }
}
