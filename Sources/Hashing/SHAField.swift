internal import Kernel

/// `{SHA}` and `{SSHA}`: SHA-1 of the password, without and with a salt, in base64 (RFC 2307; nginx's `ngx_crypt.c`).
package enum SHAField {
  /// The {SHA} field of a password: unsalted, and quick to guess.
  package static func hash(_ password: borrowing Secret) -> [UInt8] {
    var sha1 = SHA1()
    sha1.append(password)
    return Array("{SHA}".utf8) + sha1.finish().base64
  }

  /// Whether a password is the one of a {SHA} field, in a time that does not depend on where they differ.
  ///
  /// - Parameter comparison: of a library that accepts the field.
  static func matches(
    _ password: borrowing Secret, sha field: Span<UInt8>, _ comparison: CryptLibrary.SHA
  ) -> Bool {
    let stored: [UInt8]?
    switch comparison {
    // Base64 as an encoder writes it is equal if the bytes are.
    case .text: stored = HashFormat.sha.isComplete(field) ? field.decodedBase64(from: 5) : nil
    case .bytes: stored = field.looselyDecodedSHA
    }
    var sha1 = SHA1()
    sha1.append(password)
    let digest = sha1.finish()
    guard let stored else { return false }
    return digest.span.isEqual(to: stored.span)
  }

  /// Compares a password with an {SSHA} field: the digest, followed by the salt that follows the password in what is digested.
  static func matches(_ password: borrowing Secret, ssha field: Span<UInt8>) -> Bool {
    guard HashFormat.ssha.isComplete(field) else { return false }
    let stored = field.decodedBase64(from: 6)
    var sha1 = SHA1()
    sha1.append(password)
    sha1.append(stored.span.extracting(SHA1.digestCount...))
    let digest = sha1.finish()
    return digest.span.isEqual(to: stored.span.extracting(0..<SHA1.digestCount))
  }
}

extension Span<UInt8> {
  /// The bytes of what is base64 from here on, up to its padding.
  func decodedBase64(from start: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var (bits, bitCount): (UInt32, Int) = (0, 0)
    for index in start..<count {
      guard let value = Self.base64Value(self[index]) else { break }
      bits = bits << 6 | UInt32(value)
      bitCount += 6
      if bitCount >= 8 {
        bitCount -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
      }
    }
    return bytes
  }

  /// The bytes that Go's `base64.StdEncoding` decodes: line ends are passed over, padding must be there, spare bits may be set. nil
  /// for what it refuses.
  package var decodedGoBase64: [UInt8]? {
    var characters: [UInt8] = []
    for index in indices where self[index] != Ascii.carriageReturn && self[index] != Ascii.lineFeed {
      characters.append(self[index])
    }
    guard characters.count % 4 == 0 else { return nil }
    var end = characters.count
    while end > Swift.max(0, characters.count - 2), characters[end - 1] == 0x3D { end -= 1 }
    guard characters[..<end].allSatisfy({ Self.base64Value($0) != nil }) else { return nil }
    return characters.span.decodedBase64(from: 0)
  }

  /// The characters after `{SHA}` that lighttpd's `li_base64_dec` decodes: base64 up to the first byte that is neither that nor a
  /// space or control character.
  private var looseSHACharacters: [UInt8] {
    var characters: [UInt8] = []
    for index in 5..<Swift.max(5, count) {
      if (0x01...Ascii.space).contains(self[index]) { continue }
      guard Self.base64Value(self[index]) != nil else { break }
      characters.append(self[index])
    }
    return characters
  }

  /// The 20 bytes after `{SHA}` as lighttpd decodes them; nil if there are more or fewer.
  var looselyDecodedSHA: [UInt8]? {
    let characters = looseSHACharacters
    return characters.count == 27 ? characters.span.decodedBase64(from: 0) : nil
  }

  /// Whether it is a {SHA} field of more than the 40 bytes that lighttpd 1.4.69 has room for. It writes them all, and then ends
  /// itself (an assertion of `base64.c`), or is ended (where one character of a group of four remains, it does not assert).
  var overflowsLighttpd: Bool { hasPrefix("{SHA}") && looseSHACharacters.count > 54 }

  /// Whether two digests are equal, in a time that depends on their lengths alone.
  func isEqual(to other: borrowing Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    var difference: UInt8 = 0
    for index in indices { difference |= self[index] ^ other[index] }
    return difference == 0
  }
}
