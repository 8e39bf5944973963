internal import Kernel

/// The rest that a shell, or make, leaves of `$2y$05$...` in double quotes: `$2` is empty, `$0` the shell's own name or the
/// script's, `$1` empty, and the salt up to its first `.` or `/` the name of a variable that is not set; of a salt that
/// begins with 0 the name is there again. Tried with bash, dash and make.
package enum ShellExpansion {
  package static func isLikely(_ field: Span<UInt8>) -> Bool {
    // Only the first dollar gone.
    if field.hasPrefix("2") && field.count == 59 {
      var whole = [Ascii.dollar]
      whole += field.array
      return BcryptField(whole.span) != nil
    }
    guard field.count >= 2, BcryptField.Variant(rawValue: field[0]) != nil else { return false }
    // The cost's second digit, after nothing or the value of $0.
    for index in 1..<min(field.count, 80) where (Ascii.zero...Ascii.nine).contains(field[index]) {
      // A long rest is that of a hash, so any script's name may precede it.
      guard isShellName(field.extracting(1..<index)) || field.count - index > 20 else { continue }
      if isRest(field.extracting(index + 1..<field.count), of: field.extracting(1..<index)) { return true }
    }
    return false
  }

  /// Whether a field may be what compose, or a shell, left of any hash: `$name` ends before the first `.` or `/`, and what
  /// follows is short and of crypt(5)'s alphabet. A path begins like this too, so two slashes are not enough.
  static func isRemainder(_ field: Span<UInt8>) -> Bool {
    guard (2..<60).contains(field.count), field[0] == 0x2E || field[0] == Ascii.slash else { return false }
    return field.isCryptAlphabet(field.indices)
  }

  private static func isShellName(_ name: Span<UInt8>) -> Bool {
    if name.isEmpty { return true }
    let text = String(decoding: name.array, as: UTF8.self)
    return text.hasSuffix("sh") || text.hasSuffix("make")
  }

  private static func isRest(_ rest: Span<UInt8>, of script: Span<UInt8>) -> Bool {
    if rest.isEmpty { return true }
    let isLiteralDollar = rest[0] == Ascii.dollar
    let tail = isLiteralDollar ? rest.extracting(1..<rest.count) : rest
    if rest.count > 52 {
      let name = rest.extracting(0..<rest.count - 52)
      if isShellName(name) || name.equals(script) { return rest.isCryptAlphabet(name.count..<rest.count) }
    }
    guard tail.isCryptAlphabet(tail.indices) else { return false }
    let beginsPastName = !tail.isEmpty && (tail[0] == 0x2E || tail[0] == Ascii.slash)
    // A variable's name eaten, a single character eaten ($3, or make's $T), or `$.` left as it is.
    return isLiteralDollar ? beginsPastName && tail.count == 53 : beginsPastName || tail.count == 52
  }
}
