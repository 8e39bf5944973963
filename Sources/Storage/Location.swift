internal import Glibc
internal import Kernel

/// A file by its folder, held open, and its name there: symbolic links followed, so that a link stays one and
/// its target is what is replaced.
struct Location: ~Copyable {
  let folder: FileDescriptor
  /// In the folder; no slash in it.
  let name: FilePath
  /// As the caller wrote it, for messages.
  let path: FilePath
  /// As the links on the way say.
  let target: FilePath
  /// Whether a link on the way belongs to somebody else than root and whoever runs this: if it leads to no file, none
  /// is made.
  let isByLinkOfOther: Bool

  /// - Throws: ELOOP for a chain of more than 40 links (path_resolution(7)); EACCES for a link that is not to be followed;
  ///   what open(2) says of the folder.
  init(_ path: FilePath) throws(SystemError) {
    self.path = path
    var end = path
    var isByLinkOfOther = false
    var name = try Self.fileName(path)
    var folder = try FileDescriptor.open(path.folder, .readOnly, .folder)
    for _ in 0...40 {
      guard try folder.status(of: name)?.isLink == true else {
        self.folder = folder
        self.name = name
        self.target = end
        self.isByLinkOfOther = isByLinkOfOther
        return
      }
      // Judged and read by one descriptor: nobody puts another link in its place in between.
      let link = try FileDescriptor.openLink(name, in: folder)
      let status = try link.status()
      // A file took its place: try again.
      guard status.isLink else { continue }
      guard Self.mayFollow(status, in: try folder.status()) else { throw .accessDenied }
      isByLinkOfOther = isByLinkOfOther || ![0, geteuid()].contains(status.owner)
      let target = FilePath(bytes: try link.readLink())
      end = end.following(target.bytes)
      name = try Self.fileName(target)
      folder = try FileDescriptor.open(target.folder, in: folder, .readOnly, .folder)
    }
    throw .tooManyLinks
  }

  private static func fileName(_ path: FilePath) throws(SystemError) -> FilePath {
    let name = path.fileName
    guard !name.isEmpty, name != [0x2E], name != [0x2E, 0x2E] else {
      throw path.bytes.isEmpty ? .noSuchFile : .isFolder
    }
    return FilePath(bytes: name)
  }

  /// The kernel's rule (proc(5), protected_symlinks), which reading a link goes around: one that somebody else made in a
  /// sticky folder that anybody may write, such as /tmp, is not followed, unless that is the folder's owner.
  private static func mayFollow(_ link: FileDescriptor.Status, in folder: FileDescriptor.Status) -> Bool {
    let shared = UInt32(S_ISVTX) | 0o002
    return folder.permissions & shared != shared || [geteuid(), folder.owner].contains(link.owner)
  }

  /// A path beside the file, for messages.
  func beside(_ name: FilePath) -> FilePath { path.following(name.bytes) }
}
