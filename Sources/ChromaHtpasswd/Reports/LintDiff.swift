internal import Htpasswd
internal import Linting

/// The changes of a fix, line by line, redacted: `-` for removed lines, `+` for new ones.
enum LintDiff {
  /// Nothing if nothing changes.
  ///
  /// - Parameter hidesLines: the whole of every line is a secret.
  static func write(
    _ path: FilePath, _ old: [UInt8], _ new: [UInt8], hidesLines: Bool, to output: inout Output
  ) {
    if old == new { return }
    func shown(_ line: ArraySlice<UInt8>) -> String {
      hidesLines ? Redaction.secretLine(Array(line)) : Redaction.line(Array(line))
    }
    func write(_ mark: String, _ line: ArraySlice<UInt8>) {
      output.write(mark)
      output.write(shown(line))
      output.write("\n")
    }
    let (before, after) = (lines(old), lines(new))
    // A common beginning and end are not changes.
    var start = 0
    while start < min(before.count, after.count), before[start] == after[start] { start += 1 }
    var end = 0
    while end < min(before.count, after.count) - start,
      before[before.count - 1 - end] == after[after.count - 1 - end]
    { end += 1 }
    let gone = before[start..<before.count - end]
    let come = Array(after[start..<after.count - end])

    output.write("--- \(path)\n+++ \(path), fixed\n")
    output.write("@@ -\(start + 1),\(gone.count) +\(start + 1),\(come.count) @@\n")
    // Lines that stay, in order: the longest common subsequence would say more, at a higher price.
    var places = Places(come)
    var next = 0
    for line in gone {
      if let place = places.first(of: line, from: next) {
        for added in come[next..<place] { write("+", added) }
        write(" ", line)
        next = place + 1
      } else {
        write("-", line)
      }
    }
    for added in come[next...] { write("+", added) }
  }

  /// Where each line is, asked for with places that only grow: all questions together take one step for each line.
  private struct Places {
    private var places: [ArraySlice<UInt8>: [Int]] = [:]

    init(_ lines: [ArraySlice<UInt8>]) {
      for (place, line) in lines.enumerated().reversed() { places[line, default: []].append(place) }
    }

    mutating func first(of line: ArraySlice<UInt8>, from start: Int) -> Int? {
      while let last = places[line]?.last {
        if last >= start { return last }
        places[line]?.removeLast()
      }
      return nil
    }
  }

  /// Lines as every server sees some: each CR, LF or CR LF ends one.
  private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    for index in bytes.indices where bytes.endsLine(at: index) {
      lines.append(bytes[start...index])
      start = index + 1
    }
    if start < bytes.count { lines.append(bytes[start...]) }
    return lines
  }
}
