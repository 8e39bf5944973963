package import Credentials
internal import Glibc
package import Kernel

extension ByteSource {
  /// Opens a file to be read. A regular file that can only be written in place (a mount point, or one with
  /// several hard links) is locked as long as the source lives, so that no half-written state is read; one that
  /// is replaced needs no lock, and `read` notices if it was written into after all. Anything else, a pipe or a
  /// terminal, is read to its end at once.
  ///
  /// - Parameter waiting: wait for the writer of a FIFO.
  package static func opening(
    _ path: FilePath, lockTimeout: Double = 60, waiting: Bool = true
  ) throws(StorageError) -> ByteSource {
    let descriptor = try StorageError.wrapping(path, .open) { () throws(SystemError) in
      // A process that cannot be dumped may not open /dev/fd/N of `<(...)` (proc(5), /proc/PID/fd).
      if let number = path.descriptorNumber { return try FileDescriptor.duplicating(number) }
      return try FileDescriptor.open(path, .readOnly, waiting: waiting)
    }
    let status = try StorageError.wrapping(path, .open) { () throws(SystemError) in
      try descriptor.status()
    }
    guard status.isRegular else {
      return .memory(
        try StorageError.wrapping(path, .read) { () throws(SystemError) in try descriptor.readToEnd() })
    }
    if status.links > 1 || descriptor.isMountRoot {
      try descriptor.lock(.shared, path: path, until: monotonicSeconds() + lockTimeout)
    }
    return .file(descriptor)
  }

  /// Standard input, read to its end.
  package static func standardInput() throws(StorageError) -> ByteSource {
    let name = FilePath("standard input")
    return .memory(
      try StorageError.wrapping(name, .read) { () throws(SystemError) in
        try FileDescriptor.duplicating(STDIN_FILENO).readToEnd()
      })
  }

  /// Owner, group and permissions of a regular file.
  package var status: FileDescriptor.Status? {
    switch self {
    case .memory: nil
    case .lines: nil
    case .file(let descriptor): try? descriptor.status()
    }
  }

  /// The access control list of a regular file, as it is stored; nil if it has none.
  package var accessList: [UInt8]? {
    switch self {
    case .memory: nil
    case .lines: nil
    case .file(let descriptor):
      (try? descriptor.extendedAttributes())?.first { $0.name.elementsEqual("system.posix_acl_access".utf8) }?
        .value
    }
  }

  /// Reads it; an error names the path.
  ///
  /// A file that is replaced stays as it was opened. If somebody wrote into it meanwhile, half of what was read
  /// may be the old file and half the new one: it is read once more, under its lock.
  ///
  /// - Parameter body: may be called twice; what the first call found counts for nothing then.
  package func read<Result>(
    _ path: FilePath, _ body: (borrowing ByteSource) throws(SystemError) -> Result
  ) throws(StorageError) -> Result {
    let before = try status(path)
    let result = try readOnce(path, body)
    guard let before, let after = try status(path), !after.isUnwritten(since: before) else { return result }
    try lock(path)
    return try readOnce(path, body)
  }

  /// A source that stays as it is while it is read several times, whoever writes into the file: a copy of a small file,
  /// and a larger one under its lock.
  ///
  /// - Parameter limit: in bytes, of a copy.
  package consuming func steady(_ path: FilePath, upTo limit: Int) throws(StorageError) -> ByteSource {
    guard let status = try status(path) else { return self }
    if status.size <= limit {
      let bytes = try read(path) { (source) throws(SystemError) in try source.bytes() }
      // A file is read on all cores.
      if bytes.count >= PlainFile.minimumSize, let file = try? FileDescriptor.withoutName(bytes.span) {
        return .file(file)
      }
      return .memory(bytes)
    }
    try lock(path)
    return self
  }

  /// Reads for a body that cannot be called twice, since it prints what it reads.
  package func readOnce<Result>(
    _ path: FilePath, _ body: (borrowing ByteSource) throws(SystemError) -> Result
  ) throws(StorageError) -> Result {
    do {
      return try body(self)
    } catch {
      throw StorageError(path, .read, error)
    }
  }

  // Not inlined: Swift 6.3 crashes when it optimises a function that switches over `self` around a closure.

  /// The status of a regular file.
  @inline(never)
  private func status(_ path: FilePath) throws(StorageError) -> FileDescriptor.Status? {
    switch self {
    case .memory: return nil
    case .lines: return nil
    case .file(let descriptor):
      do {
        return try descriptor.status()
      } catch {
        throw StorageError(path, .read, error)
      }
    }
  }

  @inline(never)
  private func lock(_ path: FilePath) throws(StorageError) {
    switch self {
    case .memory: break
    case .lines: break
    case .file(let descriptor): try descriptor.lock(.shared, path: path, until: monotonicSeconds() + 60)
    }
  }

  /// Finds the entries of some users.
  package func survey(
    _ users: [[UInt8]], _ path: FilePath, as trimming: Trimming = .python
  ) throws(StorageError) -> Survey {
    try read(path) { (source) throws(SystemError) in
      try Survey(source, named: path, users: users, as: trimming)
    }
  }
}

extension FilePath {
  /// The number in `/dev/fd/N` and `/proc/self/fd/N`, by which a shell names a descriptor that the process was started
  /// with.
  fileprivate var descriptorNumber: Int32? {
    for folder in ["/dev/fd/", "/proc/self/fd/"] where bytes.starts(with: folder.utf8) {
      return Int32(String(decoding: bytes.dropFirst(folder.utf8.count), as: UTF8.self))
    }
    return nil
  }
}
