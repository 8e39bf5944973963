/// What rules about the whole file are told, gathered while it is read.
package struct FileView: Sendable {
  package let options: LintOptions
  /// The name for commands in hints, as a shell takes it.
  package let path: String
  package let size: Int
  /// The first bytes, up to 512.
  package let start: [UInt8]
  /// Permission bits; nil for what is no regular file.
  package let permissions: UInt32?
  /// What can be read in it, for messages.
  var secrets = "hashes"
  package internal(set) var lines = LineCounts()
  /// How many entries each server knows, by its name, where it can use the file.
  package internal(set) var users: [String: Int] = [:]
  /// Why a server cannot use the file, by its name.
  package internal(set) var failures: [String: StartFailure] = [:]

  /// What kinds of lines there are: of each kind the first.
  package struct LineCounts: Sendable {
    package internal(set) var last: Line?
    /// The first line of the file, where nothing but white space stands on it.
    package internal(set) var blankFirst: Line?
    package internal(set) var carriageReturnLineFeed: Line?
    package internal(set) var loneCarriageReturn: Line?
  }

  package enum ByteOrder: Sendable { case little, big }

  /// The byte order of a file that is UTF-16: by its byte order mark, or since every other byte of its start is NUL,
  /// but for characters outside of ASCII. nil for any other file, such as one of ASCII to which UTF-16 was appended.
  package var utf16: ByteOrder? {
    if start.starts(with: [0xFF, 0xFE]) { return .little }
    if start.starts(with: [0xFE, 0xFF]) { return .big }
    if start.holdsASCIIHash { return nil }
    let nuls = start.indices.filter { start[$0] == 0 }
    let even = nuls.count { $0 % 2 == 0 }
    let odd = nuls.count - even
    guard start.count >= 4, max(even, odd) * 3 >= start.count, min(even, odd) * 8 <= max(even, odd) else {
      return nil
    }
    return even > odd ? .big : .little
  }

  package var isUTF16: Bool { utf16 != nil }

  package var whole: Range<Int> { 0..<size }
}

extension [UInt8] {
  /// Whether as many printable characters of ASCII as a hash has stand in a row: no UTF-16 looks like that.
  var holdsASCIIHash: Bool {
    var run = 0
    for byte in self {
      run = (0x20..<0x7F).contains(byte) ? run + 1 : 0
      if run == 60 { return true }
    }
    return false
  }
}

/// What the lint is asked.
package struct LintOptions: Sendable {
  /// bcrypt costs outside of these are findings.
  package var minimumCost = Cost.standard
  package var maximumCost = Cost(14) ?? .standard
  /// Try passwords that come to mind: it costs a hash each.
  package var guesses = false
  /// Names of rules.
  package var ignored: Set<String> = []
  /// `--for` and each server, as the lint was asked, for the commands in hints; nothing for Chroma, which is meant
  /// without it.
  package internal(set) var serverWords = ""

  /// The command that applies the fixes of a kind, to be typed.
  func mending(_ kind: Fix.Kind, _ path: String) -> String {
    "chroma-htpasswd lint\(serverWords) \(kind == .safe ? "--fix" : "--unsafe-fixes") \(path)"
  }

  package init() {}
}
