internal import CLinux
internal import Glibc

extension FileDescriptor {
  /// The access that a descriptor gives (open(2)).
  package enum Access {
    /// O_RDONLY.
    case readOnly
    /// O_WRONLY.
    case writeOnly
    /// O_RDWR.
    case readWrite

    fileprivate var flag: Int32 {
      switch self {
      case .readOnly: O_RDONLY
      case .writeOnly: O_WRONLY
      case .readWrite: O_RDWR
      }
    }
  }

  /// A file of these bytes that has no name (memfd_create(2)).
  package static func withoutName(_ bytes: Span<UInt8>) throws(SystemError) -> FileDescriptor {
    let file = FileDescriptor(owning: try retrying { clinux_file_without_name() })
    try file.write(bytes)
    return file
  }

  /// The conditions of opening a file (open(2)).
  package struct OpenOptions: OptionSet {
    package let rawValue: Int32

    package init(rawValue: Int32) { self.rawValue = rawValue }

    /// Opens a folder and nothing else: O_DIRECTORY.
    package static let folder = OpenOptions(rawValue: O_DIRECTORY)
    /// Does not follow a symbolic link that has the name: O_NOFOLLOW.
    package static let withoutFollowing = OpenOptions(rawValue: O_NOFOLLOW)
    /// Makes a file if the name is free: O_CREAT.
    package static let creating = OpenOptions(rawValue: O_CREAT)
    /// Opens only a file that it has made: O_CREAT and O_EXCL.
    package static let creatingOnly = OpenOptions(rawValue: O_CREAT | O_EXCL)
    /// Empties a file that is there: O_TRUNC.
    package static let truncating = OpenOptions(rawValue: O_TRUNC)
  }

  /// openat(2). Never waits for the other end of a FIFO, never becomes a controlling terminal, is never
  /// inherited.
  package static func open(
    _ path: FilePath, in folder: borrowing FileDescriptor, _ access: Access, _ options: OpenOptions = [],
    permissions: UInt32 = 0
  ) throws(SystemError) -> FileDescriptor {
    try open(path, folder: folder.number, access, options, permissions: permissions)
  }

  /// Opens a path relative to the working folder.
  ///
  /// - Parameter waiting: wait for the other end of a FIFO after all.
  package static func open(
    _ path: FilePath, _ access: Access, _ options: OpenOptions = [], waiting: Bool = false
  ) throws(SystemError) -> FileDescriptor {
    try open(path, folder: AT_FDCWD, access, options, permissions: 0, waiting: waiting)
  }

  private static func open(
    _ path: FilePath, folder: Int32, _ access: Access, _ options: OpenOptions, permissions: UInt32,
    waiting: Bool = false
  ) throws(SystemError) -> FileDescriptor {
    let flags = access.flag | options.rawValue | O_CLOEXEC | O_NOCTTY | (waiting ? 0 : O_NONBLOCK)
    let name = try path.terminated()
    // The array is NUL-terminated and lives through the call.
    let number = try retrying { unsafe clinux_openat(folder, name, flags, permissions) }
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
}
