internal import Deployments
internal import Glibc
internal import Htpasswd

/// The surroundings of a file: other files, and the environment.
enum Surroundings {
  static func variable(_ name: [UInt8]) -> [UInt8]? {
    // The value is a C string that nobody changes.
    guard !name.isEmpty, let value = unsafe getenv(String(decoding: name, as: UTF8.self)) else { return nil }
    return unsafe Array(String(cString: value).utf8)
  }

  /// Reads the start of a file: as much as is read of a file of variables, and a byte more.
  static func start(of path: FilePath) throws(StorageError) -> [UInt8] {
    let source = try ByteSource.opening(path)
    return try source.read(path) { (source) throws(SystemError) in
      try source.start(Variables.maximumFileSize + 1)
    }
  }

  /// The names of the files in a folder; none if it cannot be read.
  static func names(in folder: FilePath) -> [String] {
    ((try? DeploymentFolder.names(in: folder)) ?? []).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Who owns a file or a folder, and who may use it; nil if that cannot be read.
  static func attributes(of path: FilePath) -> FileAttributes? {
    guard let status = try? targetStatus(of: path) else { return nil }
    var attributes = FileAttributes(mode: status.permissions, owner: status.owner, group: status.group)
    if status.isRegular, let source = try? ByteSource.opening(path) {
      attributes.accessList = source.accessList.flatMap { AccessList($0) }
    }
    return attributes
  }

  /// The kind that a file seems to be; nil if it is not a regular file or cannot be read.
  static func kind(of path: FilePath) -> FileKind? { kind(of: path, toGiveUp: false) }

  /// The kind of a file for commands that would give it up.
  static func kindToGiveUp(of path: FilePath) -> FileKind? { kind(of: path, toGiveUp: true) }

  private static func kind(of path: FilePath, toGiveUp: Bool) -> FileKind? {
    guard let status = try? targetStatus(of: path), status.isRegular,
      let source = try? ByteSource.opening(path)
    else { return nil }
    return try? source.read(path) { (source) throws(SystemError) in
      try toGiveUp ? source.kindToGiveUp(named: path) : source.kind(named: path)
    }
  }

  /// The kind of a file without a line, by its name; nil for a credential file, and for one that has a line.
  static func kindOfBlank(_ path: FilePath) -> FileKind? {
    guard let kind = FileKind(named: path), let source = try? ByteSource.opening(path, waiting: false)
    else { return nil }
    let isBlank = try? source.read(path) { (source) throws(SystemError) in try source.isBlank() }
    return isBlank == true ? kind : nil
  }

  /// Whether the first line of a file is an entry with a hash.
  static func beginsWithEntry(_ path: FilePath) -> Bool {
    guard let source = try? ByteSource.opening(path) else { return false }
    return (try? source.read(path) { (source) throws(SystemError) in try source.beginsWithEntry() }) ?? false
  }

  /// The file of a name.
  ///
  /// - Parameter isHere: whether it is used on this machine; what is not here is elsewhere if not.
  static func file(_ path: FilePath, isHere: Bool) -> NamedFile {
    let status: FileDescriptor.Status
    do throws(SystemError) {
      status = try targetStatus(of: path)
    } catch {
      // A file of variables may be for another place: a container.
      if !isHere { return .elsewhere("cannot open \(path): \(error)") }
      return error.isMissing ? .missing : .unreadable("cannot open \(path): \(error)")
    }
    if status.isFolder { return isHere ? .folder : .elsewhere("\(path) is a folder here") }
    if path == FilePath("/dev/null") { return .content([]) }
    guard status.isRegular else { return .unreadable("\(path) is not a regular file") }
    do throws(StorageError) {
      let source = try ByteSource.opening(path)
      return .content(try source.read(path) { (source) throws(SystemError) in try source.bytes() })
    } catch {
      return isHere ? .unreadable("\(error)") : .elsewhere("\(error)")
    }
  }
}

extension ByteSource {
  /// Its first bytes.
  func start(_ count: Int) throws(SystemError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: min(try self.count(), count))
    var end = 0
    while end < bytes.count {
      let read = try read(into: &bytes, end..<bytes.count, at: end)
      if read == 0 { break }
      end += read
    }
    return Array(bytes[..<end])
  }
}
