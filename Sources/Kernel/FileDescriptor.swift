internal import CLinux
internal import Glibc

/// An open file, closed when its value ends. Each system call is wrapped here once: retried on EINTR, with a typed
/// error; `close` is never retried (close(2): the descriptor is gone whatever it answers).
package struct FileDescriptor: ~Copyable {
  package let number: Int32

  /// Takes over a descriptor that is open.
  package init(owning number: Int32) { self.number = number }

  deinit { close(number) }

  /// The result of fstat(2).
  package struct Status: Sendable {
    package let device: UInt
    package let inode: UInt
    package let mode: UInt32
    package let links: Int
    package let owner: UInt32
    package let group: UInt32
    package let size: Int
    /// When its bytes were last written, in seconds and nanoseconds.
    fileprivate let modified: [Int]

    package var isRegular: Bool { mode & UInt32(S_IFMT) == UInt32(S_IFREG) }
    package var isFolder: Bool { mode & UInt32(S_IFMT) == UInt32(S_IFDIR) }
    package var isPipe: Bool { mode & UInt32(S_IFMT) == UInt32(S_IFIFO) }
    package var isLink: Bool { mode & UInt32(S_IFMT) == UInt32(S_IFLNK) }
    package var permissions: UInt32 { mode & 0o7777 }

    package func isSameFile(as other: Status) -> Bool {
      device == other.device && inode == other.inode
    }

    /// Whether nobody wrote into the file between the two.
    package func isUnwritten(since other: Status) -> Bool { size == other.size && modified == other.modified }

    fileprivate init(_ status: stat) {
      modified = [Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec)]
      device = UInt(status.st_dev)
      inode = UInt(status.st_ino)
      mode = status.st_mode
      links = Int(status.st_nlink)
      owner = status.st_uid
      group = status.st_gid
      size = Int(status.st_size)
    }
  }

  // MARK: Opening

  /// openat(2). Never waits for the other end of a FIFO, never becomes a controlling terminal, is never
  /// inherited.
  package static func open(
    _ path: FilePath, in folder: borrowing FileDescriptor, _ flags: Int32, mode: UInt32 = 0
  ) throws(SystemError) -> FileDescriptor {
    try open(path, folder: folder.number, flags, mode: mode)
  }

  /// Opens a path relative to the working folder.
  ///
  /// - Parameter waiting: wait for the other end of a FIFO after all.
  package static func open(
    _ path: FilePath, _ flags: Int32, waiting: Bool = false
  ) throws(SystemError) -> FileDescriptor {
    try open(path, folder: AT_FDCWD, flags, mode: 0, waiting: waiting)
  }

  private static func open(
    _ path: FilePath, folder: Int32, _ flags: Int32, mode: UInt32, waiting: Bool = false
  ) throws(SystemError) -> FileDescriptor {
    let always = O_CLOEXEC | O_NOCTTY | (waiting ? 0 : O_NONBLOCK)
    let name = try path.terminated()
    // The array is NUL-terminated and lives through the call.
    let number = try retrying { unsafe clinux_openat(folder, name, flags | always, mode) }
    return FileDescriptor(owning: number)
  }

  /// A symbolic link itself, for `status` and `readLink` (open(2), O_PATH and O_NOFOLLOW).
  package static func openLink(
    _ name: FilePath, in folder: borrowing FileDescriptor
  ) throws(SystemError) -> FileDescriptor {
    let name = try name.terminated()
    // The array is NUL-terminated and lives through the call.
    return FileDescriptor(owning: try retrying { unsafe clinux_open_link(folder.number, name) })
  }

  /// Duplicates the descriptor (fcntl(2), F_DUPFD_CLOEXEC).
  package func duplicate() throws(SystemError) -> FileDescriptor { try Self.duplicating(number) }

  /// Duplicates a descriptor that the process was started with.
  package static func duplicating(_ number: Int32) throws(SystemError) -> FileDescriptor {
    FileDescriptor(owning: try retrying { fcntl(number, F_DUPFD_CLOEXEC, 0) })
  }

  // MARK: The open file

  package func status() throws(SystemError) -> Status {
    var status = stat()
    // The pointer lives through the call.
    _ = try retrying { unsafe fstat(number, &status) }
    return Status(status)
  }

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
        guard error.code == EAGAIN else { throw error }
        try Self.wait(number, until: POLLIN)
      }
    }
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
        guard error.code == EAGAIN else { throw error }
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

  /// The disk begins with what was written, so that `synchronize` has less to wait for. If it cannot, nothing is
  /// lost.
  package func beginSynchronizing(_ range: Range<Int>) {
    clinux_begin_synchronizing(number, range.lowerBound, range.count)
  }

  package func truncate(to size: Int) throws(SystemError) { _ = try retrying { ftruncate(number, size) } }

  /// Reserves blocks, so that a full disk is met before anything is written. A file system that cannot is no
  /// error.
  package func reserve(_ range: Range<Int>) throws(SystemError) {
    do {
      _ = try retrying { clinux_reserve(number, range.lowerBound, range.count) }
    } catch {
      guard error.code == EOPNOTSUPP || error.code == ENOSYS else { throw error }
    }
  }

  package func change(permissions: UInt32) throws(SystemError) {
    _ = try retrying { fchmod(number, permissions) }
  }

  /// - Parameter owner: `UInt32.max` leaves it as it is (chown(2)).
  package func change(owner: UInt32, group: UInt32) throws(SystemError) {
    _ = try retrying { fchown(number, owner, group) }
  }

  // MARK: Locks

  package enum LockKind { case shared, exclusive }

  /// flock(2) without waiting: false if somebody else holds it.
  package func tryLock(_ kind: LockKind) throws(SystemError) -> Bool {
    do {
      _ = try retrying { flock(number, (kind == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB) }
      return true
    } catch {
      guard error.code == EWOULDBLOCK else { throw error }
      return false
    }
  }

  package var isMountRoot: Bool { clinux_is_mount_root(number) }

  // MARK: Extended attributes, ACLs among them (xattr(7))

  /// Name and value of each; none if the file system has none.
  package func extendedAttributes() throws(SystemError) -> [(name: [UInt8], value: [UInt8])] {
    let list: [UInt8]
    do {
      list = try sized { (buffer) in
        // The size is the buffer's own.
        unsafe buffer.withUnsafeMutableBytes { bytes in
          unsafe clinux_flistxattr(
            number, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
        }
      }
    } catch {
      if error.code == EOPNOTSUPP || error.code == ENOSYS { return [] }
      throw error
    }
    var attributes: [(name: [UInt8], value: [UInt8])] = []
    for name in list.split(separator: Ascii.nul) {
      let value = try sized { (buffer) in
        unsafe buffer.withUnsafeMutableBytes { bytes in
          unsafe clinux_fgetxattr(number, terminated(name), bytes.baseAddress, bytes.count)
        }
      }
      attributes.append((Array(name), value))
    }
    return attributes
  }

  package func setExtendedAttribute(_ name: [UInt8], to value: [UInt8]) throws(SystemError) {
    // Both arrays live through the call, and the size is the value's own.
    _ = try retrying { unsafe clinux_fsetxattr(number, terminated(name[...]), value, value.count) }
  }

  package func removeExtendedAttribute(_ name: [UInt8]) throws(SystemError) {
    // The array is NUL-terminated and lives through the call.
    _ = try retrying { unsafe clinux_fremovexattr(number, terminated(name[...])) }
  }

  // MARK: Names in this folder

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
      guard error.code == ENOENT else { throw error }
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
      guard error.code == EINVAL || error.code == ENOSYS else { throw error }
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
      let error = SystemError(code: errno)
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
}

extension FileDescriptor {
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

/// stat(2), through symbolic links.
package func targetStatus(of path: FilePath) throws(SystemError) -> FileDescriptor.Status {
  var status = stat()
  let name = try path.terminated()
  // The array is NUL-terminated; both live through the call.
  _ = try retrying { unsafe stat(name, &status) }
  return FileDescriptor.Status(status)
}

/// Bytes from the system's random source (getrandom(2)).
package func randomBytes(_ count: Int) throws(SystemError) -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: count)
  var done = 0
  while done < count {
    done += try retrying {
      // The rest of the buffer, which lives through the call.
      unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe clinux_getrandom(buffer.baseAddress.map { unsafe $0 + done }, count - done)
      }
    }
  }
  return bytes
}

