internal import Kernel

/// An instruction of a Dockerfile, its lines joined (BuildKit, `frontend/dockerfile/parser`).
struct DockerfileInstruction {
  /// In upper case.
  let name: String
  /// The text after the name.
  let text: [UInt8]
  let line: Int
  private let lines: JoinedLines
  /// Where the text begins in the lines.
  private let start: Int
  /// Texts that come after it: `COPY <<END /file`.
  let documents: [(isQuoted: Bool, text: [UInt8])]

  /// The line and the column of a byte of the text.
  func position(of offset: Int) -> (line: Int, column: Int) { lines.position(of: start + offset) }

  /// - Returns: the instructions, and the character that escapes.
  static func all(of bytes: [UInt8]) -> (instructions: [DockerfileInstruction], escape: UInt8) {
    var lines = Lines(bytes)
    var instructions: [DockerfileInstruction] = []
    var isHead = true
    while let line = lines.next() {
      let text = line.text
      if text.isEmpty || text.first == Ascii.hash {
        // `# escape=` counts before anything else.
        isHead = isHead && lines.noteDirective(text)
        continue
      }
      isHead = false
      instructions.append(lines.instruction(beginningWith: line))
    }
    return (instructions, lines.escape)
  }

  private struct Line {
    /// Without blanks at its start.
    var text: ArraySlice<UInt8>
    let number: Int
    let column: Int
  }

  private struct Lines {
    private var rest: ArraySlice<UInt8>
    private var number = 0
    var escape = Ascii.backslash

    init(_ bytes: [UInt8]) { rest = bytes.withoutByteOrderMark[...] }

    private mutating func whole() -> ArraySlice<UInt8>? {
      if rest.isEmpty { return nil }
      var line = rest.prefix { $0 != Ascii.lineFeed }
      rest = rest[line.endIndex...].dropFirst()
      number += 1
      if line.last == Ascii.carriageReturn { line.removeLast() }
      return line
    }

    mutating func next() -> Line? {
      guard let line = whole() else { return nil }
      let text = line.drop { $0 == Ascii.space || $0 == 0x09 }
      return Line(text: text, number: number, column: text.startIndex - line.startIndex + 1)
    }

    /// - Returns: whether others may come.
    mutating func noteDirective(_ line: ArraySlice<UInt8>) -> Bool {
      guard line.first == Ascii.hash else { return false }
      let text = line.dropFirst().filter { $0 != Ascii.space && $0 != 0x09 }
      guard let equals = text.firstIndex(of: Ascii.equals), text[..<equals].allSatisfy(\.isASCIILetter) else {
        return false
      }
      let value = text[(equals + 1)...]
      if String(decoding: text[..<equals], as: UTF8.self).lowercased() == "escape",
        value.elementsEqual("`".utf8)
      {
        escape = UInt8(ascii: "`")
      }
      return true
    }

    /// Without the mark that the line goes on; nil if it ends there.
    private func continued(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
      var end = text.endIndex
      while end > text.startIndex, text[end - 1] == Ascii.space || text[end - 1] == 0x09 { end -= 1 }
      guard end > text.startIndex, text[end - 1] == escape,
        end - 1 == text.startIndex || text[end - 2] != escape
      else { return nil }
      return text[..<(end - 1)]
    }

    mutating func instruction(beginningWith first: Line) -> DockerfileInstruction {
      var lines = JoinedLines()
      var line = first
      while true {
        guard let part = continued(line.text) else {
          lines.append(line.text, line: line.number, column: line.column)
          break
        }
        lines.append(part, line: line.number, column: line.column)
        // Blank lines and comments in between are passed over.
        var following = next()
        while let next = following, next.text.isEmpty || next.text.first == Ascii.hash {
          following = self.next()
        }
        guard let following else { break }
        line = following
      }
      let text = lines.text
      let name = text.prefix { $0 != Ascii.space && $0 != 0x09 }
      let start = text[name.endIndex...].drop { $0 == Ascii.space || $0 == 0x09 }.startIndex
      let word = String(decoding: name, as: UTF8.self).uppercased()
      let rest = Array(text[start...])
      var documents: [(Bool, [UInt8])] = []
      if ["RUN", "COPY", "ADD"].contains(word) {
        for end in Self.ends(in: rest) { documents.append((end.isQuoted, document(end))) }
      }
      return DockerfileInstruction(
        name: word, text: rest, line: first.number, lines: lines, start: start, documents: documents)
    }

    private struct End {
      let text: [UInt8]
      let isQuoted: Bool
      let skipsTabs: Bool
    }

    /// `<<END`, `<<-"END"`.
    private static func ends(in text: [UInt8]) -> [End] {
      var ends: [End] = []
      for word in text.split(whereSeparator: { $0 == Ascii.space || $0 == 0x09 }) where ends.count < 100 {
        let mark = word.drop { (Ascii.zero...Ascii.nine).contains($0) }
        guard mark.starts(with: "<<".utf8) else { continue }
        var name = mark.dropFirst(2)
        let skipsTabs = name.first == Ascii.hyphen
        if skipsTabs { name = name.dropFirst() }
        let plain = name.filter { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "'") }
        guard !plain.isEmpty, plain.first != UInt8(ascii: "<") else { continue }
        ends.append(End(text: plain, isQuoted: plain.count < name.count, skipsTabs: skipsTabs))
      }
      return ends
    }

    private mutating func document(_ end: End) -> [UInt8] {
      var text: [UInt8] = []
      while var line = whole() {
        if end.skipsTabs { line = line.drop { $0 == 0x09 } }
        if line.elementsEqual(end.text) { break }
        text += line
        text.append(Ascii.lineFeed)
      }
      return text
    }
  }
}
