internal import Htpasswd

/// The names of users and groups: passwd(5), group(5). getpwuid(3) would need libraries that a static program has
/// not.
struct SystemNames {
  static let users = SystemNames("/etc/passwd")
  static let groups = SystemNames("/etc/group")

  private let lines: [[ArraySlice<UInt8>]]

  private init(_ path: String) {
    let bytes = (try? ByteSource.opening(FilePath(path)).bytes()) ?? []
    lines = bytes.split(separator: Ascii.lineFeed).map {
      $0.split(separator: Ascii.colon, omittingEmptySubsequences: false)
    }
  }

  func name(of number: UInt32) -> String? {
    let digits = Array(String(number).utf8)
    let line = lines.first { $0.count > 2 && $0[2].elementsEqual(digits) }
    guard let name = line?.first, !name.isEmpty, name.allSatisfy({ $0 > Ascii.space && $0 < Ascii.delete })
    else { return nil }
    return String(decoding: name, as: UTF8.self)
  }

  /// The number of a name, or of digits.
  func number(of name: [UInt8]) -> UInt32? {
    if !name.isEmpty, name.allSatisfy({ $0.isDigit }) {
      return UInt32(String(decoding: name, as: UTF8.self)).flatMap { $0 == .max ? nil : $0 }
    }
    let line = lines.first { $0.count > 2 && $0[0].elementsEqual(name) }
    return line.flatMap { UInt32(String(decoding: $0[2], as: UTF8.self)) }
  }

  func hasName(_ name: String) -> Bool { lines.contains { $0.first?.elementsEqual(name.utf8) ?? false } }
}
