internal import Glibc
internal import Htpasswd

/// A long report on its way to standard output, in pieces. Nobody reading any more is not an error.
struct Output {
  /// Bytes that are not written yet.
  private(set) var pending: [UInt8] = []
  /// Room for one text.
  private var scratch: [UInt8] = []
  private var failure: SystemError?
  private static let pieceCount = 1 << 16

  mutating func write(_ text: String) {
    var text = text
    // The pointer is used inside the closure only.
    text.withUTF8 { unsafe pending.append(contentsOf: $0) }
    if pending.count >= Self.pieceCount { flush() }
  }

  mutating func write(_ bytes: Span<UInt8>) {
    // The pointer is used inside the closure only.
    unsafe bytes.withUnsafeBufferPointer { unsafe pending.append(contentsOf: $0) }
    if pending.count >= Self.pieceCount { flush() }
  }

  /// The text for one line.
  mutating func write(_ text: LineText, _ line: PlainFile.PlainLine) {
    if scratch.count < text.maximumCount { scratch = [UInt8](repeating: 0, count: text.maximumCount) }
    let count = text.write(line, into: &scratch)
    pending += scratch[..<count]
    if pending.count >= Self.pieceCount { flush() }
  }

  mutating func write(spaces count: Int) { write(0x20, count: count) }

  mutating func write(_ byte: UInt8, count: Int) {
    for _ in 0..<max(0, count) { pending.append(byte) }
  }

  /// A number from 0 on, in decimal digits.
  mutating func write(_ number: Int) {
    var step = 1
    while number / step >= 10 { step *= 10 }
    while step > 0 {
      pending.append(Ascii.zero + UInt8(number / step % 10))
      step /= 10
    }
  }

  private mutating func flush() {
    defer { pending.removeAll(keepingCapacity: true) }
    guard failure == nil else { return }
    do {
      try FileDescriptor.writeAll(pending.span, to: STDOUT_FILENO)
    } catch {
      failure = error
    }
  }

  /// - Throws: why not all of it was written.
  mutating func end() throws(Failure) {
    flush()
    if let failure, failure != .pipeClosed {
      throw Failure(.unreachable, "cannot write to standard output: \(failure)")
    }
  }
}
