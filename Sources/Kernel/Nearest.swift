/// The word that was probably meant, case aside: the only one that begins so, or the one that takes the fewest slips, if
/// it takes few for its length; of several such the longest.
package func nearest(_ typed: [UInt8], of words: [String]) -> String? {
  let typed = typed.map(lowercased)
  let longer = words.filter { $0.utf8.map(lowercased).starts(with: typed) }
  if longer.count == 1 { return longer[0] }
  var best: (word: String, slips: Int)?
  for word in words {
    let limit = min(3, word.utf8.count / 3, best?.slips ?? 3)
    guard let slips = slips(typed, word.utf8.map(lowercased), atMost: limit) else { continue }
    if let best, slips == best.slips, word.utf8.count <= best.word.utf8.count { continue }
    best = (word, slips)
  }
  return best?.word
}

/// The lower-case letter, of ASCII only.
private func lowercased(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte + 0x20 : byte }

/// How many bytes to put in, leave out, change, or swap with the next one (the distance of Damerau and Levenshtein, no
/// byte moved twice); nil above the limit.
private func slips(_ one: [UInt8], _ other: [UInt8], atMost limit: Int) -> Int? {
  guard abs(one.count - other.count) <= limit else { return nil }
  var beforeLast: [Int] = []
  var last = Array(0...other.count)
  for row in one.indices {
    var next = [row + 1]
    for column in other.indices {
      let isSame = one[row] == other[column]
      var count = min(last[column] + (isSame ? 0 : 1), last[column + 1] + 1, next[column] + 1)
      if row > 0, column > 0, one[row] == other[column - 1], one[row - 1] == other[column] {
        count = min(count, beforeLast[column - 1] + 1)
      }
      next.append(count)
    }
    (beforeLast, last) = (last, next)
  }
  return last[other.count] <= limit ? last[other.count] : nil
}
