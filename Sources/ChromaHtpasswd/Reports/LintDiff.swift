internal import Htpasswd

/// What a fix would change, line by line, redacted: `-` what goes, `+` what comes.
enum LintDiff {
  /// Nothing where nothing changes.
  ///
  /// - Parameter hidesLines: the whole of every line is a secret.
  static func text(_ path: FilePath, _ old: [UInt8], _ new: [UInt8], hidesLines: Bool) -> String {
    func shown(_ line: [UInt8]) -> String { hidesLines ? Redaction.secretLine(line) : Redaction.line(line) }
    if old == new { return "" }
    let (before, after) = (lines(old), lines(new))
    // What both begin and end with is no change; between them, few lines are left.
    var start = 0
    while start < min(before.count, after.count), before[start] == after[start] { start += 1 }
    var end = 0
    while end < min(before.count, after.count) - start,
      before[before.count - 1 - end] == after[after.count - 1 - end]
    { end += 1 }
    let gone = Array(before[start..<before.count - end])
    let come = Array(after[start..<after.count - end])

    var text = "--- \(path)\n+++ \(path), mended\n"
    text += "@@ -\(start + 1),\(gone.count) +\(start + 1),\(come.count) @@\n"
    // Lines that stay, in order: the longest common subsequence would say more, at a higher price.
    var next = 0
    for line in gone {
      if let place = come[next...].firstIndex(of: line) {
        for added in come[next..<place] { text += "+" + shown(added) + "\n" }
        text += " " + shown(line) + "\n"
        next = place + 1
      } else {
        text += "-" + shown(line) + "\n"
      }
    }
    for added in come[next...] { text += "+" + shown(added) + "\n" }
    return text
  }

  private static func lines(_ bytes: [UInt8]) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var start = 0
    for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      lines.append(Array(bytes[start...index]))
      start = index + 1
    }
    if start < bytes.count { lines.append(Array(bytes[start...])) }
    return lines
  }
}
