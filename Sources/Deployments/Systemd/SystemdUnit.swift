internal import Kernel

/// The assignments of a unit file, as systemd reads them (systemd.syntax(7), `src/basic/extract-word.c`).
struct SystemdUnit {
  struct Assignment {
    let section: String
    let name: String
    /// With what goes on over several lines.
    let lines: JoinedLines
    /// Where the value begins in the lines.
    let start: Int

    var value: [UInt8] { Array(lines.text[start...]) }
  }

  private(set) var assignments: [Assignment] = []

  init(_ bytes: [UInt8]) {
    var section = ""
    var number = 0
    var rest = bytes.withoutByteOrderMark[...]
    var open: JoinedLines?
    while !rest.isEmpty {
      var line = rest.prefix { $0 != Ascii.lineFeed }
      rest = rest[line.endIndex...].dropFirst()
      number += 1
      while let last = line.last, last == Ascii.carriageReturn || last == Ascii.space || last == 0x09 {
        line.removeLast()
      }
      let text = line.drop { $0 == Ascii.space || $0 == 0x09 }
      // Comments between lines that go on are passed over.
      if text.first == Ascii.hash || text.first == UInt8(ascii: ";") { continue }
      if open == nil, text.isEmpty { continue }
      var lines = open ?? JoinedLines()
      let goesOn = text.last == Ascii.backslash
      lines.append(
        goesOn ? text.dropLast() : text, line: number, column: text.startIndex - line.startIndex + 1)
      // systemd puts a space in the place of the mark.
      if goesOn {
        lines.append([Ascii.space], line: number, column: text.count)
        open = lines
        continue
      }
      open = nil
      end(lines, &section)
    }
    if let open { end(open, &section) }
  }

  private mutating func end(_ lines: JoinedLines, _ section: inout String) {
    let text = lines.text
    if text.first == UInt8(ascii: "["), let close = text.firstIndex(of: UInt8(ascii: "]")) {
      section = String(decoding: text[1..<close], as: UTF8.self)
      return
    }
    guard let equals = text.firstIndex(of: Ascii.equals), assignments.count < Variables.maximumCount else {
      return
    }
    let name = String(decoding: text[..<equals].filter { $0 != Ascii.space && $0 != 0x09 }, as: UTF8.self)
    let start = text[(equals + 1)...].drop { $0 == Ascii.space || $0 == 0x09 }.startIndex
    assignments.append(Assignment(section: section, name: name, lines: lines, start: start))
  }
}

extension SystemdUnit.Assignment {
  /// The words of the value: quotes taken off, escapes of C and `%%` replaced.
  ///
  /// - Parameter place: where a byte of the lines is written.
  func words(_ path: FilePath) -> [CommandWord] {
    let text = lines.text
    var words: [CommandWord] = []
    var index = start
    func isBlank(_ byte: UInt8) -> Bool { byte == Ascii.space || byte == 0x09 || byte == Ascii.lineFeed }
    while words.count < 1000 {
      while index < text.count, isBlank(text[index]) { index += 1 }
      guard index < text.count else { break }
      let begin = index
      var bytes: [UInt8] = []
      var isKnown = true
      var wasQuoted = false
      var quote: UInt8?
      while index < text.count {
        let byte = text[index]
        index += 1
        if byte == quote {
          quote = nil
        } else if quote == nil, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
          (quote, wasQuoted) = (byte, true)
        } else if quote == nil, isBlank(byte) {
          break
        } else if byte == Ascii.backslash {
          if let escaped = Self.escaped(text, &index) { bytes += escaped } else { isKnown = false }
        } else if byte == UInt8(ascii: "%") {
          // Other specifiers are of the machine; what is not a letter is not one.
          let next = index < text.count ? text[index] : Ascii.space
          let isSpecifier = UInt8(ascii: "a")...UInt8(ascii: "z") ~= next | 0x20
          if isSpecifier { isKnown = false } else { bytes.append(byte) }
          if isSpecifier || next == byte { index += 1 }
        } else {
          bytes.append(byte)
        }
      }
      let position = lines.position(of: begin)
      var word = CommandWord(
        bytes, isKnown: isKnown && quote == nil,
        Place(path: path, line: position.line, column: position.column))
      word.written = Array(text[begin..<min(index, text.count)])
      word.doubt = "systemd computes it"
      word.spelling.wasQuoted = wasQuoted
      words.append(word)
    }
    return words
  }

  /// The bytes of an escape; nil if systemd does not have it.
  private static func escaped(_ text: [UInt8], _ index: inout Int) -> [UInt8]? {
    guard index < text.count else { return nil }
    let letter = text[index]
    index += 1
    if let place = Array("abfnrtv\\\"'s".utf8).firstIndex(of: letter) {
      return [[0x07, 0x08, 0x0C, 0x0A, 0x0D, 0x09, 0x0B, 0x5C, 0x22, 0x27, 0x20][place]]
    }
    let (radix, count) = letter == UInt8(ascii: "x") ? (16, 2) : (8, 3)
    let first = radix == 8 ? index - 1 : index
    guard first + count <= text.count,
      let value = Int(String(decoding: text[first..<first + count], as: UTF8.self), radix: radix),
      1...255 ~= value
    else { return nil }
    index = first + count
    return [UInt8(value)]
  }
}

