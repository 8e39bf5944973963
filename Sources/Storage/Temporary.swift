internal import Glibc
internal import Kernel

/// A new file beside the target: random name, made with O_EXCL and O_NOFOLLOW, mode 0600, locked by its maker as
/// long as that lives, and removed when the value ends unless it was given the target's name. Signals wait meanwhile.
struct Temporary: ~Copyable {
  let descriptor: FileDescriptor
  let name: FilePath
  private let folder: FileDescriptor
  /// Ends after the removal.
  private let hold = SignalHold()
  private var isNamed = false

  /// The name before the random part: that of the target, cut so that the whole fits 255 bytes (NAME_MAX).
  private static func prefix(of target: FilePath) -> [UInt8] {
    Array(".".utf8) + target.bytes.prefix(200) + Array(".chroma-htpasswd-".utf8)
  }

  private static let randomCount = 16

  private init(_ descriptor: consuming FileDescriptor, _ name: FilePath, in folder: consuming FileDescriptor)
  {
    self.descriptor = descriptor
    self.name = name
    self.folder = folder
  }

  static func make(beside location: borrowing Location) throws(SystemError) -> Temporary {
    let folder = try location.folder.duplicate()
    while true {
      let random = try randomBytes(Self.randomCount / 2).flatMap { byte in
        Array(byte.hexadecimal.utf8)
      }
      let name = FilePath(bytes: Self.prefix(of: location.name) + random)
      if let descriptor = try make(name, in: folder) {
        return Temporary(descriptor, name, in: folder)
      }
    }
  }

  /// - Returns: nil if the name is taken, or was taken away again.
  private static func make(
    _ name: FilePath, in folder: borrowing FileDescriptor
  ) throws(SystemError) -> FileDescriptor? {
    let descriptor: FileDescriptor
    do {
      descriptor = try FileDescriptor.open(
        name, in: folder, .readWrite, [.creatingOnly, .withoutFollowing], permissions: 0o600)
    } catch {
      if error == .fileExists { return nil }
      throw error
    }
    do throws(SystemError) {
      // Between open and lock a cleaner may have taken it for a leftover: then its name is gone.
      guard try descriptor.tryLock(.exclusive), try descriptor.status().links > 0 else { return nil }
      return descriptor
    } catch {
      try? folder.remove(name)
      throw error
    }
  }

  /// Whether a signal asks to end, and waits for that.
  var isAskedToStop: Bool { hold.isAskedToStop }

  deinit {
    if !isNamed { try? folder.remove(name) }
  }

  /// Takes the target's place: renameat(2).
  mutating func replace(_ location: borrowing Location) throws(SystemError) {
    try location.folder.rename(name, to: location.name)
    isNamed = true
  }

  /// Takes the target's name, which must be free.
  mutating func appear(as name: FilePath, in location: borrowing Location) throws(SystemError) {
    try location.folder.renameWithoutReplacing(self.name, to: name)
    isNamed = true
  }

  /// Removes what killed runs left beside the target. A file goes only if its maker is certainly gone: it has
  /// the shape of our names, is a regular file of ours, and its lock can be had.
  static func removeLeftovers(beside location: borrowing Location) {
    let prefix = prefix(of: location.name)
    guard let names = try? location.folder.names() else { return }
    for name in names
    where name.count == prefix.count + randomCount && name.starts(with: prefix)
      && name.dropFirst(prefix.count).allSatisfy({ $0.isDigit || 0x61...0x66 ~= $0 })
    {
      removeIfLeft(FilePath(bytes: name), in: location.folder)
    }
  }

  private static func removeIfLeft(_ name: FilePath, in folder: borrowing FileDescriptor) {
    // Not opened before it is known what it is: a FIFO's writer, or a device, would notice.
    guard (try? folder.status(of: name))?.isRegular == true,
      let descriptor = try? FileDescriptor.open(name, in: folder, .readOnly, .withoutFollowing),
      let status = try? descriptor.status(), status.isRegular,
      status.owner == geteuid() || geteuid() == 0,
      (try? descriptor.tryLock(.exclusive)) == true,
      let now = try? folder.status(of: name), now.isSameFile(as: status)
    else { return }
    try? folder.remove(name)
  }
}
