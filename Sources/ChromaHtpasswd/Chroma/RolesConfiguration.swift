internal import Deployments
internal import Htpasswd
internal import Linting

/// A role that `config authz` writes.
enum BuiltInRole: String, CaseIterable {
  /// Everything that Chroma 0.6.2 asks for, or 0.4.24.
  case admin
  /// Makes, changes and deletes collections and what is in them.
  case writer
  /// Reads collections.
  case reader

  func actions(for reader: RolesReader) -> [String] {
    let version = reader == .first ? ChromaVersion(0, 4, 24) : ChromaVersion(0, 6, 2)
    let all = RolesAction.all.filter { $0.isAsked(by: version) }.map(\.name)
    let forAdmin = ["db:create_database", "tenant:create_tenant", "system:reset", "db:reset"]
    let forReader =
      RolesAction.toConnect + [
        "db:list_collections", "db:count_collections", "collection:get_collection", "collection:get",
        "collection:query", "collection:count",
      ]
    return switch self {
    case .admin: all
    case .writer: all.filter { !forAdmin.contains($0) }
    case .reader: all.filter(forReader.contains)
    }
  }
}

/// `--role ROLE=USERS`.
struct RoleGrant: Sendable {
  let role: BuiltInRole
  /// Names with commas between them, or one name that has commas.
  let users: [UInt8]
}

extension OptionValue {
  /// Each `ROLE=USERS` that was given.
  func roleGrants() throws(Failure) -> [RoleGrant] {
    var grants: [RoleGrant] = []
    for value in typed {
      let parts = value.split(separator: Ascii.equals, maxSplits: 1, omittingEmptySubsequences: false)
      guard let role = BuiltInRole(rawValue: String(decoding: parts[0], as: UTF8.self)) else {
        throw .unknown(
          Array(parts[0]), of: BuiltInRole.allCases.map(\.rawValue),
          "--role takes admin, writer or reader, not \(Array(parts[0]).shown)",
          hint: usageLine ?? "")
      }
      guard parts.count == 2, !parts[1].isEmpty else {
        throw usage("--role \(role.rawValue) needs users: --role \(role.rawValue)=USER,USER")
      }
      grants.append(RoleGrant(role: role, users: Array(parts[1])))
    }
    return grants
  }
}

extension Invocation {
  /// The role that `--role` gives each of these users.
  func roles(of logins: LoginNames, _ path: FilePath) throws(Failure) -> [[UInt8]: BuiltInRole] {
    var roles: [[UInt8]: BuiltInRole] = [:]
    let known = Set(logins.names)
    for grant in self[.role] ?? [] {
      let role = grant.role
      // A name with a comma is one user, if the file has it.
      for user in known.contains(grant.users)
        ? [grant.users] : grant.users.split(separator: UInt8(ascii: ",")).map({ Array($0) })
      {
        guard known.contains(user) else {
          throw .unknown(
            user, of: logins.names.map { String(decoding: $0, as: UTF8.self) },
            "no user \(user.userName) in \(path)",
            hint: "to see its users: chroma-htpasswd list \(path.shellWord)")
        }
        if let other = roles.updateValue(role, forKey: user), other != role {
          throw usage("\(user.userName) has two roles, \(other.rawValue) and \(role.rawValue)")
        }
      }
    }
    let missing = logins.names.filter { roles[$0] == nil }
    guard let first = missing.first else { return roles }
    let more = missing.count > 1 ? " and \(missing.count - 1) more" : ""
    throw Failure(
      .usage, "no role for \(first.userName)\(more) of \(path)",
      hint:
        "to give one: --role reader=\(missing.count <= 5 ? missing.map(\.userWord).joined(separator: ",") : first.userWord)"
    )
  }
}

/// `config authz`: a roles file for the users of a credential or token file.
struct RolesConfiguration {
  private let logins: LoginNames
  private let reader: RolesReader
  private let roles: [[UInt8]: BuiltInRole]

  /// Options of `config` that have no meaning for it.
  @OptionList static var others: [AnyOption] {
    Option.tokenHeader
    Option.listen
    Option.upstream
    Option.proxy
    Option.authorization
  }

  init(_ invocation: Invocation) throws(Failure) {
    let release = invocation[.settingsRelease] ?? .v06
    if release == .v1 {
      throw Failure(
        .unusable, "Chroma 1.0 and later has no roles: it ignores such a file, and is open",
        hint:
          "to put nginx in front: chroma-htpasswd config nginx server.htpasswd"
      )
    }
    reader = release == .v04 ? .first : .current
    let isToken = invocation[.authentication] == .token
    let path =
      invocation.operandCount > 1
      ? FilePath(bytes: invocation.operand(1)) : FilePath(isToken ? "server.token" : "server.htpasswd")
    logins = try LoginNames(path, for: reader)
    if logins.kind == .singleToken, reader == .first {
      throw Failure(
        .unusable, "with a single token and a roles file Chroma 0.4 answers errors only",
        hint: "use basic authentication, or Chroma 0.6.2")
    }
    if let name = logins.firstOther {
      throw Failure(
        .unusable, "the id \(name.userName) of \(path) is not a text in YAML", hint: "put it in quotes there")
    }
    roles = try invocation.roles(of: logins, path)
  }

  var text: String {
    var text = "roles_mapping:\n"
    for role in BuiltInRole.allCases where roles.values.contains(role) {
      text += "  \(role.rawValue):\n    actions:\n"
      for action in role.actions(for: reader) { text += "      - '\(action)'\n" }
    }
    text += logins.names.isEmpty ? "users: []\n" : "users:\n"
    for user in logins.names {
      text += "  - id: \(user.yamlText)\n    role: \(roles[user]?.rawValue ?? "")\n"
      if reader == .first, let tenant = logins.tenant(of: user), !tenant.elementsEqual("default_tenant".utf8)
      {
        text += "    tenant: \(tenant.yamlText)\n"
      }
    }
    return text
  }
}

extension [UInt8] {
  /// As a text in YAML 1.1, on one line.
  fileprivate var yamlText: String {
    let scalars = String(decoding: self, as: UTF8.self).unicodeScalars
    // Letters of most languages; other characters may be breaks, marks or nothing that YAML has.
    if scalars.allSatisfy({ (0x20...0x7E).contains($0.value) || (0xC0..<0x2000).contains($0.value) }) {
      return "'" + scalars.reduce(into: "") { $0 += $1 == "'" ? "''" : String($1) } + "'"
    }
    return "\""
      + scalars.reduce(into: "") { text, scalar in
        switch scalar {
        case "\"", "\\": text += "\\" + String(scalar)
        case " "..."~": text.unicodeScalars.append(scalar)
        default: text += "\\U" + scalar.value.hexadecimal(8)
        }
      } + "\""
  }
}
