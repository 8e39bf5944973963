internal import CLinux
package import Kernel

/// A file of which almost every line is a plain entry, read on all cores at once: a name of the usual characters, and a
/// canonical bcrypt hash or one of apr1 (PlainFile.h). No plain name is in it twice, and no two differ in capitals alone.
///
/// Most large files are such, and what is said of them is said of the classes of their lines: how long a line takes is what
/// reading it takes. The other lines, comments or names that are not ASCII, say, are read as those of any file; they have
/// nothing in common with plain ones. Of any other file this knows nothing.
package struct PlainFile: Sendable {
  /// Hashes of one format, and of bcrypt of one variant and cost: whatever is asked about one has the same answer for all.
  package struct HashClass: Sendable, Equatable {
    fileprivate let number: Int

    package static let all = (0..<clinux_plain_class_count).compactMap(HashClass.init)

    /// - Returns: nil for a number of none.
    private init?(number: Int) {
      guard number == Int(clinux_plain_apr1) || 4...31 ~= number % 32 else { return nil }
      self.number = number
    }

    /// Below 256.
    package var place: UInt8 { UInt8(number) }

    /// One of its hash fields: that of no known password.
    package var example: [UInt8] {
      if number == Int(clinux_plain_apr1) {
        return Array("$apr1$........$".utf8) + Array(repeating: 0x2E, count: 22)
      }
      let cost = number % 32
      return [Ascii.dollar, 0x32, Array("abxy".utf8)[number / 32], Ascii.dollar]
        + [Ascii.zero + UInt8(cost / 10), Ascii.zero + UInt8(cost % 10), Ascii.dollar]
        + Array(repeating: 0x2E, count: 53)
    }
  }

  /// A line that was asked for.
  package struct PlainLine: Sendable {
    let line: clinux_plain_line

    package var number: Int { Int(line.number) }
    package var hashClass: HashClass { HashClass(known: Int(line.hash_class)) }

    /// In bytes, of the name.
    package var userCount: Int { Int(line.name_count) }
    /// Whether the name means nothing to a shell.
    package var isWord: Bool { line.is_word }

    package var user: [UInt8] {
      // The name has so many bytes of the field.
      unsafe withUnsafeBytes(of: line.name) { unsafe Array($0.prefix(Int(line.name_count))) }
    }

    /// A line with such a hash, of a user of this name, which has `clinux_plain_name_count` bytes at most.
    package init(number: Int, user: [UInt8], _ hashClass: HashClass) {
      precondition(user.count <= clinux_plain_name_count)
      var line = clinux_plain_line()
      line.number = UInt32(number)
      line.hash_class = hashClass.place
      line.name_count = UInt8(user.count)
      // The name is shorter than the field.
      unsafe withUnsafeMutableBytes(of: &line.name) { unsafe $0.copyBytes(from: user) }
      self.line = line
    }

    fileprivate init(_ line: clinux_plain_line) { self.line = line }

    /// Where its hash is in the file.
    fileprivate var hash: Range<Int> {
      let start = line.offset + Int(line.name_count) + 1
      return start..<start + hashClass.example.count
    }

    /// The place of the line in the file.
    package var place: Line {
      Line(
        number: number, content: line.offset..<hash.upperBound,
        ending: line.has_carriage_return ? .carriageReturnLineFeed : .lineFeed)
    }
  }

  package let lineCount: Int
  /// How many of the lines are plain: one at least.
  package let plainCount: Int
  /// In bytes.
  package let widestName: Int
  package let last: Line
  /// The first plain line that ends in CR LF.
  package let carriageReturnLineFeed: Line?
  /// The plain line of who was looked for, capitals aside.
  package let match: PlainLine?
  /// The lines of the classes that were asked for, in order.
  package let lines: [PlainLine]
  /// The other lines.
  package let others: LineSelection
  private let counts: [Int]

  /// How many lines have such a hash.
  package func count(of hashClass: HashClass) -> Int { counts[hashClass.number] }

  /// In bytes: a smaller file is read in no time.
  package static let minimumSize = 1 << 16

  /// - Parameters:
  ///   - servers: those that read it; there is an answer only if to each of them all plain lines are entries.
  ///   - user: who is looked for.
  ///   - comparesHashes: whether no hash may be there twice.
  ///   - classes: those whose lines are asked for.
  ///   - pieceSize: of what one core reads in one go, in bytes.
  /// - Returns: nil for a file that has something else, for a small one, and for one that is in memory.
  package init?(
    _ source: borrowing ByteSource, for servers: [Server], user: [UInt8]? = nil, comparesHashes: Bool = false,
    minimumSize: Int = PlainFile.minimumSize, pieceSize: Int = 1 << 18, listing classes: [HashClass] = []
  ) throws(SystemError) {
    guard servers.allSatisfy(\.file.takesPlainFiles), let descriptor = source.descriptor else { return nil }
    let size = try source.count()
    guard size >= max(1, minimumSize) else { return nil }
    var question = unsafe clinux_plain_question()
    unsafe question.descriptor = descriptor
    unsafe question.size = size
    unsafe question.cores = availableCores
    unsafe question.piece_size = pieceSize
    let key = Fingerprint.key
    unsafe question.keys = (UInt(key.0), UInt(key.1))
    unsafe question.compares_hashes = comparesHashes
    unsafe question.takes_carriage_returns = servers.allSatisfy { $0.lineBreaks == .universal }
    // Both have a place for each class.
    unsafe withUnsafeMutableBytes(of: &question.lists) { places in
      for hashClass in classes { unsafe places[hashClass.number] = 1 }
    }
    var answer = unsafe clinux_plain_answer()
    // The name and both structures live through the call.
    let isPlain = unsafe (user ?? []).withUnsafeBufferPointer { name in
      if user != nil { unsafe (question.user, question.user_count) = (name.baseAddress, name.count) }
      return unsafe clinux_read_plain(&question, &answer)
    }
    // It was allocated, and has so many lines.
    defer { unsafe clinux_free_plain(&answer) }
    guard isPlain else { return nil }
    others = unsafe LineSelection(answer, fileSize: size)
    guard unsafe try others.areAlone(among: answer, for: servers, comparesHashes: comparesHashes) else {
      return nil
    }
    lineCount = unsafe answer.line_count
    plainCount = lineCount - others.lines.count
    widestName = unsafe answer.widest_name
    let lastPlain = unsafe Line(answer.last)
    last = others.lines.last.flatMap { $0.number > lastPlain.number ? $0 : nil } ?? lastPlain
    carriageReturnLineFeed = unsafe answer.carriage_return.number > 0 ? Line(answer.carriage_return) : nil
    match = unsafe answer.match.number > 0 ? PlainLine(answer.match) : nil
    counts = unsafe withUnsafeBytes(of: answer.class_counts) { unsafe Array($0.bindMemory(to: Int.self)) }
    lines = unsafe UnsafeBufferPointer(start: answer.lines, count: answer.listed_count).map { PlainLine($0) }
  }

  /// The answer to a search for one user, if no other line is that user's.
  func lookup(_ user: [UInt8], _ source: borrowing ByteSource) throws(SystemError) -> Server.Lookup {
    guard let match, match.user == user else { return .unknownUser }
    return .found(hash: try source.bytes(match.hash), line: match.number)
  }
}

