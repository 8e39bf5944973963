import Foundation

/// An open file descriptor, closed once.
final class Descriptor {
  let number: Int32
  private(set) var isOpen = true

  init(_ number: Int32) throws {
    try check(number == -1 ? errno : 0)
    self.number = number
    _ = fcntl(number, F_SETFD, FD_CLOEXEC)
  }

  deinit {
    close()
  }

  func close() {
    guard isOpen else { return }
    isOpen = false
    _ = Foundation.close(number)
  }

  /// The next bytes; none at the end, and none after an error, which is how a terminal ends.
  func read() -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
      count = max(0, unsafe Foundation.read(number, buffer.baseAddress!, buffer.count))
    }
  }

  /// How many of the bytes were written; nil when nobody reads them any more.
  func write(_ bytes: some Collection<UInt8>) -> Int? {
    let written = unsafe Array(bytes).withUnsafeBytes {
      unsafe Foundation.write(number, $0.baseAddress, $0.count)
    }
    return written == -1 ? nil : written
  }
}

/// A pipe whose ends no other program inherits.
struct Pipe {
  let reading: Descriptor
  let writing: Descriptor

  init() throws {
    var ends: [Int32] = [-1, -1]
    try check(unsafe pipe(&ends) == -1 ? errno : 0)
    reading = try Descriptor(ends[0])
    writing = try Descriptor(ends[1])
  }
}

/// Throws the system's error unless its number is 0.
func check(_ number: Int32) throws {
  guard number == 0 else { throw POSIXError(POSIXErrorCode(rawValue: number) ?? .EIO) }
}
