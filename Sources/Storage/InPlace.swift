internal import Credentials
internal import Glibc
internal import Kernel

extension CredentialStore {
  /// Writes the changed part into the file that is there: blocks reserved first, a recovery copy beside it where
  /// the folder takes one. On the disk when it returns.
  ///
  /// - Parameter seen: the target's status before it was read.
  /// - Returns: false if somebody who takes no lock wrote into it since; nothing is changed then.
  func writeInPlace(
    _ target: borrowing Target, _ seen: FileDescriptor.Status, at location: borrowing Location, _ edit: Edit,
    because reason: InPlaceReason
  ) throws(StorageError) -> Bool {
    let hold = SignalHold()
    defer { _ = hold }
    Temporary.removeLeftovers(beside: location)
    if let refusal = target.refusal { throw StorageError(path, .write, .notReplaceable(reason, refusal)) }
    let change = try during(.read) { () throws(SystemError) in try Change(edit, of: target) }
    let recovery: FilePath?
    do {
      guard try target.isUnwritten(since: seen, at: location) else { return false }
      if change.newSize > change.oldSize {
        try target.descriptor.reserve(change.oldSize..<change.newSize)
      }
      // To some file systems, reserving is writing.
      let reserved = try target.descriptor.status()
      recovery = try Recovery.save(change, of: target, at: location)
      guard reserved.size == seen.size, try target.isUnwritten(since: reserved, at: location) else {
        try Recovery.remove(recovery, at: location)
        return false
      }
    } catch {
      throw StorageError(path, .write, error)
    }
    do {
      try change.apply(to: target.descriptor)
    } catch {
      do {
        try change.takeBack(from: target.descriptor)
        try Recovery.remove(recovery, at: location)
      } catch _ {
        let copy = recovery.map { location.beside($0) }
        throw StorageError(path, .write, .notRestored(error, recovery: copy))
      }
      throw StorageError(path, .write, error)
    }
    try during(.write) { () throws(SystemError) in try Recovery.remove(recovery, at: location) }
    return true
  }
}

/// A change of a file's bytes from one offset on, with what was there before.
struct Change {
  let offset: Int
  let old: [UInt8]
  let new: [UInt8]
  let oldSize: Int
  let newSize: Int

  fileprivate init(_ edit: Edit, of target: borrowing Target) throws(SystemError) {
    oldSize = try target.descriptor.status().size
    newSize = oldSize + edit.growth
    offset = edit.splices.first?.range.lowerBound ?? oldSize
    var old = try ByteSource.file(target.descriptor.duplicate()).bytes(offset..<oldSize)
    var new = edit.applied(to: old, from: offset)
    if old.count == new.count {
      while let last = old.last, last == new.last {
        old.removeLast()
        new.removeLast()
      }
    }
    self.old = old
    self.new = new
  }

  /// - Parameter both: the old bytes, then the new ones.
  /// - Returns: nil if these are no numbers of a change.
  fileprivate init?(_ both: ArraySlice<UInt8>, offset: Int, oldSize: Int, newSize: Int) {
    guard offset >= 0, oldSize >= offset, newSize >= offset else { return nil }
    // Bytes up to either end, but if both are the same: then the last ones that differ are the end.
    let count = oldSize == newSize ? both.count / 2 : oldSize - offset
    guard count <= min(both.count, oldSize - offset), both.count - count * 2 == newSize - oldSize else {
      return nil
    }
    old = Array(both.prefix(count))
    new = Array(both.dropFirst(count))
    self.offset = offset
    self.oldSize = oldSize
    self.newSize = newSize
  }

  /// States of a file whose change was interrupted.
  fileprivate enum Outcome {
    /// As it was before, or as it was to be, and maybe more after that since.
    case whole
    /// A part of it was written, and nothing else since.
    case torn
    /// Somebody else wrote into it since, and a part of it may be lost.
    case rewritten
  }

  /// - Parameter now: the file's bytes from `offset` on.
  fileprivate func outcome(_ now: [UInt8]) -> Outcome {
    if isWhole(now, old, before: new) || isWhole(now, new, before: old) { return .whole }
    let sizes = min(oldSize, newSize)...max(oldSize, newSize)
    guard sizes.contains(offset + now.count) else { return .rewritten }
    // A signal leaves new bytes and then old ones; a power cut sectors of either. 512 bytes is the smallest sector.
    var (start, isSplit) = (0, false)
    let end = min(now.count, max(old.count, new.count))
    while start < end {
      let next = min(end, (offset + start) / 512 * 512 + 512 - offset)
      if !(start..<next).allSatisfy({ isOld(now, $0) }) {
        var split = start
        while split < next, split < new.count, now[split] == new[split] { split += 1 }
        if split < next {
          if isSplit || !(split..<next).allSatisfy({ isOld(now, $0) }) { return .rewritten }
          isSplit = true
        }
      }
      start = next
    }
    return .torn
  }

  /// Whether these bytes are `whole` and nothing of the longer `other` is left after them.
  private func isWhole(_ now: [UInt8], _ whole: [UInt8], before other: [UInt8]) -> Bool {
    let count = whole.count
    if !now.starts(with: whole) { return false }
    return now.count == count || other.count <= count || now[count] != other[count] && now[count] != 0
  }

  /// Space that was reserved, or a sector that is not on the disk yet, is 0.
  private func isOld(_ now: [UInt8], _ index: Int) -> Bool {
    now[index] == (index < old.count ? old[index] : 0)
  }

  fileprivate func apply(to file: borrowing FileDescriptor) throws(SystemError) {
    try file.write(new.span, at: offset)
    if newSize < oldSize { try file.truncate(to: newSize) }
    try file.synchronize()
  }

