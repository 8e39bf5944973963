internal import Htpasswd

extension [UInt8] {
  /// For messages: nothing is two quotes.
  var shown: String { isEmpty ? "''" : printable }

  /// A user name for messages. In an argument, or a line, that is not what was wanted there, a hash may stand in its
  /// place, and behind a colon a password: neither is shown.
  var userName: String {
    guard let colon = firstIndex(of: Ascii.colon) else { return isEmpty ? shown : Redaction.user(self) }
    return Redaction.user(Array(self[..<colon])) + ":…"
  }

  /// The same for a command in a hint, where it can be typed.
  var userWord: String { isEmpty || userName == printable ? shellWord : "USER" }
}
