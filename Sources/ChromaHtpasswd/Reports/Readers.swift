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

  /// With the folders that the file is in and the names of owners, as far as it matters to these servers who can read it.
  init(
    _ status: FileDescriptor.Status, of path: FilePath, _ source: borrowing ByteSource, for servers: [Server]
  ) {
    guard servers.contains(where: { $0.workerGroup != nil }) else {
      // Whether everybody can read it is a matter of modes.
      self.init(mode: status.permissions, owner: status.owner, group: status.group)
      if status.permissions & 0o004 != 0 {
        folders = path.foldersAbove.map { (path, status) in
          Folder(
            path: path,
            attributes: FileAttributes(mode: status.permissions, owner: status.owner, group: status.group))
        }
      }
      return
    }
    self.init(status)
    accessList = source.accessList.flatMap { AccessList($0) }
    accessList?.addNames()
    folders = path.foldersAbove.map { Folder(path: $0.path, attributes: FileAttributes($0.status)) }
  }
}

extension AccessList {
  fileprivate mutating func addNames() {
    for place in entries.indices {
      let names = entries[place].tag == .user ? SystemNames.users : SystemNames.groups
      entries[place].name = names.name(of: entries[place].number)
    }
  }
}

/// Why the workers of a server cannot read a file, as far as this machine says.
final class ReadingDoubt: Sendable {
  /// The account of the workers.
  let account: String
  let reason: String
  /// The command that lets them read it.
  let hint: String
  /// Whether a folder above the file is what stops them. A container that mounts the file, or another machine, has it in
  /// another folder: that is a warning, and not an answer.
  let isOfFolder: Bool

  /// - Returns: nil if they can read it, or the server reads as whoever starts it.
  init?(_ server: Server, _ source: borrowing ByteSource, _ path: FilePath) {
    guard let account = server.workerGroup, let status = source.status else { return nil }
    let file = FileAttributes(status, of: path, source, for: [server])
    guard let obstacle = server.obstacle(to: file, called: "\(path)") else { return nil }
    reason = obstacle
    self.account = account
    isOfFolder = server.canOpen(file)
    hint =
      isOfFolder
      ? "keep the file in a folder that \(account) can enter, such as one in /etc"
      : file.accessList != nil
        ? "to let it read the file: \(AccessList.grant(to: account, of: path.shellWord))"
        : "to let it read the file: chgrp \(account) \(path.shellWord) && chmod 640 \(path.shellWord)"
  }
}

extension FilePath {
  /// The folders above the file, from the innermost: by its name if that begins at the root, and where links lead to.
  var foldersAbove: [(path: FilePath, status: FileDescriptor.Status)] {
    var folders: [(path: FilePath, status: FileDescriptor.Status)] = []
    let real = real
    for var path in [self == real ? nil : self, real].compactMap(\.self) where path.bytes.first == Ascii.slash
    {
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
