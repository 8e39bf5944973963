internal import Htpasswd

/// Where an entry is written that does not go into a credential file.
enum HashPlace: String, CaseIterable, Sendable {
  /// A value of a compose file, whose `$` are doubled.
  case compose
  /// An element of `users` in Traefik's dynamic configuration, a string of YAML.
  case traefik
  /// A line of Caddy's `basic_auth`.
  case caddy
  /// A line of a `userlist`.
  case haproxy
  /// A word of a POSIX shell.
  case shell
}

extension Secret {
  /// Adds the entry of a user: `user:hash`, or as that place has it.
  mutating func append(_ user: Username, _ field: borrowing Secret, for place: HashPlace?) {
    let name = Secret(copying: user.bytes.span)
    var entry = Secret(capacity: name.count + 1 + field.count)
    entry.append(name)
    entry.append(text: ":")
    field.withBytes { entry.append($0) }
    switch place {
    case nil: append(entry)
    case .compose:
      for index in 0..<entry.count {
        append([entry[index]].span)
        if entry[index] == Ascii.dollar { append(text: "$") }
      }
    case .traefik: append(yaml: entry)
    case .caddy:
      append(caddy: name)
      append(text: " ")
      field.withBytes { append($0) }
    case .haproxy:
      append(text: "user ")
      append(haproxy: name)
      append(text: " password ")
      append(haproxy: field)
    case .shell: append(shellWord: entry)
    }
  }
}

extension Username {
  /// Why Caddy cannot have a user of this name, or nil.
  var failureInCaddyfile: Failure? {
    guard Server.caddy.file.unwritable?.isIn(bytes.span) == true else { return nil }
    return Failure(.user, "the user name \(bytes.userName) has characters that a Caddyfile cannot hold")
  }
}
