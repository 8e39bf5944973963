internal import Glibc

extension FileDescriptor {
  /// The result of fstat(2).
  package struct Status: Sendable {
    package let device: UInt
    package let inode: UInt
    package let mode: UInt32
    package let links: Int
    package let owner: UInt32
    package let group: UInt32
    package let size: Int
    /// When its bytes were last written: seconds, and nanoseconds of the next one.
    fileprivate let modifiedSecond: Int
    fileprivate let modifiedNanosecond: Int

    package var isRegular: Bool { mode & UInt32(S_IFMT) == UInt32(S_IFREG) }
    package var isFolder: Bool { mode & UInt32(S_IFMT) == UInt32(S_IFDIR) }
    package var isPipe: Bool { mode & UInt32(S_IFMT) == UInt32(S_IFIFO) }
    package var isLink: Bool { mode & UInt32(S_IFMT) == UInt32(S_IFLNK) }
    package var permissions: UInt32 { mode & 0o7777 }

    package func isSameFile(as other: Status) -> Bool {
      device == other.device && inode == other.inode
    }

    /// Whether nobody wrote into the file between the two.
    package func isUnwritten(since other: Status) -> Bool {
      size == other.size && modifiedSecond == other.modifiedSecond
        && modifiedNanosecond == other.modifiedNanosecond
    }

    init(_ status: stat) {
      modifiedSecond = Int(status.st_mtim.tv_sec)
      modifiedNanosecond = Int(status.st_mtim.tv_nsec)
      device = UInt(status.st_dev)
      inode = UInt(status.st_ino)
      mode = status.st_mode
      links = Int(status.st_nlink)
      owner = status.st_uid
      group = status.st_gid
      size = Int(status.st_size)
    }
  }

  package func status() throws(SystemError) -> Status {
    var status = stat()
    // The pointer lives through the call.
    _ = try retrying { unsafe fstat(number, &status) }
    return Status(status)
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
