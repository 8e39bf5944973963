internal import Glibc
internal import Htpasswd

extension FileAttributes {
  /// With the names of owner and group on this machine.
  init(_ status: FileDescriptor.Status) {
    self.init(
      mode: status.permissions, owner: status.owner, group: status.group,
      ownerName: SystemNames.users.name(of: status.owner),
      groupName: SystemNames.groups.name(of: status.group))
  }

  /// With the folders that the file is in, too.
  init(_ status: FileDescriptor.Status, foldersAbove path: FilePath) {
    self.init(status)
    folders = path.foldersAbove.map { Folder(path: $0.path, attributes: FileAttributes($0.status)) }
  }
}

/// Why the workers of a server cannot read a file, as far as this machine says.
struct ReadingDoubt: Sendable {
  let reason: String
  /// What lets them read it.
  let hint: String
  /// Whether a folder above the file is what stops them. A container that mounts the file, or another machine, has it in
  /// another folder: that is a warning, and not an answer.
  let isOfFolder: Bool

  /// - Returns: nil if they can read it, or the server reads as whoever starts it.
  init?(_ server: Server, _ source: borrowing ByteSource, _ path: FilePath) {
    guard let account = server.workerGroup, let status = source.status else { return nil }
    let file = FileAttributes(status, foldersAbove: path)
    guard let obstacle = server.obstacle(to: file, called: "\(path)") else { return nil }
    reason = "\(server.product) usually runs as \(account), which \(obstacle)"
    hint = server.readingHint(path, file)
    isOfFolder = server.canRead(FileAttributes(status))
  }
}

extension Server {
  /// How its workers, and nobody else, can read a file.
  fileprivate func readingHint(_ path: FilePath, _ file: FileAttributes) -> String {
    let account = workerGroup ?? ""
    var withoutFolders = file
    withoutFolders.folders = []
    if canRead(withoutFolders) {
      return "keep the file in a folder that \(account) can enter, such as one in /etc"
    }
    return "to let it read the file: chgrp \(account) \(path.shellWord) && chmod 640 \(path.shellWord)"
  }
}

extension FilePath {
  /// The folders above the file, from the innermost: by its name if that begins at the root, and where links lead to.
  var foldersAbove: [(path: FilePath, status: FileDescriptor.Status)] {
    var folders: [(path: FilePath, status: FileDescriptor.Status)] = []
    for var path in [self, real].compactMap(\.self) where path.bytes.first == Ascii.slash {
      while path.bytes != [Ascii.slash] {
        path = path.folder
        if let status = try? targetStatus(of: path) { folders.append((path, status)) }
      }
    }
    return folders
  }

  /// realpath(3); nil if that fails.
  private var real: FilePath? {
    let name = bytes.map { CChar(bitPattern: $0) } + [0]
    // The name is NUL-terminated; the answer is a C string of its own, or null.
    guard let path = unsafe realpath(name, nil) else { return nil }
    defer { unsafe free(path) }
    return unsafe FilePath(bytes: Array(UnsafeRawBufferPointer(start: path, count: strlen(path))))
  }
}
