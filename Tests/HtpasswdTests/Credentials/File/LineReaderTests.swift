import CLinux
import Foundation
import Htpasswd
import TestSupport
import Testing

@Suite struct LineReaderTests {
  /// Else each line of a file of carriage returns is looked for through all that is left of it.
  @Test func `a scan ends with the block that has a carriage return`() {
    let bytes = Array(("\r" + String(repeating: " ", count: 16) + "a:b\n").utf8)
    // The pointer lives through the call, and the count is its own.
    let line = unsafe bytes.withUnsafeBufferPointer { unsafe clinux_scan_line($0.baseAddress, $0.count) }
    #expect(line.is_unusual && line.end == -1 && line.colon == -1)
  }

  /// In bytes, what is read at once.
  private let step = 131_072

  @Test(arguments: [
    ("", []),
    ("\n", [""]),
    ("a", ["a"]),
    ("a\n", ["a"]),
    ("a\nb", ["a", "b"]),
    ("a\r\nb\r\n", ["a", "b"]),
    ("a\rb\r", ["a", "b"]),
    ("a\r\r\nb", ["a", "", "b"]),
    ("a\n\rb", ["a", "", "b"]),
    ("\r\n\n\r", ["", "", ""]),
    ("a\u{0B}b\u{0C}c\u{1C}d\u{85}e\u{2028}f", ["a\u{0B}b\u{0C}c\u{1C}d\u{85}e\u{2028}f"]),
  ])
  func `LF, CR LF and CR end a line, and nothing else does`(text: String, contents: [String]) throws {
    let lines = try lines(text.bytes)
    #expect(lines.map(\.content.text) == contents)
    #expect(lines == expected(text.bytes))
  }

  @Test func `each ending is distinguished, and numbers count from 1`() throws {
    let lines = try lines("a\nb\r\nc\rd".bytes)
    #expect(lines.map(\.ending) == [.lineFeed, .carriageReturnLineFeed, .carriageReturn, .none])
    #expect(lines.map(\.number) == [1, 2, 3, 4])
    #expect(lines.map(\.place) == [0..<1, 2..<3, 5..<6, 7..<8])
  }

  @Test func `any breaks around the border of the buffer are those of the definition`() throws {
    let alphabet: [UInt8] = [0x0A, 0x0D, 0x61]
    for code in 0..<729 {
      var rest = code
      var end: [UInt8] = []
      for _ in 0..<6 {
        end.append(alphabet[rest % 3])
        rest /= 3
      }
      let bytes = .padding(step - 3) + end
      let lines = try read(.memory(bytes))
      #expect(lines == expected(bytes, withoutBreakBefore: step - 3), "\(end)")
    }
  }

  @Test(arguments: [-2, -1, 0, 1])
  func `CR LF around the border of the buffer is one ending in a file too`(shift: Int) throws {
    for text in ["\r\n", "\r\nb", "\r", "\rb", "\n", "\nb"] {
      let bytes = .padding(step + shift) + text.bytes
      #expect(try lines(bytes) == expected(bytes, withoutBreakBefore: step + shift))
    }
  }

  @Test func `a CR LF that short lines bring to the border is one ending`() throws {
    let bytes = Array(repeatElement("abc\n".bytes, count: step / 4 - 1).joined()) + "abc\r\nlast".bytes
    try #require(bytes[step - 1] == 0x0D)
    let lines = try lines(bytes)
    #expect(lines.count == step / 4 + 1)
    #expect(lines.suffix(2).map(\.content.text) == ["abc", "last"])
    #expect(lines.suffix(2).map(\.ending) == [.carriageReturnLineFeed, .none])
    #expect(lines.last?.place == step + 1..<step + 5)
  }

  @Test(arguments: [131_071, 131_072, 131_073, 262_144, 262_145, 1_000_000])
  func `a line may be longer than the buffer`(count: Int) throws {
    let lines = try lines("first\n".bytes + .padding(count) + "\r\nlast\n".bytes)
    #expect(lines.count == 3)
    #expect(lines.first?.content == "first".bytes)
    #expect(lines.dropFirst().first?.content == .padding(count))
    #expect(lines.last?.content == "last".bytes)
    #expect(lines.last?.place == count + 8..<count + 12)
  }

