/// A part of a file and what takes its place.
package struct Splice: Sendable, Equatable {
  /// In bytes of the file; empty for an insertion.
  package let range: Range<Int>
  package let replacement: [UInt8]

  package init(_ range: Range<Int>, _ replacement: [UInt8]) {
    self.range = range
    self.replacement = replacement
  }
}

/// A change of a file: splices in the file's order, none overlapping. Every other byte stays.
package struct Edit: Sendable, Equatable {
  package var splices: [Splice]

  package init(_ splices: [Splice] = []) { self.splices = splices }

  /// Makes the edit between two texts: all between their common beginning and end.
  package init(from old: [UInt8], to new: [UInt8]) {
    if old == new {
      splices = []
      return
    }
    let shorter = min(old.count, new.count)
    var start = 0
    while start < shorter, old[start] == new[start] { start += 1 }
    var end = 0
    while end < shorter - start, old[old.count - 1 - end] == new[new.count - 1 - end] { end += 1 }
    splices = [Splice(start..<old.count - end, Array(new[start..<new.count - end]))]
  }

  package var isEmpty: Bool { splices.isEmpty }

  /// By how many bytes the file grows.
  package var growth: Int {
    splices.reduce(0) { $0 + $1.replacement.count - $1.range.count }
  }

  /// Applies the edit to a part of a file that holds every splice.
  ///
  /// - Parameter offset: where in the file the part begins.
  package func applied(to part: [UInt8], from offset: Int = 0) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(part.count + max(0, growth))
    var done = 0
    for splice in splices {
      result += part[done..<splice.range.lowerBound - offset]
      result += splice.replacement
      done = splice.range.upperBound - offset
    }
    result += part[done...]
    return result
  }
}
