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
}

/// A reason why the workers of a server cannot read a file, as far as this machine says.
struct ReadingDoubt {
  /// Why they cannot read the file, whatever folder it is in; nil if they can.
  let ofFile: String?
  /// Why they cannot reach the file on this machine. A container or another machine may have it in another folder.
  let ofFolder: String?

  init(_ server: Server, _ source: borrowing ByteSource, _ path: FilePath) {
    guard let account = server.workerGroup, let status = source.status else {
      (ofFile, ofFolder) = (nil, nil)
      return
    }
    let file = FileAttributes(status)
    ofFile =
      server.canRead(file)
      ? nil
      : "\(server.product) usually runs as \(account), which cannot read \(path) (mode \(file.octalMode))"
    ofFolder =
      path.foldersAbove.lazy.compactMap { (folder, status) in
        let attributes = FileAttributes(status)
        return server.canEnter(attributes)
          ? nil
          : "\(server.product) usually runs as \(account), which cannot enter \(folder) here (mode \(attributes.octalMode))"
      }.first
  }
}

extension Server {
  /// How its workers, and nobody else, can read a file.
  func readingHint(_ path: FilePath) -> String? {
    workerGroup.map {
      "to let it read the file: chgrp \($0) \(path.shellWord) && chmod 640 \(path.shellWord)"
    }
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