/// A file for `EnvironmentFile=` (`src/basic/env-file.c`).
enum SystemdEnvironmentFile {
  static func variables(_ bytes: [UInt8], _ path: FilePath) -> Variables {
    var variables = Variables()
    var index = 0
    var line = 1
    func isBlank(_ byte: UInt8) -> Bool { byte == Ascii.space || byte == 0x09 }
    func isEnd(_ byte: UInt8) -> Bool { byte == Ascii.lineFeed || byte == Ascii.carriageReturn }
    func next() -> UInt8? {
      guard index < bytes.count else { return nil }
      if bytes[index] == Ascii.lineFeed { line += 1 }
      index += 1
      return bytes[index - 1]
    }
    while let first = next() {
      if isBlank(first) || isEnd(first) { continue }
      let place = Place(path: path, line: line)
      if first == Ascii.hash || first == UInt8(ascii: ";") {
        // A backslash carries a comment on.
        while let byte = next(), !isEnd(byte) { if byte == Ascii.backslash { _ = next() } }
        continue
      }
      var name = [first]
      var hasValue = false
      if first == Ascii.equals { hasValue = true }
      while !hasValue, let byte = next(), !isEnd(byte) {
        if byte == Ascii.equals { hasValue = true } else { name.append(byte) }
      }
      guard hasValue else {
        variables.addOdd(.ofNameAlone(name), place)
        continue
      }
      name = name.dropLast(while: isBlank)
      var value: [UInt8] = []
      // Blanks at the end do not count unless they are quoted.
      var end = 0
      var isAtStart = true
      var spelling = Variables.Spelling()
      while let byte = next(), !isEnd(byte) {
        if byte == Ascii.backslash {
          if let escaped = next(), !isEnd(escaped) { value.append(escaped) }
          isAtStart = false
          end = value.count
        } else if isAtStart, byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
          spelling.wasQuoted = true
          while let inner = next(), inner != byte {
            if byte == UInt8(ascii: "\""), inner == Ascii.backslash, let escaped = next() {
              if !"\"\\`$".utf8.contains(escaped), !isEnd(escaped) { value.append(inner) }
              if !isEnd(escaped) { value.append(escaped) }
            } else {
              value.append(inner)
            }
          }
          end = value.count
        } else if isAtStart, isBlank(byte) {
          continue
        } else {
          isAtStart = false
          value.append(byte)
          if !isBlank(byte) { end = value.count }
        }
      }
      value.removeLast(value.count - end)
      guard let letter = name.first, letter.beginsName, name.allSatisfy(\.isInName) else {
        variables.addOdd(.ofNameAlone(name), place)
        continue
      }
      variables.add(name, .known(value), place, spelling)
      if variables.isCut { break }
    }
    return variables
  }
}
