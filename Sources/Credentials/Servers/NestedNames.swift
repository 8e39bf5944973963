internal import Kernel

/// Lines without colon that directly follow one another, as nginx sees them: a line that some name begins with
/// hides the next from whoever has that name, unless it is hidden itself.
///
/// Only the last of those lines, each of which begins with the one before, can all begin one name: the longest of them is
/// kept, and of the others how long they are.
struct NestedNames {
  private var longest: [UInt8] = []
  private var counts: [Int] = []

  var isEmpty: Bool { counts.isEmpty }

  mutating func removeAll() {
    guard !counts.isEmpty else { return }
    longest = []
    counts = []
  }

  mutating func append(_ line: Span<UInt8>) {
    var common = 0
    while common < min(line.count, longest.count), line[common] == longest[common] { common += 1 }
    if common < line.count {
      if common < longest.count {
        let kept = counts.lastIndex { $0 > common }.map { $0 + 1 } ?? 0
        counts.removeFirst(kept)
      }
      longest = line.array
    }
    counts.append(line.count)
  }

  /// Whether the line after them is hidden from a user.
  func hide(_ user: Span<UInt8>) -> Bool {
    guard !counts.isEmpty else { return false }
    var common = 0
    while common < min(user.count, longest.count), user[common] == longest[common] { common += 1 }
    let start = counts.lastIndex { $0 > common }.map { $0 + 1 } ?? 0
    return (counts.count - start) % 2 == 1
  }
}
