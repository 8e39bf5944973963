/// Who owns a file or a folder, and who may use it.
package struct FileAttributes: Sendable, Equatable {
  /// Permission bits.
  package let mode: UInt32
  package let owner: UInt32
  package let group: UInt32
  /// Their names; nil if they have none, or nobody looked.
  package var ownerName: String?
  package var groupName: String?

  package init(
    mode: UInt32, owner: UInt32, group: UInt32, ownerName: String? = nil, groupName: String? = nil
  ) {
    (self.mode, self.owner, self.group) = (mode, owner, group)
    (self.ownerName, self.groupName) = (ownerName, groupName)
  }

  /// The permissions as chmod(1) takes them.
  package var octalMode: String { String(mode & 0o7777, radix: 8) }
}

extension Server {
  /// The group of the workers that read the file, as Debian calls it; nil for a server that reads as whoever starts it.
  package var workerGroup: String? { workers.first }

  /// Whether its workers can read a file, by the file's own permissions. Access control lists are not looked at.
  package func canRead(_ file: FileAttributes) -> Bool { grants(file, 0o4) }

  /// Whether its workers can reach what is in a folder.
  package func canEnter(_ folder: FileAttributes) -> Bool { grants(folder, 0o1) }

  /// - Parameter bit: of the permissions for others.
  private func grants(_ file: FileAttributes, _ bit: UInt32) -> Bool {
    if workers.isEmpty { return true }
    // The first class that fits decides (path_resolution(7)).
    if let owner = file.ownerName, workers.contains(owner) { return file.mode & (bit << 6) != 0 }
    if let group = file.groupName, workers.contains(group) { return file.mode & (bit << 3) != 0 }
    return file.mode & bit != 0
  }
}
