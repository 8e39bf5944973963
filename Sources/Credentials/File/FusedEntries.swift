internal import Hashing
internal import Kernel

/// How a second entry shows on a line, as after it was appended to one without a line feed.
package enum SecondEntry {
  /// It begins where a whole hash ends, so many bytes into the hash field.
  case afterHash(Int)
  /// The last field is a whole hash; where its entry begins is not known.
  case somewhere
}

extension Entry {
  /// The second entry of a line with this one.
  package func second(in line: Span<UInt8>) -> SecondEntry? {
    if rest.isEmpty { return nil }
    if let count = line.extracting(hash).firstOfTwoHashes { return .afterHash(count) }
    var start = rest.upperBound
    while line[start - 1] != Ascii.colon { start -= 1 }
    // 13 characters of a DES hash may be a word: two of them are two hashes.
    if hash.count > 13, case .des = HashFormat(line.extracting(hash.lowerBound..<hash.lowerBound + 13)),
      case .des = HashFormat(line.extracting(start..<rest.upperBound))
    {
      return .afterHash(13)
    }
    guard case .whole = HashDiagnosis(line.extracting(start..<rest.upperBound)) else { return nil }
    return .somewhere
  }
}

extension Span<UInt8> {
  /// How long the first hash of a field is that a name follows; nil for other fields.
  fileprivate var firstOfTwoHashes: Int? {
    for end in Swift.min(20, count)..<Swift.min(count, 256) {
      let hash = extracting(0..<end)
      switch HashFormat(hash) {
      case .bcrypt: return end
      case .apr1, .sha, .md5crypt, .sha256crypt, .sha512crypt, .yescrypt:
        if HashFormat(hash).isComplete(hash) { return end }
      default: break
      }
    }
    return nil
  }
}
