internal import CLinux

/// Writes to the end of a file on a thread of its own, while the caller reads on. A part that could not be written is the
/// error of a later call, of `finish` at the latest.
@safe package struct WriteBehind: ~Copyable {
  /// A second one: the caller's may be closed first.
  private let descriptor: FileDescriptor
  private var writer: OpaquePointer?
  /// In bytes: how much is written at once.
  private let pieceSize: Int

  /// - Parameters:
  ///   - offset: the descriptor's, in bytes.
  ///   - pieceSize: in bytes.
  /// - Returns: nil if the system has no descriptor, no thread or no memory for it.
  package init?(_ descriptor: borrowing FileDescriptor, at offset: Int, pieceSize: Int) {
    guard let own = try? descriptor.duplicate(),
      // The descriptor is open until the writer has ended.
      let writer = unsafe clinux_start_writer(own.number, offset, pieceSize)
    else { return nil }
    self.descriptor = own
    unsafe self.writer = writer
    self.pieceSize = pieceSize
  }

  deinit {
    // Nobody asks any more how it went.
    if let writer = unsafe writer { _ = unsafe clinux_end_writer(writer) }
  }

  /// - Throws: why an earlier part could not be written.
  package func write(_ bytes: Span<UInt8>) throws(SystemError) {
    guard let writer = unsafe writer else { preconditionFailure("writing has ended") }
    var done = 0
    while done < bytes.count {
      let part = bytes.extracting(done..<min(done + pieceSize, bytes.count))
      // The bytes are copied in the call; no piece is larger than a slot of the writer.
      let error = unsafe part.withUnsafeBytes { unsafe clinux_give_writer(writer, $0.baseAddress, $0.count) }
      if error != 0 { throw SystemError(code: error) }
      done += part.count
    }
  }

  /// Waits until all is written. It is the last call.
  ///
  /// - Throws: why some of it could not be.
  package mutating func finish() throws(SystemError) {
    guard let ended = unsafe writer else { return }
    unsafe writer = nil
    let error = unsafe clinux_end_writer(ended)
    if error != 0 { throw SystemError(code: error) }
  }
}
