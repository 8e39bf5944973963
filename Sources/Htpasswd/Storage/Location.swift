internal import Glibc

/// A file by its folder, held open, and its name there: symbolic links followed, so that a link stays one and
/// its target is what is replaced.
struct Location: ~Copyable {
  let folder: FileDescriptor
  /// In the folder; no slash in it.
  let name: FilePath
  /// As the caller wrote it, for messages.
  let path: FilePath

  /// - Throws: ELOOP for a chain of more than 40 links (path_resolution(7)); what open(2) says of the folder.
  init(_ path: FilePath) throws(SystemError) {
    self.path = path
    var target = path
    for _ in 0...40 {
      let name = target.fileName
      guard !name.isEmpty, name != [0x2E], name != [0x2E, 0x2E] else {
        throw SystemError(code: path.bytes.isEmpty ? ENOENT : EISDIR)
      }
      let folder = try FileDescriptor.open(target.folder, O_RDONLY | O_DIRECTORY)
      guard try folder.status(of: FilePath(bytes: name))?.isLink == true else {
        self.folder = folder
        self.name = FilePath(bytes: name)
        return
      }
      // Ask the kernel first: it refuses links that somebody planted in a sticky folder (proc(5),
      // protected_symlinks), which reading the link would not.
      try requireReachable(target)
      target = target.following(try readLink(target))
    }
    throw SystemError(code: ELOOP)
  }

  /// A path beside the file, for messages.
  func beside(_ name: FilePath) -> FilePath { path.following(name.bytes) }
}

/// stat(2), as far as whether the kernel follows the link. A target that is missing is no error.
private func requireReachable(_ link: FilePath) throws(SystemError) {
  do {
    _ = try targetStatus(of: link)
  } catch {
    if error.code != ENOENT { throw error }
  }
}