extension PlainFile.HashClass {
  fileprivate init(known number: Int) { self.number = number }
}

extension Line {
  fileprivate init(_ place: clinux_plain_place) {
    self.init(
      number: place.number, content: place.start..<place.end,
      ending: place.has_carriage_return ? .carriageReturnLineFeed : .lineFeed)
  }
}

extension ByteSource {
  /// The descriptor of a file; nil for memory.
  fileprivate var descriptor: Int32? {
    switch self {
    case .memory: nil
    case .lines: nil
    case .file(let descriptor): descriptor.number
    }
  }
}

extension FileRules {
  /// Whether every plain line is an entry: none has more than 93 bytes, and is anything but ASCII without control characters.
  fileprivate var takesPlainFiles: Bool {
    guard case .wholeFile = extent else { return false }
    return hashForm == .any && unwritable == nil
      && maximumHashCount ?? .max > 60 && longLine?.maximumCount ?? .max > clinux_odd_byte_count
  }
}

extension LineSelection {
  /// The odd lines.
  fileprivate convenience init(_ answer: clinux_plain_answer, fileSize: Int) {
    // Both were allocated, and are so long; NULL if there are none.
    let bytes = unsafe Array(UnsafeBufferPointer(start: answer.odd_bytes, count: answer.odd_byte_count))
    let lines = unsafe UnsafeBufferPointer(start: answer.odd_lines, count: answer.odd_line_count).map {
      line in
      let ending: LineEnding =
        line.has_carriage_return ? .carriageReturnLineFeed : line.has_line_feed ? .lineFeed : .none
      return Line(
        number: Int(line.number), content: line.offset..<line.offset + Int(line.count), ending: ending)
    }
    self.init(bytes, lines, fileSize: fileSize)
  }

  /// Whether these lines mean nothing for the plain ones of their file, nor those for them: none is of the same user, or of one
  /// who looks alike, none has the same hash, if those are compared, and none hides another.
  fileprivate func areAlone(
    among answer: clinux_plain_answer, for servers: [Server], comparesHashes: Bool
  ) throws(SystemError) -> Bool {
    var isAlone = true
    var fingerprints: [UInt] = []
    try source().forEachLine { (bytes, _) in
      for server in servers {
        switch server.reading(of: bytes) {
        case .endsFile: isAlone = false
        case .skipped(.missingColon): if server.file.bareLineHidesNext { isAlone = false }
        case .blank, .comment, .entry, .skipped, .refused: break
        }
      }
      // Where a server reads another name or hash, that is longer, and not plain.
      guard isAlone, let entry = Entry(bytes) else { return isAlone }
      let user = bytes.extracting(entry.user).array
      unsafe fingerprints.append(answer.fingerprint(ofName: user.bareName))
      if let look = user.look { unsafe fingerprints.append(answer.fingerprint(ofName: Array(look.utf8))) }
      if comparesHashes {
        unsafe fingerprints.append(answer.fingerprint(ofHash: bytes.extracting(entry.hash).array))
      }
      return true
    }
    // The answer was not freed yet.
    return unsafe isAlone
      && !withUnsafePointer(to: answer) {
        unsafe clinux_holds_plain($0, fingerprints, fingerprints.count, availableCores)
      }
  }
}

extension clinux_plain_answer {
  fileprivate func fingerprint(ofName name: [UInt8]) -> UInt {
    // Only the keys are read.
    unsafe withUnsafePointer(to: self) { unsafe clinux_fingerprint_of_name($0, name, name.count) }
  }

  fileprivate func fingerprint(ofHash hash: [UInt8]) -> UInt {
    // As above.
    unsafe withUnsafePointer(to: self) { unsafe clinux_fingerprint_of_hash($0, hash, hash.count) }
  }
}
