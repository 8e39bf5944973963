internal import CLinux
package import Kernel

/// A password or another secret, in memory of its own that is wiped when the value ends. It holds a NUL after
/// its bytes, as libcrypt needs. Only a mutating call changes the memory, so threads may share one that is borrowed.
@safe public struct Secret: ~Copyable, @unchecked Sendable {
  /// In bytes, without the NUL.
  public private(set) var count = 0
  // Owned, `capacity` bytes, all initialised.
  private var memory: UnsafeMutableRawBufferPointer

  /// An empty secret.
  ///
  /// - Parameter capacity: in bytes; more is taken if it is needed.
  public init(capacity: Int = 128) {
    unsafe memory = Self.allocate(capacity + 1)
  }

  /// Copies the bytes; the caller wipes its own.
  public init(copying bytes: borrowing Span<UInt8>) {
    self.init(capacity: bytes.count)
    append(bytes)
  }

  /// Copies a part of another.
  package init(_ other: borrowing Secret, _ range: Range<Int>) {
    self.init(capacity: range.count)
    other.withBytes { append($0.extracting(range)) }
  }

  /// The secret of a string that is none: examples and tests.
  public init(_ string: String) { self.init(copying: Array(string.utf8).span) }

  deinit {
    // The memory is this value's own and ends here.
    unsafe Self.release(memory)
  }

  /// Adds bytes at the end.
  public mutating func append(_ bytes: borrowing Span<UInt8>) {
    // The pointer is used inside the closure only.
    unsafe bytes.withUnsafeBytes { unsafe append($0) }
  }

  /// Adds bytes of memory that holds the secret already: an argument, an environment variable.
  @unsafe package mutating func append(_ bytes: UnsafeRawBufferPointer) {
    reserve(count + bytes.count)
    // There is room for them and the NUL.
    unsafe memory[count..<count + bytes.count].copyBytes(from: bytes)
    count += bytes.count
    unsafe memory[count] = 0
  }

  /// Removes bytes from the end, and wipes them.
  package mutating func removeLast(_ number: Int) {
    precondition(number <= count)
    count -= number
    // Within the memory: count was at least that.
    unsafe clinux_wipe(memory.baseAddress?.advanced(by: count), number)
  }

  /// Takes off one final LF or CR LF, as text sources have it.
  package mutating func removeFinalLineBreak() {
    guard count > 0, self[count - 1] == Ascii.lineFeed else { return }
    removeLast(1)
    if count > 0, self[count - 1] == Ascii.carriageReturn { removeLast(1) }
  }

  /// Reads a descriptor to its end, or to the first LF, which is left out; at most `limit` bytes are kept.
  ///
  /// - Returns: whether the end of the file stopped it.
  package mutating func read(
    from descriptor: borrowing FileDescriptor, line: Bool = false, limit: Int
  ) throws(SystemError) -> Bool {
    while count < limit {
      let room = line ? 1 : min(4096, limit - count)
      reserve(count + room)
      // The part after `count` has `room` bytes, and one for the NUL.
      let filled = try unsafe descriptor.read(
        into: UnsafeMutableRawBufferPointer(rebasing: memory[count..<count + room]))
      guard filled > 0 else { return true }
      count += filled
      unsafe memory[count] = 0
      if line, self[count - 1] == Ascii.lineFeed {
        removeLast(1)
        return false
      }
    }
    return false
  }

  package subscript(index: Int) -> UInt8 {
    precondition(index >= 0 && index < count)
    // The index was checked.
    return unsafe memory[index]
  }

  package var endsInLineFeed: Bool { count > 0 && self[count - 1] == Ascii.lineFeed }

  /// Whether it holds this byte.
  package func contains(_ byte: UInt8) -> Bool {
    for index in 0..<count where self[index] == byte { return true }
    return false
  }

  /// Whether it is UTF-8 (RFC 3629). Chroma decodes the header of a request so, and refuses what is not.
  package var isUTF8: Bool {
    withBytes { bytes in (try? UTF8Span(validating: bytes)) != nil }
  }

  /// Equality in a time that depends on the lengths alone.
  package func equals(_ other: borrowing Secret) -> Bool {
    guard count == other.count else { return false }
    var difference: UInt8 = 0
    for index in 0..<count { difference |= self[index] ^ other[index] }
    return difference == 0
  }

  /// Lends the bytes. The closure must not keep a copy.
  package func withBytes<Result, Failure: Error>(
    _ body: (borrowing Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // Lent for the call, while self is borrowed and the memory stays.
    let bytes = unsafe Span<UInt8>(_unsafeBytes: UnsafeRawBufferPointer(rebasing: memory[..<count]))
    return try body(bytes)
  }

  /// Lends the bytes, followed by a NUL, to a C function.
  @unsafe func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result? {
    // There is always a NUL at `count`.
    unsafe memory.baseAddress.map { unsafe body(UnsafePointer($0.assumingMemoryBound(to: CChar.self))) }
  }

  private mutating func reserve(_ wanted: Int) {
    guard unsafe wanted >= memory.count else { return }
    let larger = unsafe Self.allocate(max(wanted + 1, memory.count * 2))
    // The larger memory begins with the old bytes; the old is wiped and gone.
    unsafe larger.copyMemory(from: UnsafeRawBufferPointer(memory))
    unsafe Self.release(memory)
    unsafe memory = larger
  }

  private static func allocate(_ count: Int) -> UnsafeMutableRawBufferPointer {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0)
    return unsafe memory
  }

  private static func release(_ memory: UnsafeMutableRawBufferPointer) {
    unsafe clinux_wipe(memory.baseAddress, memory.count)
    unsafe memory.deallocate()
  }
}
