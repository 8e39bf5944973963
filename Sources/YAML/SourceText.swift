internal import Kernel

/// The bytes that libyaml reads, and their places in the file.
struct SourceText: Sendable {
  /// The file.
  let file: [UInt8]
  /// As libyaml reads them: the file without a byte order mark, or that with its line ends doubled.
  let bytes: [UInt8]
  /// Where each line of the file begins, in the file and in `bytes`.
  private var starts: [(file: Int32, text: Int32)]
  /// The places in `bytes` of every `Self.step`th character; none if each character is a byte.
  private var characters: [Int32] = []

  private static let step = 64

  /// - Parameter file: UTF-8 of less than 1 GiB.
  init(_ file: [UInt8], _ lineEnds: YAMLTree.LineEnds) {
    self.file = file
    // libyaml would count it as a column.
    let first = file.starts(with: ByteOrderMark.utf8) ? ByteOrderMark.utf8.count : 0
    starts = [(Int32(first), 0)]
    var text: [UInt8] = []
    if lineEnds == .doubled { text.reserveCapacity(file.count + file.count / 8) }
    var position = first
    var isASCII = true
    var lineStart = first
    while position < file.count {
      let byte = file[position]
      position += 1
      if byte >= 0x80 { isASCII = false }
      guard byte == Ascii.lineFeed || byte == Ascii.carriageReturn else { continue }
      let end = position - 1
      if byte == Ascii.carriageReturn, position < file.count, file[position] == Ascii.lineFeed {
        position += 1
      }
      if lineEnds == .doubled {
        text += file[lineStart..<end]
        text.append(Ascii.lineFeed)
        // Python joins lines that hold their ends already.
        if position < file.count { text.append(Ascii.lineFeed) }
      }
      lineStart = position
      if position < file.count {
        starts.append((Int32(position), Int32(lineEnds == .doubled ? text.count : position - first)))
      }
    }
    if lineEnds == .doubled { text += file[lineStart...] }
    bytes = lineEnds == .doubled ? text : first == 0 ? file : Array(file[first...])
    if !isASCII {
      var count = 0
      for (place, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 {
        if count.isMultiple(of: Self.step) { characters.append(Int32(place)) }
        count += 1
      }
    }
  }

  /// The place in `bytes` of a character, which libyaml counts from 0.
  func place(ofCharacter index: Int) -> Int {
    guard !characters.isEmpty else { return min(index, bytes.count) }
    let block = min(index / Self.step, characters.count - 1)
    var place = Int(characters[block])
    for _ in 0..<index - block * Self.step where place < bytes.count {
      place += 1
      while place < bytes.count, bytes[place] & 0xC0 == 0x80 { place += 1 }
    }
    return place
  }

  /// The place in the file of a place in `bytes`.
  func offset(ofPlace place: Int) -> Int {
    let line = lineIndex { Int(starts[$0].text) <= place }
    let offset = Int(starts[line].file) + place - Int(starts[line].text)
    // The second end of a line is the first.
    return min(offset, line + 1 < starts.count ? Int(starts[line + 1].file) : file.count)
  }

  /// The place in `bytes` of a place in the file.
  func place(ofOffset offset: Int) -> Int {
    let line = lineIndex { Int(starts[$0].file) <= offset }
    return min(bytes.count, max(0, Int(starts[line].text) + offset - Int(starts[line].file)))
  }

  /// The line and the column of a place in the file, both from 1; the column in characters.
  func position(ofOffset offset: Int) -> (line: Int, column: Int) {
    let line = lineIndex { Int(starts[$0].file) <= offset }
    let start = Int(starts[line].file)
    return (line + 1, 1 + file[start..<max(start, min(offset, file.count))].count { $0 & 0xC0 != 0x80 })
  }

  func line(ofOffset offset: Int) -> Int { 1 + lineIndex { Int(starts[$0].file) <= offset } }

  func error(_ cause: YAMLError.Cause, atPlace place: Int) -> YAMLError {
    let offset = offset(ofPlace: place)
    let (line, column) = position(ofOffset: offset)
    return YAMLError(cause: cause, offset: offset, line: line, column: column)
  }

  /// The last line for which it holds, given that it holds for a first part of them.
  private func lineIndex(where holds: (Int) -> Bool) -> Int {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if holds(middle) { low = middle } else { high = middle }
    }
    return low
  }
}
