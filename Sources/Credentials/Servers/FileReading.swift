package import Kernel

extension Server {
  /// Reads a file as this server does when it starts.
  ///
  /// - Parameter body: is given each entry that the server would know if it starts: the line's bytes, the entry's
  ///   ranges of them, and the line. What it has been given counts for nothing if a failure is returned.
  /// - Returns: why the server does not start, or nil.
  package func read(
    _ source: borrowing ByteSource, _ body: (Span<UInt8>, Entry, Line) -> Void
  ) throws(SystemError) -> StartFailure? {
    switch file.extent {
    case .wholeFile: try readWholeFile(source, body)
    case .firstLine(let step): try readFirstLine(source, step: step, body)
    }
  }

  /// Why this server does not start with a file, or nil.
  package func failure(of source: borrowing ByteSource) throws(SystemError) -> StartFailure? {
    // Whoever is looked for, the whole file is judged.
    guard case .doesNotStart(let failure) = try lookUp([], in: source) else { return nil }
    return failure
  }

  private func readWholeFile(
    _ source: borrowing ByteSource, _ body: (Span<UInt8>, Entry, Line) -> Void
  ) throws(SystemError) -> StartFailure? {
    // Ten bytes of name, 60 of hash.
    var judge = Judge(self, expectedUsers: try source.count() / 70)
    try forEachLine(of: source) { (bytes, line) in judge.read(bytes, line, body) }
    let failure = judge.failure
    if case .notUTF8 = failure?.cause { return failure }
    if failure == nil, let lack = try lack(source, hasEntry: judge.hasEntry) { return lack }
    let suspects = judge.users.repeated()
    guard !suspects.isEmpty, let duplicate = try firstDuplicate(source, among: suspects) else {
      return failure
    }
    // The server meets the upper one of a duplicate and a line that is not an entry.
    if let failure, failure.line < duplicate.line { return failure }
    return duplicate
  }

  /// The failure of a file that lacks something and has no line to blame.
  private func lack(
    _ source: borrowing ByteSource, hasEntry: Bool
  ) throws(SystemError) -> StartFailure? {
    if file.minimum == .nothing { return nil }
    // Some of the lines that are left out are entries.
    if source.selection != nil { return nil }
    if try source.count() == 0 { return StartFailure(line: 1, cause: .emptyFile) }
    return file.minimum == .anEntry && !hasEntry ? StartFailure(line: 1, cause: .noUsers) : nil
  }

  /// For users with several entries, in a file that the server starts with: the line of the one that counts.
  /// (A user alone may be among them.)
  package func linesThatCount(in source: borrowing ByteSource) throws(SystemError) -> [[UInt8]: Int] {
    if file.duplicates == .refused { return [:] }
    let lastCounts = file.duplicates == .lastCounts
    var users = FingerprintLog()
    _ = try read(source) { (bytes, entry, _) in
      users.append(bytes.extracting(entry.user))
    }
    let suspects = users.repeated()
    if suspects.isEmpty { return [:] }
    var lines: [[UInt8]: Int] = [:]
    _ = try read(source) { (bytes, entry, line) in
      let user = bytes.extracting(entry.user)
      guard suspects.contains(Fingerprint.of(user)) else { return }
      if lastCounts || lines[user.array] == nil { lines[user.array] = line.number }
    }
    return lines
  }

  /// The first user with two entries, among those whose fingerprint was seen twice. Fingerprints may collide;
  /// this compares the names themselves.
  private func firstDuplicate(
    _ source: borrowing ByteSource, among suspects: Set<UInt64>
  ) throws(SystemError) -> StartFailure? {
    var failure: StartFailure?
    var firstLines: [[UInt8]: Int] = [:]
    try forEachLine(of: source) { (bytes, line) in
      guard case .entry(let entry) = reading(of: bytes) else { return true }
      let user = bytes.extracting(entry.user)
      guard suspects.contains(Fingerprint.of(user)) else { return true }
      if let first = firstLines.updateValue(line.number, forKey: user.array) {
        failure = StartFailure(
          line: line.number, cause: .duplicateUser(user.array, firstLine: first))
        return false
      }
      return true
    }
    return failure
  }

  private func readFirstLine(
    _ source: borrowing ByteSource, step: Int, _ body: (Span<UInt8>, Entry, Line) -> Void
  ) throws(SystemError) -> StartFailure? {
    var failure = StartFailure(line: 1, cause: .noFirstEntry) as StartFailure?
    var first: Line?
    try source.forEachLine(file.lineBreaks) { (bytes, line) in
      first = line
      if case .entry(let entry) = reading(of: bytes) {
        failure = nil
        body(bytes, entry, line)
      }
      return false
    }
    guard let first else { return failure }

    // A CR is known to end a line only with the character after it, an LF at once.
    var seen = first.whole.upperBound
    if first.ending == .carriageReturn {
      let next = try source.bytes(seen..<seen + 1).first ?? 0
      seen += next < 0x80 ? 1 : next < 0xE0 ? 2 : next < 0xF0 ? 3 : 4
    }
    let decoded: Int
    if first.ending == .none {
      decoded = seen + 1
    } else {
      decoded = (seen + step - 1) / step * step
    }
    let bytes = try source.bytes(0..<decoded)
    // A character cut by the step's end is kept for the next step, and never looked at again if none follows: that
    // the file ends there is only learned if the line's end has not been seen.
    let learnsOfEnd = seen > bytes.count || first.ending == .none
    let whole = bytes.span.extracting(0..<bytes.count - (learnsOfEnd ? 0 : bytes.span.cutCharacterCount))
    if let fault = whole.firstInvalidUTF8() {
      return StartFailure(
        line: whole.extracting(0..<fault).lineNumber,
        cause: .notUTF8(byte: whole[fault], offset: fault))
    }
    return failure
  }
}

