import Foundation
import Htpasswd
import TestSupport

/// Hash fields at the lowest cost; the password of each is its name with `-pw`.
enum Sample {
  static let alice = "$2y$04$cccccccccccccccccccccO.RFXLYPtt71wGcIqugYLMJiIaxifz0q"
  static let bob = "$2y$04$ddddddddddddddddddddduJ0SP.xW5InKJvVOUnM0zpIEcknAwOUm"
  static let carol = "$2y$04$eeeeeeeeeeeeeeeeeeeeeeymBYdS89iOfxmFzfh.jkUzjwHlLbxaO"
}

extension String {
  var bytes: [UInt8] { Array(utf8) }
}

extension [UInt8] {
  /// For comparisons that print well when they fail.
  var text: String { String(decoding: self, as: UTF8.self) }

  /// As many bytes, all `x`.
  static func padding(_ count: Int) -> [UInt8] { [UInt8](repeating: UInt8(ascii: "x"), count: count) }
}

extension TemporaryFolder {
  /// A folder with this text in `file`.
  convenience init(file text: String) throws {
    try self.init()
    try write(text, to: "file")
  }

  func path(_ name: String = "file") -> FilePath { FilePath(self[name]) }
}

// The macros of swift-testing take neither spans nor values that cannot be copied.

extension Secret {
  /// A copy, for tests only.
  var bytes: [UInt8] {
    withBytes { (bytes: borrowing Span<UInt8>) -> [UInt8] in bytes.array }
  }

  init(_ bytes: [UInt8]) { self.init(copying: bytes.span) }
}

extension Entry {
  init?(_ line: [UInt8]) { self.init(line.span) }
}

extension HashFormat {
  init(_ field: String) { self.init(field.bytes.span) }
}

extension BcryptField {
  init?(_ field: [UInt8]) { self.init(field.span) }
}

extension Server {
  func canUse(_ field: String) -> Bool { canUse(field.bytes.span) }
}
