internal import Credentials
internal import Hashing
internal import YAML

/// The rights that a roles file gives with one release of Chroma: who may do what, and why.
package struct RolesRights: Sendable {
  package let file: RolesFile
  package let version: ChromaVersion
  /// The tenant of the logins, which 0.4 compares.
  private let tenant: String

  /// An answer with its reason, in words.
  package struct Decision: Sendable {
    package let isAllowed: Bool
    package let reason: String
  }

  /// A question about rights.
  package enum Question: Sendable {
    case action(String)
    case method(String)

    /// The action, or the method of Python's client, of that name; nil for none.
    package init?(_ name: [UInt8]) {
      let text = String(decoding: name, as: UTF8.self)
      if RolesAction.named(name) != nil || text == RolesAction.neverAsked {
        self = .action(text)
      } else if RolesMethod.names.contains(text) {
        self = .method(text)
      } else {
        return nil
      }
    }

    package static var names: [String] { RolesAction.all.map(\.name) + RolesMethod.names }
  }

  /// - Parameters:
  ///   - file: one with which Chroma starts.
  ///   - version: of a release with this provider.
  ///   - authentication: 0.4 gives logins another tenant by tokens than by passwords.
  package init(_ file: RolesFile, _ version: ChromaVersion, _ authentication: Authentication) {
    (self.file, self.version) = (file, version)
    tenant = authentication == .token && file.reader == .first ? "*" : "default_tenant"
  }

  /// The ids of the file in the order of their first entries.
  package var users: [RolesFile.User] {
    var seen: Set<[UInt8]> = []
    return file.users.filter { seen.insert($0.key).inserted }
  }

  /// The roles of an id, and the line of the entry that counts.
  package func entries(ofKey key: [UInt8]) -> [RolesFile.User] { file.entries(ofKey: key, tenant: tenant) }

  /// Actions of an id that this release asks for.
  package func actions(ofKey key: [UInt8]) -> [String] {
    let names = file.actions(ofKey: key, tenant: tenant)
    return RolesAction.all.filter { $0.isAsked(by: version) && names.contains(Array($0.name.utf8)) }.map(
      \.name)
  }

  /// Whether Python's client connects.
  package func connects(_ key: [UInt8]) -> Bool {
    let names = file.actions(ofKey: key, tenant: tenant)
    return RolesAction.toConnect.allSatisfy { names.contains(Array($0.utf8)) }
  }

  /// The hole of this release, whoever asks.
  package var hole: String? {
    version == RolesAction.lastRelease
      ? "Chroma 0.6.3 lets anyone delete a database, and count a collection" : nil
  }

  /// Whether a user may do something.
  package func decision(_ user: [UInt8], _ question: Question) -> Decision {
    switch question {
    case .action("db:delete_database") where hole != nil, .method("delete_database") where hole != nil:
      return Decision(
        isAllowed: true,
        reason: "anyone may delete a database, without a login too; Chroma 0.6.3 does not wait for its check")
    case .action(let action): return decision(user, action: action)
    case .method(let name): return decision(user, method: name)
    }
  }

  private func decision(_ user: [UInt8], action: String) -> Decision {
    if action == RolesAction.neverAsked {
      return Decision(
        isAllowed: false,
        reason: "no request asks for \(action); get_or_create_collection asks for db:create_collection")
    }
    if let known = RolesAction.named(Array(action.utf8)), !known.isAsked(by: version) {
      return Decision(
        isAllowed: false, reason: "Chroma \(version) does not ask for \(action); \(known.releases) does")
    }
    guard let reason = missing([action], user) else {
      let key = PyYAMLDocument.key(ofText: user)
      let entry = entries(ofKey: key).last { $0.actions.names.contains(Array(action.utf8)) }
      let role = entry.map { "role \(Redaction.shortUser($0.role.text)) (line \($0.line))" } ?? "its role"
      return Decision(isAllowed: true, reason: "\(Redaction.shortUser(user)) has \(action), by \(role)")
    }
    return Decision(isAllowed: false, reason: reason + leak(action))
  }

  private func decision(_ user: [UInt8], method name: String) -> Decision {
    guard let method = RolesMethod(name, of: version) else {
      return Decision(isAllowed: false, reason: "Chroma \(version) has no \(name)")
    }
    for (number, group) in method.needs.enumerated() {
      guard let reason = missing(group, user) else { continue }
      let need = group.joined(separator: " or ")
      let words =
        method.connects && number < RolesAction.toConnect.count
        ? "Python's client needs \(need) to connect" : "\(name) needs \(need)"
      return Decision(isAllowed: false, reason: "\(words); \(reason)" + leak(group[0]))
    }
    let needs = method.needs.map { $0.joined(separator: " or ") }.joined(separator: ", ")
    return Decision(isAllowed: true, reason: "\(Redaction.shortUser(user)) has what \(name) needs: \(needs)")
  }

  private func leak(_ action: String) -> String {
    hole != nil && action == "collection:count"
      ? "; but Chroma 0.6.3 answers GET /api/v1/collections/UUID/count to anyone" : ""
  }

  /// Why a user has none of some actions; nil if it has one.
  private func missing(_ actions: [String], _ user: [UInt8]) -> String? {
    let key = PyYAMLDocument.key(ofText: user)
    let name = Redaction.shortUser(user)
    let names = file.actions(ofKey: key, tenant: tenant)
    if actions.contains(where: { names.contains(Array($0.utf8)) }) { return nil }
    let entries = entries(ofKey: key)
    guard !entries.isEmpty else {
      if file.hasEntry(key) { return "the entry of \(name) has another tenant than the login, \(tenant)" }
      // A number is equal to no text.
      if let other = file.users.first(where: { $0.name == nil && $0.id.text == user }) {
        return "the id on line \(other.line) is not the text \(name); put it in quotes"
      }
      return "\(name) has no entry"
    }
    let roles = entries.map { Redaction.shortUser($0.role.text) }.joined(separator: " and ")
    if entries.contains(where: \.actions.isSpelled) {
      return "the actions of role \(roles) are a text, not a list, which grants nothing"
    }
    return "role \(roles) of \(name) (line \(entries[entries.count - 1].line)) has no "
      + actions.joined(separator: " and no ")
  }
}

extension ChromaVersion: CustomStringConvertible {
  package var description: String { "\(major).\(minor).\(patch)" }
}
