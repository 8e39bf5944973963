import Testing

@testable import Hashing
@testable import Kernel
@testable import Linting

/// A hash in a name's place is a hash all the same.
@Suite struct RedactionTests {
  private static let digest = "pTuEKqcatSx8VNH65mmbx.rXJqKflJLI/VC7l4VnNfTLXLeoDWn5i"

  @Test(arguments: [
    ("$2y$04$\(digest)", "$2y$04$…"), ("'$2y$04$\(digest)", "'$2y$04$…"), ("$6x$04$\(digest)", "$6…"),
    ("admin", "admin"), ("{SHA}", "{SHA}"), ("$", "$"), ("a$b", "a$b"),
    ("2y$10$\(digest)", "2y$1…"), ("2y$10$\(digest) ", "2y$1…"), ("$3y$10$\(digest)", "$3…"),
    ("apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/", "apr1$a…"), ("%242y%2410%24\(digest)", "%2…"),
    ("\\$2y\\$10\\$\(digest)", "\\$2…"), ("2y$10$x!\(digest)", "2y$1…"),
    ("first.last$example", "first.last$example"),
    ("a-name-of-more-than-20-bytes", "a-name-of-more-than-20-bytes"), ("100%24hours", "100%24hours"),
  ])
  func `of a name that is a hash only its beginning is shown`(name: String, shown: String) {
    for text in [Redaction.user(name.bytes), Redaction.name(name.bytes)] {
      #expect(!text.contains(Self.digest), "\(text)")
      #expect(text == shown)
    }
  }

  /// The way of long lists, which makes no text of a name, against the one that does.
  @Test func `a name that is said to be shown whole is`() {
    var names: [[UInt8]] = [[], "admin".bytes, "a b".bytes, "$".bytes, "{SHA}x".bytes, "caf\u{E9}".bytes]
    names += (0...255).map { [UInt8($0)] }
    for start in ["", "$", "{", "%24", "2y", "$2y$10$", "{PLAIN}", "\u{FEFF}$6$"] {
      for count in [0, 1, 17, 18, 19, 20, 21, 22, 60] {
        names.append((start + String(Self.digest.prefix(count))).bytes)
        names.append((String(Self.digest.prefix(count)) + start).bytes)
      }
    }
    for name in names where Redaction.isShownWhole(name.span) {
      #expect(Array(Redaction.user(name).utf8) == name)
    }
    let (plain, control) = ("a-plain.name_of-20-b".bytes, "\u{7F}".bytes)
    let (isPlainWhole, isControlWhole) = (
      Redaction.isShownWhole(plain.span), Redaction.isShownWhole(control.span)
    )
    #expect(isPlainWhole && !isControlWhole)
  }

  @Test func `a short name is not a hash that changed places with a user`() {
    let line = Array("{SHA}:$6x$04$\(Self.digest)".utf8)
    #expect(LineFault(line.span) != .swappedFields)
    let swapped = Array("$2y$04$\(Self.digest):bob".utf8)
    #expect(LineFault(swapped.span) == .swappedFields)
  }
}
