/// The digits of base64.
package enum Base64 {
  /// RFC 4648, section 4.
  package static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// Those of crypt(5), but for bcrypt.
  static let cryptDigits = Array("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
}

extension [UInt8] {
  /// RFC 4648, section 4.
  var base64: [UInt8] {
    var text: [UInt8] = []
    for start in stride(from: 0, to: count, by: 3) {
      let part = self[start..<Swift.min(start + 3, count)]
      var bits = part.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - part.count))
      for _ in 0...part.count {
        text.append(Base64.digits[Int(bits >> 18 & 0x3F)])
        bits <<= 6
      }
      text += [UInt8](repeating: 0x3D, count: 3 - part.count)
    }
    return text
  }
}
