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
  /// Its access control list; nil if it has none, or nobody looked. The group's bits of the mode are its mask then.
  package var accessList: AccessList?
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

/// The accounts that a process reads files as, by name or number.
package struct ReadingAccounts: Sendable, Equatable {
  package let users: [String]
  package let groups: [String]

  package init(users: [String], groups: [String]) { (self.users, self.groups) = (users, groups) }
}

extension FileAttributes {
  /// - Parameter bit: of the permissions for others.
  package func grants(_ bit: UInt32, to reader: ReadingAccounts) -> Bool {
    func fits(_ accounts: [String], _ name: String?, _ number: UInt32) -> Bool {
      accounts.contains { $0 == name || $0 == String(number) }
    }
    // The first class that fits decides (path_resolution(7)).
    if fits(reader.users, ownerName, owner) { return mode & (bit << 6) != 0 }
    let isOfGroup = fits(reader.groups, groupName, group)
    // Linux does not look at the list if its mask has nothing (fs/namei.c, acl_permission_check).
    if let accessList, mode & 0o070 != 0 {
      let mask = mode >> 3
      let user = accessList.entries.first { $0.tag == .user && fits(reader.users, $0.name, $0.number) }
      if let user { return user.permissions & mask & bit != 0 }
      let groups =
        accessList.entries.filter { $0.tag == .group && fits(reader.groups, $0.name, $0.number) }
        .map(\.permissions) + (isOfGroup ? [accessList.ofGroup] : [])
      // One group that may is enough; if none may, others do not count.
      return groups.isEmpty ? mode & bit != 0 : groups.contains { $0 & mask & bit != 0 }
    }
    return mode & (isOfGroup ? bit << 3 : bit) != 0
  }
}

/// Permissions of single users and groups, beside those of the mode (acl(5)).
package struct AccessList: Sendable, Equatable {
  package enum Tag: Sendable { case user, group }

  package struct Entry: Sendable, Equatable {
    package let tag: Tag
    package let number: UInt32
    /// The name of the user or group; nil if it has none.
    package var name: String?
    let permissions: UInt32
  }

  /// The command that lets a group read a file which has such a list: chgrp(1) and chmod(1) do not.
  package static func grant(to group: String, of file: String) -> String {
    "setfacl -m g:\(group):r \(file)"
  }

  package var entries: [Entry] = []
  /// The permissions of the file's group.
  private(set) var ofGroup: UInt32 = 0

  /// - Parameter attribute: the value of `system.posix_acl_access`: 2 in four bytes, then for each entry tag and permissions in
  ///   two bytes each, and a number in four, all little-endian (linux/posix_acl_xattr.h).
  /// - Returns: nil for another format.
  package init?(_ attribute: [UInt8]) {
    func number(_ start: Int, _ count: Int) -> UInt32 {
      (0..<count).reduce(0) { $0 | UInt32(attribute[start + $1]) << (8 * UInt32($1)) }
    }
    guard attribute.count >= 4, attribute.count % 8 == 4, number(0, 4) == 2 else { return nil }
    for start in stride(from: 4, to: attribute.count, by: 8) {
      let permissions = number(start + 2, 2)
      switch number(start, 2) {
      case 0x02: entries.append(Entry(tag: .user, number: number(start + 4, 4), permissions: permissions))
      case 0x04: ofGroup = permissions
      case 0x08: entries.append(Entry(tag: .group, number: number(start + 4, 4), permissions: permissions))
      default: break
      }
    }
  }
}

extension Server {
  /// The group of the workers that read the file, as Debian calls it; nil for a server that reads as whoever starts it.
  package var workerGroup: String? { workers.first }

  /// The permission that keeps its workers from reading a file, on the file or on a folder above it: one sentence;
  /// nil if nothing does. Of folders the access control lists are not looked at.
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
    workers.isEmpty || file.grants(bit, to: ReadingAccounts(users: workers, groups: workers))
  }
}
