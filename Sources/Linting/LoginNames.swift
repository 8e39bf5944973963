package import Credentials
package import Deployments
internal import Hashing
internal import Kernel
internal import YAML

/// Who can log in by a credential or token file, to compare a roles file with.
package struct LoginNames: Sendable {
  package enum Kind: Sendable {
    case credentials
    /// A token file with users.
    case tokens
    /// A token file with one token, whose user Chroma calls `anonymous`.
    case singleToken
  }

  struct Login: Sendable {
    /// As messages show it.
    let name: [UInt8]
    /// Equal for ids that are equal in Python.
    let key: [UInt8]
    /// The tenant's key, which Chroma 0.4 compares.
    let tenant: [UInt8]
  }

  /// The file, for messages.
  package let path: String
  package let kind: Kind
  /// In file order, each name once.
  let logins: [Login]
  let keys: Set<[UInt8]>

  package var names: [[UInt8]] { logins.map(\.name) }

  /// The first name of a token file that is a number, a truth value or nothing in YAML.
  package var firstOther: [UInt8]? { logins.first { $0.key.first != UInt8(ascii: "s") }?.name }

  /// The tenant of a login, if that is a text.
  package func tenant(of name: [UInt8]) -> [UInt8]? {
    logins.first { $0.name == name }.map { Array($0.tenant.dropFirst()) }
  }

  /// Those who can log in, and then may do nothing that some release asks for.
  package func idleNames(with file: RolesFile) -> [[UInt8]] {
    logins.filter { login in
      let tenant = String(decoding: login.tenant.dropFirst(), as: UTF8.self)
      let names = file.actions(ofKey: login.key, tenant: tenant)
      return !RolesAction.all.contains { $0.isAsked(by: file.reader) && names.contains(Array($0.name.utf8)) }
    }.map(\.name)
  }

  private init(_ path: String, _ kind: Kind, _ all: [Login]) {
    (self.path, self.kind) = (path, kind)
    var keys: Set<[UInt8]> = []
    logins = all.filter { keys.insert($0.key).inserted }
    self.keys = keys
  }

  private static let defaultTenant = PyYAMLDocument.key(ofText: Array("default_tenant".utf8))
  private static let everyTenant = PyYAMLDocument.key(ofText: [UInt8(ascii: "*")])

  /// The users of a credential file.
  ///
  /// - Throws: why the server does not start with it.
  package init(credentials bytes: [UInt8], of server: Server, path: String) throws(StartFailure) {
    var logins: [Login] = []
    // Reading memory makes no system call, so that nothing can fail.
    let failure = try? server.read(.memory(bytes)) { (line, entry, _) in
      let name = line.extracting(entry.user).array
      logins.append(Login(name: name, key: PyYAMLDocument.key(ofText: name), tenant: Self.defaultTenant))
    }
    if let failure = failure ?? nil { throw failure }
    self.init(path, .credentials, logins)
  }

  /// The users of a token file, in the form of 0.4 too.
  ///
  /// - Throws: why Chroma does not start with it; a line that is not understood is such a failure too.
  package init(tokens bytes: [UInt8], path: String) throws(StartFailure) {
    let file = TokenFile(bytes)
    if file.single != nil {
      let name = Array("anonymous".utf8)
      self.init(
        path, .singleToken,
        [Login(name: name, key: PyYAMLDocument.key(ofText: name), tenant: Self.everyTenant)])
      return
    }
    let document: PyYAMLDocument
    do throws(PyYAMLObstacle) {
      document = try PyYAMLDocument(bytes, lineEnds: .doubled)
    } catch {
      throw StartFailure(line: error.line, cause: .noUserList)
    }
    guard let list = document.root.flatMap({ document.value(for: "users", in: $0) }) else {
      throw StartFailure(line: 1, cause: .noUserList)
    }
    var logins: [Login] = []
    for user in list.items {
      guard document.value(for: "tokens", in: user) != nil, let id = document.value(for: "id", in: user),
        let key = PyYAMLDocument.key(of: id)
      else { continue }
      let tenant = document.value(for: "tenant", in: user).flatMap { PyYAMLDocument.key(of: $0) }
      logins.append(Login(name: id.text, key: key, tenant: tenant ?? Self.everyTenant))
    }
    self.init(path, .tokens, logins)
  }
}
