internal import Deployments
internal import Glibc
internal import Htpasswd

/// The subject of `config`: a release, a way of authentication, and the file, which has been checked.
struct Deployment: ~Copyable {
  let release: ChromaRelease
  let authentication: Authentication
  let header: TokenHeader
  let file: FileName
  /// The address that clients connect to.
  let listen: Address
  /// Where a front finds Chroma.
  let upstream: Address
  /// Whose pages may ask from a browser; nil if none may.
  let origin: String?
  /// The whole file.
  let content: Secret
  /// The tokens of the file, each a range of `content` or, from YAML, a text.
  let tokens: [[UInt8]]
  let owner: FileDescriptor.Status?
  /// A roles file, which was looked at too, and the whole of it.
  let roles: FileName?
  let rolesContent: Secret
  /// The roles that nginx gives users; none if all may do everything.
  let userRoles: [(user: [UInt8], role: BuiltInRole)]

  /// The settings, for a server on this machine or in a container.
  func settings(inContainer: Bool) -> [(name: String, value: ChromaSettings.Value)] {
    let settings = ChromaSettings.all(
      release, authentication, header, file: inContainer ? pathInContainer : file.absolute)
    guard let roles, let authorization = release.settings?.authorization else { return settings }
    return settings + [
      (ChromaSettings.Name.authorizationProvider, .text(authorization.className)),
      (
        ChromaSettings.Name.authorizationConfigFile,
        .text(inContainer ? Self.rolesPathInContainer : roles.absolute)
      ),
    ]
  }

  /// The files that a container needs, and where it sees them.
  var mounts: [(file: FileName, path: String, isRoles: Bool)] {
    let isRead = ChromaSettings.all(release, authentication, header, file: "").contains {
      $0.name.hasSuffix("_FILE")
    }
    return (isRead ? [(file, pathInContainer, false)] : [])
      + (roles.map { [($0, Self.rolesPathInContainer, true)] } ?? [])
  }

  /// Where a container sees the roles file.
  static let rolesPathInContainer = "/chroma/authz.yaml"

  /// Where a container sees the file.
  var pathInContainer: String {
    authentication == .basic ? "/chroma/server.htpasswd" : "/chroma/server.token"
  }

  func secret(_ value: ChromaSettings.Value) -> Secret {
    switch value {
    case .text(let text): return Secret(text)
    case .token:
      let token = tokens.first ?? []
      return Secret(copying: token.span)
    }
  }
}

/// The name of a file that can be written in a shell line, YAML and nginx: UTF-8 without control characters.
struct FileName {
  /// As it was given.
  let text: String
  /// From the root.
  let absolute: String
  /// As compose takes one for a path: from the root, or with a dot first.
  var forCompose: String {
    // By bytes: a combining character after the slash changes nothing.
    for start in ["/", "./", "../"] where text.utf8.starts(with: start.utf8) { return text }
    return "./" + text
  }

  init(_ path: FilePath) throws(Failure) {
    let text = try Self.checked(path, "the file name", hint: "rename the file")
    self.text = text
    if text.utf8.first == Ascii.slash {
      absolute = text
      return
    }
    guard let name = FilePath.workingFolder else {
      throw Failure(.unreachable, "the working folder has no name")
    }
    let folder = try Self.checked(name, "the working folder's name", hint: "rename the folder")
    let rest =
      text.utf8.starts(with: "./".utf8) ? String(decoding: text.utf8.dropFirst(2), as: UTF8.self) : text
    absolute = (folder == "/" ? "" : folder) + "/" + rest
  }

  private static func checked(_ path: FilePath, _ what: String, hint: String) throws(Failure) -> String {
    // YAML has no U+FFFE and U+FFFF (YAML 1.1, c-printable).
    if let text = String(validating: path.bytes, as: UTF8.self), path.bytes.printable == text,
      !text.unicodeScalars.contains(where: { $0.value & 0xFFFE == 0xFFFE })
    {
      return text
    }
    throw Failure(
      .usage, "\(what) \(path) has control characters or is not UTF-8", hint: hint)
  }
}

/// `ADDRESS:PORT`, `[::1]:8000`.
struct Address: CustomStringConvertible {
  let host: String
  let port: Int

  init(host: String, port: Int) { (self.host, self.port) = (host, port) }

  /// - Parameter value: an address and a port, as `127.0.0.1:8080`.
  init(_ value: OptionValue) throws(Failure) {
    let text = value.text
    let colon = text.lastIndex(of: ":")
    let host = colon.map { String(text[..<$0]) } ?? ""
    let digits = colon.map { text[text.index(after: $0)...] } ?? ""
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
    let isPlain = host.utf8.allSatisfy { byte in
      switch byte {
      case _ where byte.isAlphanumeric: true
      case Ascii.colon: isBracketed
      default: Array("-._".utf8).contains(byte) || isBracketed && Array("[]%".utf8).contains(byte)
      }
    }
    guard !host.isEmpty, isPlain, digits.utf8.allSatisfy({ $0.isDigit }),
      let port = Int(digits), (1...65535).contains(port)
    else { throw value.usage("\(value.option.word) takes an address and a port, such as 127.0.0.1:8080") }
    self.init(host: host, port: port)
  }

  var description: String { "\(host):\(port)" }

  /// Without the brackets of an address of IPv6.
  var bareHost: String { host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host }

  /// Whether who listens here leaves no room for the other.
  func takes(_ other: Address) -> Bool {
    let isLoopback = ["127.0.0.1", "localhost", "[::1]"].contains(other.host)
    let isMeant =
      host == other.host || isLoopback && ["0.0.0.0", "[::]"].contains(host)
      || host == "localhost" && other.host == "127.0.0.1" || host == "127.0.0.1" && other.host == "localhost"
    return port == other.port && isMeant
  }
}
