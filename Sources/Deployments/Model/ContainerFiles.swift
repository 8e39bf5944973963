internal import Credentials
package import Kernel

/// The files of this machine, each looked at once.
final class HostFiles {
  private let files: NamedFiles
  /// The names of the files in a folder.
  let names: (FilePath) -> [String]
  /// Who owns a file or a folder, and who may use it; nil if that says nothing of the one that is deployed.
  let attributes: (FilePath) -> FileAttributes?

  init(
    _ file: @escaping (FilePath) -> NamedFile, names: @escaping (FilePath) -> [String] = { _ in [] },
    attributes: @escaping (FilePath) -> FileAttributes? = { _ in nil }
  ) {
    (files, self.names, self.attributes) = (NamedFiles(file), names, attributes)
  }

  func file(_ path: FilePath) -> NamedFile { files.answer(path) }
}

/// The files that a service sees, by the names that it has for them.
final class ContainerFiles {
  let service: Service
  let host: HostFiles
  /// Who reads them; nil for root, and if that is not known.
  let reader: ReadingAccounts?

  /// - Parameter reader: nil for the user that the service runs as.
  init(service: Service, host: HostFiles, reader: ReadingAccounts? = nil) {
    (self.service, self.host) = (service, host)
    self.reader = reader ?? service.accounts
  }

  /// The file of a name, and where it comes from.
  struct Answer {
    var file: NamedFile
    /// The file of this machine.
    var path: FilePath?
    var mount: Service.Mount?
    var isMissing: Bool { if case .missing = file { true } else { false } }
    /// Whether docker makes a folder, for want of a file.
    var isMadeFolder = false
  }

  /// The mount that is nearest to a file, of equal ones the last.
  static func nearest(_ mounts: [Service.Mount], _ target: String) -> Service.Mount? {
    var best: Service.Mount?
    for mount in mounts where ContainerPath.rest(of: target, below: mount.target) != nil {
      if best.map({ mount.target.utf8.count >= $0.target.utf8.count }) ?? true { best = mount }
    }
    return best
  }

  func answer(_ path: FilePath) -> Answer {
    guard service.isContainer else { return outside(path) }
    let found = inside(path)
    // `/users/` is a folder or nothing.
    if path.bytes.last == Ascii.slash || path.bytes.suffix(2).elementsEqual("/.".utf8),
      case .content = found.file
    {
      return Answer(file: .missing)
    }
    return permitted(found)
  }

  /// The answer for who reads it: a file that is there may be closed to them.
  private func permitted(_ found: Answer) -> Answer {
    guard let reader, let user = reader.users.first, case .content = found.file, let mount = found.mount
    else {
      return found
    }
    var answer = found
    func refuse(_ obstacle: String, _ remedy: String) -> Answer {
      answer.file = .unreadable("user \(user) cannot \(obstacle)", .manual(remedy))
      return answer
    }
    guard let path = found.path, case .host(let source, _) = mount.source else {
      guard let mode = mount.mode, let name = mount.target.split(separator: "/").last,
        !FileAttributes(mode: mode, owner: 0, group: 0).grants(0o4, to: reader)
      else { return found }
      return refuse(
        "read \(String(name).printed) (mode \(String(mode, radix: 8)))",
        "set fsGroup in the pod's securityContext")
    }
    guard let file = host.attributes(path) else { return found }
    if mount.isCopied {
      let copy = FileAttributes(mode: file.mode, owner: 0, group: 0)
      return mount.isChanged || copy.grants(0o4, to: reader)
        ? found : refuse("read the copy of \(path) (mode \(file.octalMode))", "copy it with --chown=\(user)")
    }
    if !file.grants(0o4, to: reader) {
      let word = path.shellWord
      let command =
        reader.groups.count == 1
        ? "chgrp \(reader.groups[0]) \(word) && chmod 640 \(word)" : "setfacl -m u:\(user):r \(word)"
      return refuse("read \(path) (mode \(file.octalMode))", "to let it read the file: \(command)")
    }
    // The folders from that of the file to the one that is mounted.
    var folder = path.folder
    while path != source {
      if let attributes = host.attributes(folder), !attributes.grants(0o1, to: reader) {
        return refuse(
          "enter \(folder) (mode \(attributes.octalMode))", "to let it in: chmod o+x \(folder.shellWord)")
      }
      if folder.bytes.count <= source.bytes.count { break }
      folder = folder.folder
    }
    return found
  }

  private var workingFolder: String { service.workingFolder ?? (service.isRelease1 ? "/" : "/chroma") }

  private func inside(_ path: FilePath) -> Answer {
    let target = ContainerPath.absolute(String(decoding: path.bytes, as: UTF8.self), in: workingFolder)
    if target == "/dev/null" { return Answer(file: .content([])) }
    guard let mount = Self.nearest(service.mounts, target),
      let rest = ContainerPath.rest(of: target, below: mount.target)
    else {
      return Answer(file: service.hasUnknownFiles.map { .elsewhere($0) } ?? .missing)
    }
    switch mount.source {
    case .host(let path, let makesFolder): return hostFile(path, rest, mount, makesFolder: makesFolder)
    case .content(let bytes): return Answer(file: rest.isEmpty ? .content(bytes) : .missing, mount: mount)
    case .folder(let files):
      if rest.isEmpty { return Answer(file: .folder, mount: mount) }
      return Answer(file: files[rest].map { .content($0) } ?? .missing, mount: mount)
    case .volume:
      return rest.isEmpty
        ? Answer(file: .folder, mount: mount)
        : Answer(file: .elsewhere("\(target) is in a volume"), mount: mount)
    case .elsewhere(let reason): return Answer(file: .elsewhere(reason), mount: mount)
    }
  }

