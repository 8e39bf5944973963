internal import CLinux
internal import Glibc
internal import Htpasswd

/// Variables, from the environment or from a file, as whoever reads them gets them.
struct Variables {
  /// Where something stands: nil as its path is the environment.
  struct Place {
    var path: FilePath?
    var line: Int?
  }

  struct Variable {
    let name: String
    let value: [UInt8]
    let place: Place
  }

  private(set) var all: [Variable] = []
  /// Lines that define nothing.
  private(set) var oddLines: [Place] = []

  /// Adds those of this process (environ(7)).
  mutating func addEnvironment() {
    guard var entry = unsafe clinux_environment() else { return }
    // A null pointer ends the array; each entry is a C string that nobody changes meanwhile.
    while let text = unsafe entry.pointee {
      let bytes = unsafe UnsafeBufferPointer(start: text, count: strlen(text)).map { UInt8(bitPattern: $0) }
      add(bytes[...], Place())
      unsafe entry += 1
    }
  }

  /// Adds those of a file: one that is called `.env` is read as Chroma reads it, any other as docker does.
  mutating func add(_ bytes: [UInt8], from path: FilePath) {
    guard path.fileName == Array(".env".utf8) else { return addLines(bytes, path) }
    for binding in DotEnv(bytes) {
      let place = Place(path: path, line: binding.line)
      if binding.value == nil || binding.name == nil { oddLines.append(place) }
      if let name = binding.name { add(name: name[...], binding.value ?? [], place) }
    }
  }

  /// Lines of `NAME=value`, as docker's `--env-file` takes them: quotes are kept. A line that begins with `export` is
  /// a shell's, which takes quotes off.
  private mutating func addLines(_ bytes: [UInt8], _ path: FilePath) {
    let lines = bytes.split(separator: Ascii.lineFeed, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let place = Place(path: path, line: index + 1)
      let text = Array(line)[WhiteSpace.strip(Array(line).span)]
      if text.isEmpty || text.first == Ascii.hash { continue }
      guard text.starts(with: "export ".utf8) else {
        // A CR stays: it becomes part of the value.
        add(line.drop { $0 == Ascii.space || $0 == 0x09 }, place)
        continue
      }
      add(Self.unquoted(text.dropFirst("export ".utf8.count).drop { $0 == Ascii.space })[...], place)
    }
  }

  private mutating func add(_ text: ArraySlice<UInt8>, _ place: Place) {
    guard let equals = text.firstIndex(of: UInt8(ascii: "=")) else {
      if place.path != nil { oddLines.append(place) }
      return
    }
    add(name: text[..<equals], Array(text[(equals + 1)...]), place)
  }

  private mutating func add(name: ArraySlice<UInt8>, _ value: [UInt8], _ place: Place) {
    // Chroma does not look at the case of a name.
    all.append(
      Variable(name: String(decoding: name, as: UTF8.self).uppercased(), value: value, place: place))
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
