internal import CLinux
internal import Glibc

extension FileDescriptor {
  /// - Throws: why no name can be made here (faccessat(2)).
  package func requireWritableFolder() throws(SystemError) {
    // A static string ends in NUL.
    _ = try retrying { unsafe faccessat(number, ".", W_OK | X_OK, AT_EACCESS) }
  }

  /// fstatat(2), never through a link; nil if the name is free.
  package func status(of name: FilePath) throws(SystemError) -> Status? {
    var status = stat()
    let name = try name.terminated()
    do {
      // The array is NUL-terminated; both live through the call.
      _ = try retrying { unsafe fstatat(number, name, &status, AT_SYMLINK_NOFOLLOW) }
    } catch {
      guard error == .noSuchFile else { throw error }
      return nil
    }
    return Status(status)
  }

  /// renameat(2).
  package func rename(_ from: FilePath, to: FilePath) throws(SystemError) {
    let (from, to) = (try from.terminated(), try to.terminated())
    // The arrays are NUL-terminated and live through the call.
    _ = try retrying { unsafe renameat(number, from, number, to) }
  }

  /// Gives a file a name that must be free: EEXIST if it is not. renameat2(2), or link(2) if the file
  /// system lacks that.
  package func renameWithoutReplacing(_ from: FilePath, to: FilePath) throws(SystemError) {
    let (old, new) = (try from.terminated(), try to.terminated())
    do {
      // The arrays are NUL-terminated and live through the call; so below.
      _ = try retrying { unsafe clinux_rename_no_replace(number, old, new) }
    } catch {
      guard error == .invalid || error.isUnsupported else { throw error }
      _ = try retrying { unsafe linkat(number, old, number, new, 0) }
      try remove(from)
    }
  }

  /// unlinkat(2).
  package func remove(_ name: FilePath) throws(SystemError) {
    let name = try name.terminated()
    // The array is NUL-terminated and lives through the call.
    _ = try retrying { unsafe unlinkat(number, name, 0) }
  }

  /// The names in this folder, `.` and `..` aside.
  package func names() throws(SystemError) -> [[UInt8]] {
    // A second descriptor: fdopendir(3) takes it over and moves its position.
    let copy = try retrying { fcntl(number, F_DUPFD_CLOEXEC, 0) }
    guard let stream = unsafe fdopendir(copy) else {
      let error = SystemError.last
      close(copy)
      throw error
    }
    defer { unsafe closedir(stream) }
    unsafe rewinddir(stream)
    var names: [[UInt8]] = []
    while let entry = unsafe readdir(stream) {
      // d_name ends in NUL and is valid until the next readdir(3).
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        unsafe tuple.withMemoryRebound(to: UInt8.self, capacity: 256) { bytes in
          unsafe [UInt8](UnsafeBufferPointer(start: bytes, count: strnlen(bytes, 256)))
        }
      }
      if name != [0x2E] && name != [0x2E, 0x2E] { names.append(name) }
    }
    return names
  }

  /// The target of a symbolic link, opened by `openLink` (readlinkat(2)).
  package func readLink() throws(SystemError) -> [UInt8] {
    // The buffer's size is its own.
    try sized { (buffer) in
      unsafe buffer.withUnsafeMutableBytes { bytes in
        guard let start = bytes.baseAddress else { return 0 }
        return unsafe clinux_read_link(number, start.assumingMemoryBound(to: CChar.self), bytes.count)
      }
    }
  }
}
