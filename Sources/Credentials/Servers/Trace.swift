internal import Hashing
package import Kernel

extension Server {
  /// Traces of refused users in the file, besides what this server reads: an entry that it does not read, a
  /// name that differs by a quote, a space, a byte order mark or case, a duplicate that counts or does not.
  ///
  /// - Parameter lookups: what the server knows of each user; of those it does not start for, nothing is said.
  /// - Returns: for each, words that show nothing but names, or nil.
  package func traces(
    of users: [[UInt8]], _ lookups: [Lookup], in source: borrowing ByteSource
  ) throws(SystemError) -> [String?] {
    var words = [String?](repeating: nil, count: users.count)
    if try source.count() == 0 { return users.map { _ in "the file is empty, so nobody can log in" } }
    var places: [[UInt8]: [Int]] = [:]
    for (place, user) in users.enumerated() { places[user.bareName, default: []].append(place) }
    func look(at name: [UInt8], _ line: Int) {
      for place in places[name.bareName] ?? [] where words[place] == nil {
        words[place] = trace(of: users[place], lookups[place], name, line)
      }
    }
    func look(atLinesOf source: borrowing ByteSource, _ body: (Int) -> Void) throws(SystemError) {
      try source.forEachLine { (bytes, line) in
        guard let entry = Entry(bytes) else { return true }
        body(line.number)
        look(at: bytes.extracting(entry.user).array, line.number)
        return true
      }
    }
    guard users.count == 1, let plain = try PlainFile(source, for: [self], user: users[0].bareName) else {
      try look(atLinesOf: source) { _ in }
      return words
    }
    var match = plain.match
    func lookAtMatch(before line: Int) {
      guard let plainLine = match, plainLine.number < line else { return }
      match = nil
      look(at: plainLine.user, plainLine.number)
    }
    try look(atLinesOf: plain.others.source(), lookAtMatch)
    lookAtMatch(before: .max)
    return words
  }

  private func trace(of user: [UInt8], _ lookup: Lookup, _ name: [UInt8], _ line: Int) -> String? {
    let shown = Redaction.shortUser(user)
    switch lookup {
    case .doesNotStart: return nil
    case .found(_, let counting):
      if name != user || line == counting { return nil }
      return "\(product) uses line \(counting), and line \(line) has \(shown) too"
    case .unknownUser:
      if name == user {
        return reads(line: line)
          ? "\(product) does not read line \(line), which has \(shown)"
          : "\(product) reads only line 1, and \(shown) is on line \(line)"
      }
      if name.starts(with: ByteOrderMark.utf8) {
        return "a byte order mark precedes the name on line \(line)"
      }
      return "line \(line) has \(Redaction.shortUser(name)), which is another name"
    }
  }
}

extension [UInt8] {
  /// A name without what is easily overlooked in it: a byte order mark, quotes, `#` and blanks around it, capitals.
  var bareName: [UInt8] {
    var (start, end) = (starts(with: ByteOrderMark.utf8) ? ByteOrderMark.utf8.count : 0, count)
    while start < end, self[start].isOverlooked { start += 1 }
    while start < end, self[end - 1].isOverlooked { end -= 1 }
    return self[start..<end].map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
  }
}

extension UInt8 {
  /// Whether it is a blank, a quote, a backtick or `#`.
  fileprivate var isOverlooked: Bool {
    self <= Ascii.space || self == 0x22 || self == 0x27 || self == 0x60 || self == Ascii.hash
  }
}
