package import Kernel

/// Who owns a file or a folder, and who may use it.
package struct FileAttributes: Sendable, Equatable {
  /// Permission bits.
  package let mode: UInt32
  package let owner: UInt32
  package let group: UInt32
  /// Their names; nil if they have none, or nobody looked.
  package var ownerName: String?
  package var groupName: String?
  /// The folders above a file, from the innermost; none if nobody looked.
  package var folders: [Folder] = []

  /// A folder on the way to a file.
  package struct Folder: Sendable, Equatable {
    package let path: FilePath
    package let attributes: FileAttributes

    package init(path: FilePath, attributes: FileAttributes) {
      (self.path, self.attributes) = (path, attributes)
    }
  }

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

  /// The permission that keeps its workers from reading a file, on the file or on a folder above it: one sentence;
  /// nil if nothing does. Access control lists are not looked at.
  ///
  /// - Parameters:
  ///   - name: the file, as it is called in the sentence.
  ///   - others: servers whose workers run as the same user.
  package func obstacle(
    to file: FileAttributes, called name: String, and others: [Server] = []
  ) -> String? {
    guard let account = workers.first else { return nil }
    let obstacle =
      canOpen(file)
      ? closedFolder(above: file).map { "cannot enter \($0.path) here (mode \($0.attributes.octalMode))" }
      : "cannot read \(name) (mode \(file.octalMode))"
    let isNumber = account.utf8.allSatisfy(\.isDigit)
    let products = [product] + others.map(\.product)
    let (last, first) = (products[products.count - 1], products.dropLast().joined(separator: ", "))
    return obstacle.map {
      "\(first.isEmpty ? "" : "\(first) and ")\(last) usually \(first.isEmpty ? "runs" : "run") as "
        + "\(isNumber ? "user " : "")\(account), which \($0)"
    }
  }

  /// Whether its workers can read a file.
  package func canRead(_ file: FileAttributes) -> Bool { canOpen(file) && closedFolder(above: file) == nil }

  /// Whether its workers can read a file in a folder that they can enter.
  package func canOpen(_ file: FileAttributes) -> Bool { grants(file, 0o4) }

  /// The innermost of the folders above a file that its workers cannot enter; nil if they can enter all.
  package func closedFolder(above file: FileAttributes) -> FileAttributes.Folder? {
    file.folders.first { !grants($0.attributes, 0o1) }
  }

  /// - Parameter bit: of the permissions for others.
  private func grants(_ file: FileAttributes, _ bit: UInt32) -> Bool {
    if workers.isEmpty { return true }
    // The first class that fits decides (path_resolution(7)).
    if isWorker(file.ownerName, file.owner) { return file.mode & (bit << 6) != 0 }
    if isWorker(file.groupName, file.group) { return file.mode & (bit << 3) != 0 }
    return file.mode & bit != 0
  }

  private func isWorker(_ name: String?, _ number: UInt32) -> Bool {
    workers.contains { $0 == name || $0 == String(number) }
  }
}
