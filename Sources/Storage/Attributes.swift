internal import Glibc
internal import Kernel

extension FileDescriptor {
  /// Gives a new file the owner, group, mode, ACL and extended attributes of another, in an order that never
  /// lets more people read it than can read that one: first what is extra is taken, then the owner, then the
  /// mode, then the ACL.
  ///
  /// - Throws: EPERM and its kin if one of them cannot be given.
  func carryAttributes(from other: borrowing FileDescriptor) throws(SystemError) {
    let (mine, wanted) = (try status(), try other.status())
    let attributes = try other.extendedAttributes()
    // A folder's default ACL gives every new file one (acl(5)).
    for extra in try extendedAttributes() where !attributes.contains(where: { $0.name == extra.name }) {
      try removeExtendedAttribute(extra.name)
    }
    if (mine.owner, mine.group) != (wanted.owner, wanted.group) {
      try change(owner: wanted.owner, group: wanted.group)
    }
    try change(permissions: wanted.permissions)
    let present = try extendedAttributes()
    for attribute in attributes where !present.contains(where: { $0 == attribute }) {
      try setExtendedAttribute(attribute.name, to: attribute.value)
    }
  }
}