  @Test func `the whole lines, one after the other, are the file`() throws {
    var generator = SeededGenerator(stream: 1)
    for _ in 0..<300 * rounds {
      var bytes = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
        generator.once(in: 2)
          ? [0x0A, 0x0D].randomElement(using: &generator)! : UInt8.random(in: 0...255, using: &generator)
      }
      if generator.once(in: 10) {
        bytes = .padding(step - Int.random(in: 0...60, using: &generator)) + bytes
      }
      let lines = try lines(bytes)
      #expect(lines == expected(bytes), "seed \(SeededGenerator.seed)")
      #expect(lines.flatMap { bytes[$0.whole] } == bytes, "seed \(SeededGenerator.seed)")
      #expect(lines.map(\.number) == Array(1..<lines.count + 1))
    }
  }

  @Test func `to some readers LF alone ends a line`() throws {
    var lines: [String] = []
    var whole: [Range<Int>] = []
    try ByteSource.memory("a\rb\r\n\rc\n\n".bytes).forEachLine(.lineFeed) { (bytes, line) in
      lines.append(bytes.array.text)
      whole.append(line.whole)
      return true
    }
    #expect(lines == ["a\rb\r", "\rc", ""])
    #expect(whole == [0..<5, 5..<8, 8..<9])
  }

  @Test func `reading stops when it should`() throws {
    var seen = 0
    try ByteSource.memory("a\nb\nc\n".bytes).forEachLine { (_, line) in
      seen = line.number
      return line.number < 2
    }
    #expect(seen == 2)
  }

  @Test func `the bytes of a range end where the source ends`() throws {
    let folder = try TemporaryFolder(file: "0123456789")
    let file = ByteSource.file(try FileDescriptor.open(folder.path(), .readOnly))
    let memory = ByteSource.memory("0123456789".bytes)
    for (range, text) in [(2..<5, "234"), (8..<20, "89"), (10..<12, ""), (50..<60, ""), (3..<3, "")] {
      let (fromFile, fromMemory) = (try file.bytes(range), try memory.bytes(range))
      #expect(fromFile.text == text)
      #expect(fromMemory.text == text)
    }
    let (fileCount, memoryCount) = (try file.count(), try memory.count())
    #expect(fileCount == 10)
    #expect(memoryCount == 10)
    let whole = try file.bytes()
    #expect(whole.text == "0123456789")
  }

  // MARK: What is read, and what should be

  private struct ReadLine: Equatable {
    let number: Int
    let content: [UInt8]
    let place: Range<Int>
    let whole: Range<Int>
    let ending: LineEnding
  }

  /// Read from memory, and the same from a file.
  private func lines(_ bytes: [UInt8]) throws -> [ReadLine] {
    let folder = try TemporaryFolder()
    try folder.write(bytes, to: "file")
    let fromFile = try read(.file(FileDescriptor.open(folder.path(), .readOnly)))
    let fromMemory = try read(.memory(bytes))
    #expect(fromFile == fromMemory)
    return fromMemory
  }

  private func read(_ source: consuming ByteSource) throws -> [ReadLine] {
    var lines: [ReadLine] = []
    try source.forEachLine { (bytes, line) in
      lines.append(
        ReadLine(
          number: line.number, content: bytes.array, place: line.content, whole: line.whole,
          ending: line.ending))
      return true
    }
    return lines
  }

  @Test func `the only colon of a plain line is reported, wherever line and buffer begin and end`() throws {
    var generator = SeededGenerator(stream: 51)
    let usual = Array("abcxyz019.$/".utf8)
    for round in 0..<40 * rounds {
      var bytes: [UInt8] = []
      // Some of them are longer than the buffer.
      while bytes.count < (round % 8 == 0 ? step * 2 : 3000) {
        let count = Int.random(in: 0...90, using: &generator)
        for _ in 0..<count { bytes.append(usual.randomElement(using: &generator)!) }
        if count > 0, !generator.once(in: 8) {
          bytes[bytes.count - Int.random(in: 1...count, using: &generator)] = 0x3A
        }
        if generator.once(in: 4) {
          bytes.append([0, 0x0D, 0x3A, 0x7F, 0x80, 0xFF].randomElement(using: &generator)!)
        }
        bytes.append(0x0A)
      }
      if generator.once(in: 2) { bytes.removeLast() }
      for breaks in [LineBreaks.universal, .lineFeed] {
        try ByteSource.memory(bytes).forEachLine(breaks) { (content, line) in
          let text = content.array
          let isPlain = text.allSatisfy { $0 > 0 && $0 < 0x80 } && text.count { $0 == 0x3A } == 1
          #expect(
            line.plainColon == (isPlain ? text.firstIndex(of: 0x3A) : nil),
            "line \(line.number), seed \(SeededGenerator.seed)")
          return true
        }
      }
    }
  }

  /// The definition, one byte after the other.
  private func expected(_ bytes: [UInt8], withoutBreakBefore first: Int = 0) -> [ReadLine] {
    var lines: [ReadLine] = []
    var (start, at) = (0, first)
    func add(_ length: Int, _ ending: LineEnding) {
      lines.append(
        ReadLine(
          number: lines.count + 1, content: Array(bytes[start..<at]), place: start..<at,
          whole: start..<at + length, ending: ending))
      at += length
      start = at
    }
    while at < bytes.count {
      switch bytes[at] {
      case 0x0A: add(1, .lineFeed)
      case 0x0D where at + 1 < bytes.count && bytes[at + 1] == 0x0A: add(2, .carriageReturnLineFeed)
      case 0x0D: add(1, .carriageReturn)
      default: at += 1
      }
    }
    if start < bytes.count { add(0, .none) }
    return lines
  }
}