extension FilePath {
  /// The path as the kernel takes it. A NUL cannot be part of one: EINVAL rather than another file.
  fileprivate func terminated() throws(SystemError) -> [CChar] {
    guard !bytes.contains(Ascii.nul) else { throw SystemError(code: EINVAL) }
    return Kernel.terminated(bytes[...])
  }
}

private func terminated(_ bytes: ArraySlice<UInt8>) -> [CChar] {
  var result = bytes.map { CChar(bitPattern: $0) }
  result.append(0)
  return result
}

/// Calls until the answer is not EINTR, and turns -1 into the error.
private func retrying<Answer: BinaryInteger>(_ call: () -> Answer) throws(SystemError) -> Answer {
  while true {
    let answer = call()
    if answer != -1 { return answer }
    let code = errno
    if code != EINTR { throw SystemError(code: code) }
  }
}

/// Calls with a growing buffer until the answer fits it with room to spare, and gives the part that was filled.
private func sized(_ call: (inout [UInt8]) -> Int) throws(SystemError) -> [UInt8] {
  var count = 256
  while true {
    var buffer = [UInt8](repeating: 0, count: count)
    do {
      let filled = try retrying { call(&buffer) }
      if filled < count { return Array(buffer[..<filled]) }
    } catch {
      guard error.code == ERANGE, count < 1 << 20 else { throw error }
    }
    count *= 4
  }
}
