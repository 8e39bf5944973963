internal import CLinux
internal import CStart
internal import Glibc
internal import Htpasswd

/// The process's own arguments, where ps(1) sees them: read in place, so that a password among them is
/// not copied about, and can be overwritten.
@safe struct ArgumentVector {
  // `count` C strings, alive as long as the process.
  private let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  let count: Int

  /// - Parameter pointers: `count` C strings that are never freed.
  @unsafe init(_ pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>, count: Int) {
    unsafe self.pointers = pointers
    self.count = count
  }

  static var ofProcess: ArgumentVector {
    // Set once, before the program started.
    guard let pointers = unsafe cstart_arguments() else { preconditionFailure("no arguments") }
    return unsafe ArgumentVector(pointers, count: Int(cstart_argument_count()))
  }

  /// The bytes of one that is not a secret.
  subscript(index: Int) -> [UInt8] { unsafe Array(UnsafeRawBufferPointer(buffer(index))) }

  /// How many bytes there are, without a copy of them.
  func count(at index: Int) -> Int { unsafe buffer(index).count }

  /// Whether it begins so, without a copy of it.
  func hasPrefix(_ prefix: StaticString, at index: Int) -> Bool {
    // Both are C strings.
    let text = unsafe buffer(index)
    guard text.count >= prefix.utf8CodeUnitCount else { return false }
    return unsafe text.prefix(prefix.utf8CodeUnitCount).elementsEqual(
      UnsafeBufferPointer(start: prefix.utf8Start, count: prefix.utf8CodeUnitCount),
      by: { UInt8(bitPattern: $0) == $1 })
  }

  /// Whether it is this file name, or a path that ends in it, without a copy of it.
  func isPath(to name: StaticString, at index: Int) -> Bool {
    // Both are C strings.
    let text = unsafe buffer(index)
    let start = text.count - name.utf8CodeUnitCount
    guard start >= 0, unsafe start == 0 || text[start - 1] == CChar(bitPattern: Ascii.slash),
      let base = text.baseAddress
    else { return false }
    return unsafe memcmp(base + start, name.utf8Start, name.utf8CodeUnitCount) == 0
  }

  /// Moves a secret out, and leaves NUL in its place.
  func takeSecret(at index: Int) -> Secret {
    let text = unsafe buffer(index)
    var secret = Secret(capacity: text.count)
    // The bytes are the process's own and may be written.
    unsafe secret.append(UnsafeRawBufferPointer(text))
    unsafe clinux_wipe(text.baseAddress, text.count)
    return secret
  }

  private func buffer(_ index: Int) -> UnsafeMutableBufferPointer<CChar> {
    precondition(index >= 0 && index < count)
    // Only the pointer past the last argument is null.
    guard let start = unsafe pointers[index] else { preconditionFailure("a null argument") }
    return unsafe UnsafeMutableBufferPointer(start: start, count: strlen(start))
  }
}
