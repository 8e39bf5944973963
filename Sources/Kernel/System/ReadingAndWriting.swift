internal import CLinux
internal import Glibc

extension FileDescriptor {
  /// Reads at most the length of `range` into that range of `buffer`; 0 at the end. With `offset` as pread(2),
  /// without as read(2), which waits for a terminal, a pipe or a socket.
  package func read(
    into buffer: inout [UInt8], _ range: Range<Int>, at offset: Int? = nil
  ) throws(SystemError) -> Int {
    precondition(range.lowerBound >= 0 && range.upperBound <= buffer.count)
    // The range was checked against the buffer, which lives through the call.
    var span = buffer.mutableSpan
    return try unsafe span.withUnsafeMutableBytes {
      (bytes: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int in
      try unsafe read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[range]), at: offset)
    }
  }

  /// Reads into bare memory, for secrets.
  @unsafe package func read(
    into memory: UnsafeMutableRawBufferPointer, at offset: Int? = nil
  ) throws(SystemError) -> Int {
    while true {
      do {
        return try retrying {
          if let offset { return unsafe pread(number, memory.baseAddress, memory.count, offset) }
          return unsafe Glibc.read(number, memory.baseAddress, memory.count)
        }
      } catch {
        guard error == .wouldWait else { throw error }
        try Self.wait(number, until: POLLIN)
      }
    }
  }

  /// Reads what is left, from the descriptor's offset.
  ///
  /// - Throws: also EFBIG if that is more than a gigabyte, as of a device that never ends.
  package func readToEnd() throws(SystemError) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var filled = 0
    while true {
      let count = try read(into: &buffer, filled..<buffer.count)
      if count == 0 { break }
      filled += count
      if filled == 1 << 30 { throw .fileTooLarge }
      if filled == buffer.count { buffer.append(contentsOf: repeatElement(0, count: filled)) }
    }
    buffer.removeLast(buffer.count - filled)
    return buffer
  }

  /// Writes all of it, at an offset (pwrite(2)) or at the descriptor's own (write(2)).
  package func write(_ bytes: borrowing Span<UInt8>, at offset: Int? = nil) throws(SystemError) {
    try Self.writeAll(bytes, to: number, at: offset)
  }

  /// Writes all of it to a descriptor that the process was started with.
  package static func writeAll(
    _ bytes: borrowing Span<UInt8>, to number: Int32, at offset: Int? = nil
  ) throws(SystemError) {
    var done = 0
    while done < bytes.count {
      let rest = bytes.extracting(done..<bytes.count)
      do {
        // The pointer is used inside the closure only.
        done += try unsafe rest.withUnsafeBytes { (rest: UnsafeRawBufferPointer) throws(SystemError) in
          try retrying {
            if let offset { return unsafe pwrite(number, rest.baseAddress, rest.count, offset + done) }
            return unsafe Glibc.write(number, rest.baseAddress, rest.count)
          }
        }
      } catch {
        guard error == .wouldWait else { throw error }
        try wait(number, until: POLLOUT)
      }
    }
  }

  private static func wait(_ number: Int32, until event: Int32) throws(SystemError) {
    var poll = pollfd(fd: number, events: Int16(event), revents: 0)
    // The pointer lives through the call.
    _ = try retrying { unsafe Glibc.poll(&poll, 1, -1) }
  }

  package func synchronize() throws(SystemError) { _ = try retrying { fsync(number) } }

  package func truncate(to size: Int) throws(SystemError) { _ = try retrying { ftruncate(number, size) } }

  /// Reserves blocks, so that a full disk is met before anything is written. A file system that cannot is no
  /// error.
  package func reserve(_ range: Range<Int>) throws(SystemError) {
    do {
      _ = try retrying { clinux_reserve(number, range.lowerBound, range.count) }
    } catch {
      guard error.isUnsupported else { throw error }
    }
  }
}