/// Looks at lines as a server does that reads the whole file.
private struct Judge {
  private let server: Server
  private(set) var failure: StartFailure?
  /// For servers that refuse duplicates.
  private(set) var users = FingerprintLog()
  private(set) var hasEntry = false
  private let refusesDuplicates: Bool
  /// The lines without colon just above, if such lines can hide the next.
  private var bareLines = NestedNames()
  private let takesPlainEntries: Bool
  /// Whether nothing above bears on a plain entry.
  private var isClear: Bool

  init(_ server: Server, expectedUsers: Int) {
    self.server = server
    refusesDuplicates = server.file.duplicates == .refused
    if refusesDuplicates { users.reserve(expectedUsers) }
    takesPlainEntries = server.file.takesPlainEntries
    isClear = takesPlainEntries
  }

  /// - Returns: whether the server reads on.
  @inline(__always) mutating func read(
    _ bytes: Span<UInt8>, _ line: Line, _ body: (Span<UInt8>, Entry, Line) -> Void
  ) -> Bool {
    guard isClear, let entry = Entry(plain: bytes, line) else {
      defer { isClear = takesPlainEntries && failure == nil && bareLines.isEmpty }
      return readAny(bytes, line, body)
    }
    if refusesDuplicates { users.append(bytes.extracting(entry.user)) }
    hasEntry = true
    body(bytes, entry, line)
    return true
  }

  @inline(never) private mutating func readAny(
    _ bytes: Span<UInt8>, _ line: Line, _ body: (Span<UInt8>, Entry, Line) -> Void
  ) -> Bool {
    let file = server.file
    // The whole file is decoded before any line is looked at, so this failure comes first, wherever it is.
    if file.mustBeUTF8, let fault = bytes.firstInvalidUTF8() {
      let cause = StartFailure.Cause.notUTF8(byte: bytes[fault], offset: line.content.lowerBound + fault)
      failure = StartFailure(line: line.number, cause: cause)
      return false
    }
    guard failure == nil else { return true }
    var isBare = false
    defer { if !isBare { bareLines.removeAll() } }
    switch server.reading(of: bytes) {
    case .blank, .comment: break
    case .skipped(let cause):
      isBare = file.bareLineHidesNext && cause == .missingColon
      if isBare { bareLines.append(bytes) }
    case .endsFile: return false
    case .refused(let cause):
      failure = StartFailure(line: line.number, cause: cause)
      return file.mustBeUTF8
    case .entry(let entry):
      let user = bytes.extracting(entry.user)
      if bareLines.hide(user) { break }
      if refusesDuplicates { users.append(user) }
      hasEntry = true
      body(bytes, entry, line)
    }
    return true
  }
}

extension FileRules {
  /// Whether every plain line is an entry.
  var takesPlainEntries: Bool {
    lineEnds.isEmpty && hashEnds.isEmpty && maximumHashCount == nil && longLine == nil
      && hashForm == .any && unwritable == nil
  }
}

extension Span<UInt8> {
  /// The place of the first byte that is not UTF-8 (RFC 3629).
  fileprivate func firstInvalidUTF8() -> Int? {
    do {
      _ = try UTF8Span(validating: self)
      return nil
    } catch {
      return error.byteOffsets.lowerBound
    }
  }

  /// How many bytes at the end begin a UTF-8 character without ending it.
  fileprivate var cutCharacterCount: Int {
    for length in 1...3 where length <= count {
      let first = self[count - length]
      if first & 0xC0 == 0x80 { continue }
      let wanted = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1
      guard wanted > length else { return 0 }
      // Half a surrogate pair counts as cut while its third byte is missing (CPython, `unicode_decode_utf8`).
      if first == 0xED, length == 2, self[count - 1] >= 0xA0 { return 2 }
      // Complete it: what no continuation makes valid is an error at once.
      for second: UInt8 in [0x80, 0x90, 0xA0, 0xBF] {
        var character = extracting(count - length..<count).array
        if length == 1 { character.append(second) }
        character += repeatElement(0x80, count: wanted - character.count)
        if character.span.firstInvalidUTF8() == nil { return length }
      }
      return 0
    }
    return 0
  }

  /// The number of the line that follows these bytes.
  fileprivate var lineNumber: Int {
    let bytes = array
    return bytes.indices.reduce(1) { bytes.endsLine(at: $1) ? $0 + 1 : $0 }
  }
}