  fileprivate func takeBack(from file: borrowing FileDescriptor) throws(SystemError) {
    // From the end, a page at a time: an interruption leaves new bytes and then old ones again.
    var end = old.count
    while end > 0 {
      let start = max(0, (offset + end - 1) / 4096 * 4096 - offset)
      try file.write(old.span.extracting(start..<end), at: offset + start)
      end = start
    }
    try file.truncate(to: oldSize)
    try file.synchronize()
  }
}

/// The recovery copy of a write in place: a file `.NAME.chroma-htpasswd-recovery` beside the target, with a first
/// line `chroma-htpasswd recovery 2 INODE OFFSET OLD-SIZE NEW-SIZE`, then the old bytes at OFFSET and the new ones.
///
/// It is there only while a write is under way, and writers hold the target's lock: whoever holds that and finds
/// a copy knows that its writer is gone.
enum Recovery {
  private static let magic = "chroma-htpasswd recovery 2"

  private static func name(for location: borrowing Location) -> FilePath {
    FilePath(
      bytes: Array(".".utf8) + location.name.bytes.prefix(200) + Array(".chroma-htpasswd-recovery".utf8))
  }

  /// - Returns: the copy's name, or nil if the folder takes none.
  fileprivate static func save(
    _ change: Change, of target: borrowing Target, at location: borrowing Location
  ) throws(SystemError) -> FilePath? {
    let inode = try target.descriptor.status().inode
    let head = "\(magic) \(inode) \(change.offset) \(change.oldSize) \(change.newSize)\n"
    let name = name(for: location)
    var copy: Temporary
    do {
      copy = try Temporary.make(beside: location)
    } catch {
      guard error.isUnwritable else { throw error }
      return nil
    }
    try copy.descriptor.shareAsFarAsPossible(like: target.descriptor)
    try copy.descriptor.write(Array(head.utf8).span)
    try copy.descriptor.write(change.old.span)
    try copy.descriptor.write(change.new.span)
    try copy.descriptor.synchronize()
    do {
      try copy.appear(as: name, in: location)
    } catch {
      // Not one of ours, or it would have been restored: go without.
      guard error == .fileExists else { throw error }
      return nil
    }
    do {
      try location.folder.synchronize()
    } catch {
      try? location.folder.remove(name)
      throw error
    }
    return name
  }

  fileprivate static func remove(
    _ name: FilePath?, at location: borrowing Location
  ) throws(SystemError) {
    guard let name else { return }
    try location.folder.remove(name)
    try location.folder.synchronize()
  }

  /// Takes back a write in place that was interrupted. Its caller holds the target's lock.
  ///
  /// - Returns: whether there was one.
  static func restore(
    _ target: borrowing Target, at location: borrowing Location
  ) throws(StorageError) -> Bool {
    let name = name(for: location)
    let copy = location.beside(name)
    do throws(SystemError) {
      // Looked at before it is opened: one that does not count may well be unreadable.
      guard let status = try location.folder.status(of: name), try isTrusted(status, target)
      else { return false }
      let file = try FileDescriptor.open(name, in: location.folder, .readOnly, .withoutFollowing)
      guard try file.status().isSameFile(as: status) else { return false }
      var outcome = Change.Outcome.whole
      // Else it is the copy of a file that was replaced since.
      if let change = parse(try file.readToEnd(), inode: try target.descriptor.status().inode) {
        let size = try target.descriptor.status().size
        let rest = min(change.offset, size)..<size
        outcome = change.outcome(try ByteSource.file(target.descriptor.duplicate()).bytes(rest))
        if outcome == .torn {
          if let refusal = target.refusal { throw refusal }
          try change.takeBack(from: target.descriptor)
        }
      }
      guard outcome == .rewritten else {
        try remove(name, at: location)
        return outcome == .torn
      }
    } catch {
      throw StorageError(location.path, .write, .recoveryUnreadable(copy, error))
    }
    throw StorageError(location.path, .write, .recoveryOutdated(copy))
  }

  /// Whether the copy was made by root, by whoever runs this, or by the target's owner. Anybody who may write the
  /// folder could plant one: in /tmp, or if the target is a mount point or a hard link in somebody else's folder.
  private static func isTrusted(
    _ status: FileDescriptor.Status, _ target: borrowing Target
  ) throws(SystemError) -> Bool {
    let owners = [0, geteuid(), try target.descriptor.status().owner]
    return status.isRegular && owners.contains(status.owner)
  }

  private static func parse(_ bytes: [UInt8], inode: UInt) -> Change? {
    guard let end = bytes.firstIndex(of: Ascii.lineFeed), bytes.starts(with: magic.utf8) else { return nil }
    let numbers = bytes[magic.utf8.count..<end].split(separator: Ascii.space)
      .compactMap { Int(String(decoding: $0, as: UTF8.self)) }
    guard numbers.count == 4, numbers[0] == inode else { return nil }
    return Change(bytes[(end + 1)...], offset: numbers[1], oldSize: numbers[2], newSize: numbers[3])
  }
}

extension FileDescriptor {
  /// Lets those read a recovery copy who may write the target: its attributes if they can be given, else its
  /// group if that can, else nobody.
  fileprivate func shareAsFarAsPossible(like target: borrowing FileDescriptor) throws(SystemError) {
    if (try? carryAttributes(from: target)) != nil { return }
    let (mine, wanted) = (try status(), try target.status())
    try change(permissions: 0o600)
    if try target.extendedAttributes().isEmpty,
      (try? change(owner: mine.owner, group: wanted.group)) != nil
    {
      try change(permissions: wanted.permissions & 0o660 | 0o600)
    }
  }
}
