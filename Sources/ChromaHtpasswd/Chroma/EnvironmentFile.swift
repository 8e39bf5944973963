internal import CLinux
internal import Glibc
internal import Htpasswd

/// Variables, from the environment or from a file, as whoever reads them gets them.
struct Variables {
  struct Variable {
    let name: String
    let value: [UInt8]
    /// In a file.
    let line: Int?
  }

  private(set) var all: [Variable] = []
  /// Lines that define nothing.
  private(set) var oddLines: [Int] = []

  /// Those of this process (environ(7)).
  static var ofProcess: Variables {
    var variables = Variables()
    guard var entry = unsafe clinux_environment() else { return variables }
    // A null pointer ends the array; each entry is a C string that nobody changes meanwhile.
    while let text = unsafe entry.pointee {
      let bytes = unsafe UnsafeBufferPointer(start: text, count: strlen(text)).map { UInt8(bitPattern: $0) }
      variables.add(bytes[...], line: nil)
      unsafe entry += 1
    }
    return variables
  }

  private init() {}

  /// Lines of `NAME=value`, as docker's `--env-file` takes them: quotes are kept. A line that begins with `export` is
  /// a shell's, which takes quotes off.
  init(file bytes: [UInt8]) {
    let lines = bytes.split(separator: Ascii.lineFeed, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let text = Array(line)[WhiteSpace.strip(Array(line).span)]
      if text.isEmpty || text.first == Ascii.hash { continue }
      guard text.starts(with: "export ".utf8) else {
        // A CR stays: it becomes part of the value.
        add(line.drop { $0 == Ascii.space }, line: index + 1)
        continue
      }
      add(
        Self.unquoted(text.dropFirst("export ".utf8.count).drop { $0 == Ascii.space })[...], line: index + 1)
    }
  }

  private mutating func add(_ text: ArraySlice<UInt8>, line: Int?) {
    guard let equals = text.firstIndex(of: UInt8(ascii: "=")) else {
      if let line { oddLines.append(line) }
      return
    }
    let name = String(decoding: text[..<equals], as: UTF8.self)
    // Chroma does not look at the case of a name.
    all.append(Variable(name: name.uppercased(), value: Array(text[(equals + 1)...]), line: line))
  }

  /// A word of a POSIX shell without its quotes and backslashes.
  private static func unquoted(_ word: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var quote: UInt8?
    var isEscaped = false
    for byte in word {
      if isEscaped {
        result.append(byte)
        isEscaped = false
      } else if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "'") {
        isEscaped = true
      } else if byte == quote {
        quote = nil
      } else if quote == nil, byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
        quote = byte
      } else {
        result.append(byte)
      }
    }
    return result
  }

  /// The last one of that name that is not empty: Chroma takes an empty value for none.
  subscript(name: String) -> Variable? {
    let last = all.last { $0.name == name }
    return last?.value.isEmpty ?? true ? nil : last
  }
}
