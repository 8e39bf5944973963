internal import Deployments
internal import Htpasswd

/// Where a front runs that a configuration is for.
enum FrontPlace {
  case host
  /// As any user, in the container of the compose file.
  case container
  /// Beside Chroma, in one pod.
  case pod
}

extension Front {
  /// The reader of credential files in it. Caddy and HAProxy read none: nginx's rules say what is an entry.
  var reader: Server {
    switch self {
    case .nginx, .caddy, .haproxy: .nginx
    case .apache: .apache
    case .traefik: .traefik
    case .envoy: .envoy
    }
  }

  /// Whether its users are lines of its own configuration.
  var holdsUsers: Bool { self == .caddy || self == .haproxy }

  /// Whether its password check takes a hash field (measured: Caddy 2.11.7, HAProxy 2.6.12).
  fileprivate func accepts(_ field: Span<UInt8>) -> Bool {
    guard Server.nginx.canUse(field) else { return false }
    switch (self, HashFormat(field)) {
    // Caddy computes it as any other.
    case (.caddy, .bcrypt(let bcrypt)): return bcrypt.variant != .x
    case (.caddy, _): return false
    case (.haproxy, _): return Server.haproxy.canUse(field)
    default: return true
    }
  }

  /// Whether its configuration can hold a user name. HAProxy dies when a user logs in whose line lost its end to a `#`;
  /// Caddy replaces `{...}`, and has no user of a name that is not UTF-8.
  fileprivate func accepts(user: [UInt8]) -> Bool {
    guard !user.isEmpty, user.allSatisfy({ $0 >= Ascii.space && $0 != Ascii.delete }) else { return false }
    return self != .caddy
      || String(validating: user, as: UTF8.self) != nil && !user.contains(UInt8(ascii: "{"))
        && !user.contains(UInt8(ascii: "`"))
  }
}

/// The users of a credential file, for a front that has them in its own configuration.
struct FrontEntries {
  private(set) var entries: [(user: [UInt8], field: [UInt8])] = []
  /// Those that the front cannot use, in the order of the file.
  private(set) var left: [[UInt8]] = []

  init(_ content: borrowing Secret, for front: Front) {
    var seen: Set<[UInt8]> = []
    let bytes = content.withBytes { $0.array }
    // Memory is read without system calls: nothing can fail.
    _ = try? front.reader.read(ByteSource.memory(bytes)) { (line, entry, _) in
      let user = line.extracting(entry.user).array
      // The first of duplicate users counts; Caddy does not start with two.
      guard seen.insert(user).inserted else { return }
      let field = line.extracting(entry.hash)
      if front.accepts(user: user), front.accepts(field) {
        entries.append((user, field.array))
      } else {
        left.append(user)
      }
    }
  }
}

extension Deployment {
  /// Where a front finds Chroma.
  func upstream(_ place: FrontPlace) -> String {
    switch place {
    case .host: upstream.description
    case .container: "chroma:8000"
    case .pod: "127.0.0.1:8000"
    }
  }

  /// `127.0.0.1:8080`; of a container, every address of its own.
  func listen(_ place: FrontPlace) -> Address {
    place == .host ? listen : Address(host: "0.0.0.0", port: 8080)
  }

  /// Adds a regular expression that matches the value of the header with a token, and no other (PCRE, RE2).
  func append(patternOf token: [UInt8], to text: inout Secret) {
    text.append(text: "^\(header == .authorization ? "Bearer " : "")")
    text.append(pattern: Secret(copying: token.span))
    text.append(text: "\\z")
  }
}

extension Secret {
  /// A word of Apache's configuration.
  mutating func append(apache word: String) {
    append(text: "\"")
    for byte in word.utf8 {
      if byte == UInt8(ascii: "\"") || byte == Ascii.backslash { append(text: "\\") }
      append([byte].span)
    }
    append(text: "\"")
  }

  /// A text in double quotes as Go and YAML both read it. Nothing in it is a template of Traefik's.
  mutating func append(doubleQuoted value: borrowing Secret) {
    append(text: "\"")
    for index in 0..<value.count {
      let byte = value[index]
      switch byte {
      case 0x80..., 0x2D...0x3A, 0x41...0x5A, 0x5F, 0x61...0x7A, Ascii.space: append([byte].span)
      default: append(text: "\\x" + byte.hexadecimal)
      }
    }
    append(text: "\"")
  }
}
