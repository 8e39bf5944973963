internal import CLinux
internal import Glibc
package import Kernel

/// Text with places for the number of a line and for its user's name: filled in for many lines, of which each costs no more
/// than its bytes.
package struct LineText: Sendable {
  fileprivate var text: [UInt8] = []
  fileprivate var parts: [clinux_text_part] = []
  /// In bytes: no line's text has more.
  package private(set) var maximumCount = 0

  package init() {}

  /// Spaces, as many more or fewer as the name has bytes and the number digits.
  package mutating func append(spaces count: Int, perNameByte: Int = 0, perDigit: Int = 0) {
    append(clinux_text_spaces, count: count, perNameByte, perDigit)
  }

  package mutating func append(_ bytes: [UInt8]) {
    let start = text.count
    text += bytes
    if let last = parts.indices.last, parts[last].kind == clinux_text_bytes {
      parts[last].count += Int32(bytes.count)
      maximumCount += bytes.count
    } else {
      append(clinux_text_bytes, start: start, count: bytes.count)
    }
  }

  package mutating func append(_ words: String) { append(Array(words.utf8)) }

  /// Words with the name wherever they have this one.
  package mutating func append(_ words: String, naming name: [UInt8]) {
    var rest = Array(words.utf8)[...]
    while let place = rest.indices.first(where: { rest[$0...].starts(with: name) }) {
      append(Array(rest[..<place]))
      appendName()
      rest = rest[(place + name.count)...]
    }
    append(Array(rest))
  }

  package mutating func appendName() { append(clinux_text_name) }
  package mutating func appendNumber() { append(clinux_text_number) }
  /// The column after the name and its colon.
  package mutating func appendHashColumn() { append(clinux_text_column) }
  /// One for each byte of the name.
  package mutating func appendCarets() { append(clinux_text_carets) }

  private mutating func append(
    _ kind: clinux_text_kind, start: Int = 0, count: Int = 0, _ perNameByte: Int = 0, _ perDigit: Int = 0
  ) {
    parts.append(
      clinux_text_part(
        kind: kind, start: Int32(start), count: Int32(count), per_name: Int32(perNameByte),
        per_digit: Int32(perDigit)))
    maximumCount += count + (kind == clinux_text_bytes ? 0 : clinux_text_most)
  }

  /// Writes it for a line.
  ///
  /// - Parameter buffer: of `maximumCount` bytes or more.
  /// - Returns: how many bytes of the buffer it has.
  package func write(_ line: PlainFile.PlainLine, into buffer: inout [UInt8]) -> Int {
    precondition(buffer.count >= maximumCount)
    // The buffer has room for all parts, and both arrays live through the call.
    return unsafe withUnsafePointer(to: line.line) { line in
      unsafe clinux_write_text(parts, parts.count, text, line, &buffer)
    }
  }
}

/// A text for each class of the lines of a plain file.
private struct LineTexts {
  var text: [UInt8] = []
  var parts: [clinux_text_part] = []
  var ranges = [clinux_text_range](
    repeating: clinux_text_range(), count: clinux_plain_class_count)
  var maximumCount = 0

  init(_ plain: PlainFile, _ make: (PlainFile.HashClass) -> LineText) {
    for hashClass in PlainFile.HashClass.all where plain.count(of: hashClass) > 0 {
      let piece = make(hashClass)
      ranges[Int(hashClass.place)] = clinux_text_range(
        first: Int32(parts.count), count: Int32(piece.parts.count))
      for var part in piece.parts {
        if part.kind == clinux_text_bytes { part.start += Int32(text.count) }
        parts.append(part)
      }
      text += piece.text
      maximumCount = max(maximumCount, piece.maximumCount)
    }
  }
}

extension ByteSource {
  /// Writes a text for each plain line of a plain file.
  ///
  /// - Parameters:
  ///   - text: the one for lines of a class.
  ///   - body: is given some texts at a time.
  ///   - other: is given the number of each other line, in its turn.
  /// - Throws: also if the file is plain no more.
  package func writeLines(
    of plain: PlainFile, _ text: (PlainFile.HashClass) -> LineText, to body: (Span<UInt8>) -> Void,
    other: (Int) -> Void
  ) throws(SystemError) {
    let texts = LineTexts(plain, text)
    let (capacity, margin) = (1 << 16, clinux_plain_margin)
    var buffer = [UInt8](repeating: 0, count: capacity + margin)
    var output = [UInt8](repeating: 0, count: max(capacity, texts.maximumCount))
    var others = plain.others.lines[...]
    var (offset, filled) = (0, 0)
    var number: UInt32 = 0
    while true {
      let count = try read(into: &buffer, filled..<capacity, at: offset + filled)
      filled += count
      for index in filled..<filled + margin { buffer[index] = 0 }
      var start = 0
      while start < filled {
        if let line = others.first, line.content.lowerBound == offset + start {
          let size = line.whole.count
          if start + size > filled { break }
          other(line.number)
          others.removeFirst()
          start += size
          number = UInt32(line.number)
          continue
        }
        var written = 0
        let room = output.count
        // After what is filled there is a margin, and all arrays live through the call.
        let done = unsafe buffer.withUnsafeBufferPointer { bytes in
          unsafe clinux_write_plain(
            bytes.baseAddress! + start, filled - start, texts.parts, texts.ranges, texts.text,
            texts.maximumCount,
            &number, &output, room, &written)
        }
        if done == 0 { break }
        body(output.span.extracting(0..<written))
        start += done
      }
      let rest = Array(buffer[start..<filled])
      buffer.replaceSubrange(0..<rest.count, with: rest)
      (offset, filled) = (offset + start, rest.count)
      if count == 0 {
        if filled > 0 { throw .changedMeanwhile }
        return
      }
    }
  }
}