  /// The service with what Chroma in Python reads of a `.env` in its folder; the environment counts for more.
  var serviceWithDotEnv: Service {
    guard service.isContainer, service.program != .front, !service.isRelease1,
      let mount = Self.nearest(service.mounts, ContainerPath.absolute(Array(".env".utf8), in: workingFolder))
    else { return service }
    var copy = service
    let found = answer(FilePath(".env"))
    switch found.file {
    case .content(let bytes):
      copy.variables = EnvironmentFile.variables(
        bytes, from: found.path ?? mount.place.path ?? FilePath("/chroma/.env"), as: .chroma)
      copy.variables.add(service.variables)
    case .elsewhere, .unreadable:
      copy.variables.unread = mount.place
      copy.variables.unreadTitle = ".env of \(workingFolder), which is not in these files,"
    case .missing, .folder: break
    }
    return copy
  }

  private func hostFile(
    _ source: FilePath, _ rest: String, _ mount: Service.Mount, makesFolder: Bool
  ) -> Answer {
    let folder = source.bytes == [UInt8(ascii: ".")] ? [] : source.bytes + [Ascii.slash]
    let path = rest.isEmpty ? source : FilePath(bytes: folder + Array(rest.utf8))
    if rest.isEmpty, source == FilePath("/dev/null") { return Answer(file: .content([]), mount: mount) }
    // It is that of the machine which runs this, not of the one on which the files lie.
    if source.bytes.first == Ascii.slash, !service.isRunHere, !isBeside(source, mount.place.path) {
      return Answer(file: .elsewhere("\(path) is a file of the machine that runs it"), mount: mount)
    }
    switch host.file(path) {
    case .missing:
      if rest.isEmpty, makesFolder {
        return Answer(file: .folder, path: path, mount: mount, isMadeFolder: true)
      }
      return Answer(file: .missing, path: path, mount: mount)
    case let file: return Answer(file: file, path: path, mount: mount)
    }
  }

  /// Whether it is below the folder of the file that names it.
  private func isBeside(_ source: FilePath, _ file: FilePath?) -> Bool {
    guard let path = file?.absolute else { return false }
    let folder = ContainerPath.absolute(path.folder.bytes)
    return ContainerPath.rest(of: ContainerPath.absolute(source.bytes), below: folder) != nil
  }

  /// The answer for a server without a container.
  private func outside(_ path: FilePath) -> Answer {
    let isAbsolute = path.bytes.first == Ascii.slash
    guard service.isRunHere, isAbsolute || service.workingFolder == nil else {
      return Answer(file: .elsewhere("\(path) is a file of the machine that runs it"))
    }
    return Answer(file: host.file(path), path: path)
  }
}

/// Names in a container.
package enum ContainerPath {
  /// Whether a path is absolute, and has nothing to leave out: most have not.
  private static func isPlain(_ path: String) -> Bool {
    var former = UInt8(ascii: "x")
    for byte in path.utf8 {
      if former == Ascii.slash, byte == Ascii.slash || byte == UInt8(ascii: ".") { return false }
      former = byte
    }
    return path.utf8.first == Ascii.slash && (former != Ascii.slash || path.utf8.count == 1)
  }

  /// The program that the images of Chroma 0.4.23 to 0.6.3 start.
  static let startScript = "/docker_entrypoint.sh"

  /// - Parameters:
  ///   - path: relative or absolute.
  ///   - folder: absolute.
  /// - Returns: without `.`, `..`, double and final slashes.
  package static func absolute(_ path: String, in folder: String = "/") -> String {
    if isPlain(path) { return path }
    var parts: [Substring] = []
    let whole = path.utf8.first == Ascii.slash ? path : folder + "/" + path
    for part in whole.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// Makes a path of bytes absolute.
  package static func absolute(_ path: some Collection<UInt8>, in folder: String = "/") -> String {
    absolute(String(decoding: path, as: UTF8.self), in: folder)
  }

  /// The rest of a name below a folder; empty if it is the folder itself, nil if it is not below it.
  static func rest(of path: String, below folder: String) -> String? {
    if path == folder { return "" }
    let prefix = folder == "/" ? folder : folder + "/"
    guard path.utf8.starts(with: prefix.utf8) else { return nil }
    return String(decoding: path.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
  }
}

extension Service {
  /// The file that it finds under a name.
  ///
  /// - Parameter host: what is under a name of this machine.
  package func file(_ path: FilePath, host: (FilePath) -> NamedFile) -> NamedFile {
    withoutActuallyEscaping(host) { ContainerFiles(service: self, host: HostFiles($0)).answer(path).file }
  }
}
