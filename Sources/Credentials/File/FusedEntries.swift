internal import Hashing

extension Span<UInt8> {
  /// The length of the first hash in a field that a name follows, as after an entry was appended to a line without a line feed: how long the hash
  /// is. nil for other fields.
  package var firstOfTwoHashes: Int? {
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
