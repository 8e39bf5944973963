/// The white space that Python's `str.strip()` removes (`str.isspace`; Unicode bidirectional class WS, B or S, or
/// category Zs). U+200B, U+FEFF and the soft hyphen are none.
package enum WhiteSpace {
  package static func contains(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F,
      0x3000:
      true
    default: false
    }
  }

  /// The range of `text`, UTF-8 or not, that is left without white space at both ends. Bytes that are not UTF-8
  /// are not white space.
  ///
  /// - Parameter isSpace: what counts as such; all of it is below U+FFFF, and no printable ASCII.
  package static func strip(
    _ text: Span<UInt8>, where isSpace: (Unicode.Scalar) -> Bool = contains
  ) -> Range<Int> {
    var (start, end) = (0, text.count)
    if end > 0, text[0].isGraphicASCII, text[end - 1].isGraphicASCII { return 0..<end }
    while start < end, let length = length(at: start, in: text, limit: end, isSpace) { start += length }
    while start < end, let length = length(before: end, in: text, limit: start, isSpace) { end -= length }
    return start..<end
  }

  /// Go's `unicode.IsSpace`: the same without U+001C to U+001F.
  package static func isGoSpace(_ scalar: Unicode.Scalar) -> Bool {
    contains(scalar) && !(0x1C...0x1F).contains(scalar.value)
  }

  /// C's `isspace` in the C locale.
  package static func isASCIISpace(_ scalar: Unicode.Scalar) -> Bool {
    (0x09...0x0D).contains(scalar.value) || scalar.value == 0x20
  }

  /// The bytes of the white space at `start`; nil if there is none.
  package static func length(at start: Int, in text: Span<UInt8>) -> Int? {
    length(at: start, in: text, limit: text.count, contains)
  }

  private static func length(
    at start: Int, in text: Span<UInt8>, limit: Int, _ isSpace: (Unicode.Scalar) -> Bool
  ) -> Int? {
    let first = text[start]
    if first < 0x80 { return isSpace(Unicode.Scalar(first)) ? 1 : nil }
    let length = first < 0xE0 ? 2 : 3
    guard start + length <= limit, let scalar = scalar(text, start..<start + length) else { return nil }
    return isSpace(scalar) ? length : nil
  }

  private static func length(
    before end: Int, in text: Span<UInt8>, limit: Int, _ isSpace: (Unicode.Scalar) -> Bool
  ) -> Int? {
    let last = text[end - 1]
    if last < 0x80 { return isSpace(Unicode.Scalar(last)) ? 1 : nil }
    for length in [2, 3] where end - length >= limit {
      if let scalar = scalar(text, end - length..<end) { return isSpace(scalar) ? length : nil }
    }
    return nil
  }

  /// The character whose UTF-8 two or three bytes are.
  private static func scalar(_ text: Span<UInt8>, _ range: Range<Int>) -> Unicode.Scalar? {
    let start = range.lowerBound
    var value: UInt32
    switch (range.count, text[start]) {
    case (2, 0xC2...0xDF): value = UInt32(text[start] & 0x1F)
    case (3, 0xE0...0xEF): value = UInt32(text[start] & 0x0F)
    default: return nil
    }
    for index in start + 1..<range.upperBound {
      guard text[index] & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(text[index] & 0x3F)
    }
    // An overlong form is not UTF-8; the smallest 3-byte value is U+0800.
    return range.count == 2 || value >= 0x800 ? Unicode.Scalar(value) : nil
  }
}

extension UInt8 {
  /// Whether it is a character of ASCII that leaves ink.
  package var isGraphicASCII: Bool { 0x21...0x7E ~= self }
}
