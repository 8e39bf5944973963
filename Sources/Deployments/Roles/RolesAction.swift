package import Credentials

/// An action of Chroma's SimpleRBAC provider, and the releases whose server asks for it: read from `chromadb/auth` and
/// `chromadb/server/fastapi` of 0.4.16, 0.4.20, 0.4.24, 0.5.23, 0.6.2 and 0.6.3, tried with the last four.
package struct RolesAction: Sendable {
  /// `collection:get`, as it is in a roles file.
  package let name: String
  private let first: ChromaVersion
  private let last: ChromaVersion

  private init(_ name: String, _ first: ChromaVersion, _ last: ChromaVersion) {
    (self.name, self.first, self.last) = (name, first, last)
  }

  /// The releases of 0.4 with roles, those up to 0.6.2, and 0.6.3.
  package static let firstRelease = ChromaVersion(0, 4, 16)
  private static let lastOf04 = ChromaVersion(0, 4, 24)
  private static let firstOf05 = ChromaVersion(0, 5, 3)
  package static let lastRelease = ChromaVersion(0, 6, 3)

  /// In the order of a table: what every client needs, databases and tenants, collections, the rest.
  package static let all: [RolesAction] = {
    func some(_ prefix: String, _ names: String, _ first: ChromaVersion, _ last: ChromaVersion)
      -> [RolesAction]
    {
      names.split(separator: " ").map { RolesAction("\(prefix):\($0)", first, last) }
    }
    return some("tenant", "get_tenant", firstRelease, lastRelease)
      + some("db", "get_database list_collections", firstRelease, lastRelease)
      + some("db", "count_collections", ChromaVersion(0, 4, 20), lastRelease)
      + some("collection", "get_collection get query count", firstRelease, lastRelease)
      + some("db", "create_collection", firstRelease, lastRelease)
      + some(
        "collection", "add upsert update delete update_collection delete_collection", firstRelease,
        lastRelease)
      + some("db", "create_database", firstRelease, lastRelease)
      + some("db", "list_databases delete_database", lastRelease, lastRelease)
      + some("tenant", "create_tenant", firstRelease, lastRelease)
      + some("system", "reset", firstOf05, lastRelease) + some("db", "reset", firstRelease, lastOf04)
  }()

  /// An action that has a name, and that no request asks for: `create_collection` is asked for in its place. (0.4.16 alone
  /// takes either.)
  package static let neverAsked = "db:get_or_create_collection"

  /// The two that the constructor of Python's HttpClient needs.
  package static let toConnect = ["tenant:get_tenant", "db:get_database"]

  package static func named(_ name: [UInt8]) -> RolesAction? {
    all.first { $0.name.utf8.elementsEqual(name) }
  }

  /// Whether a server of this version asks for it.
  package func isAsked(by version: ChromaVersion) -> Bool { first <= version && version <= last }

  /// Whether some release with this provider asks for it.
  package func isAsked(by reader: RolesReader) -> Bool {
    reader == .current ? last >= Self.firstOf05 : first <= Self.lastOf04
  }

  /// For people: `Chroma 0.6.3`.
  package var releases: String {
    switch (first, last) {
    case (Self.lastRelease, _): "Chroma 0.6.3"
    case (_, Self.lastOf04): "Chroma 0.4"
    case (Self.firstOf05, _): "Chroma 0.5 and later"
    default: "Chroma \(first.major).\(first.minor).\(first.patch) and later"
    }
  }
}

/// A method of Chroma's Python client, and the actions that its requests ask for. Tried with the client and the server of
/// 0.4.24, 0.5.23, 0.6.2 and 0.6.3.
package struct RolesMethod: Sendable {
  package let name: String
  /// Each group needs one of its actions.
  package let needs: [[String]]
  /// Whether it is one of HttpClient, whose constructor asks for the first two; else one of AdminClient.
  package let connects: Bool

  /// The method of a name with what it needs; nil for a name that is none.
  ///
  /// - Parameter version: of the server.
  package init?(_ name: String, of version: ChromaVersion) {
    func isOne(of words: String) -> Bool { words.split(separator: " ").contains { $0 == name } }
    self.name = name
    connects = !isOne(
      of: "create_tenant get_tenant create_database get_database list_databases delete_database")
    var needs = connects ? RolesAction.toConnect.map { [$0] } : []
    if isOne(of: "HttpClient heartbeat get_version get_settings get_max_batch_size set_tenant set_database") {
      // No more than the constructor.
    } else if name == "get_user_identity" {
      // It came with the route that the constructor asks first, with which a login is enough.
      guard version >= ChromaVersion(0, 5, 16) else { return nil }
    } else if isOne(of: "create_collection get_or_create_collection") {
      needs.append(["db:create_collection"])
    } else if isOne(
      of: "list_collections count_collections create_database get_database list_databases delete_database")
    {
      let action = "db:\(name)"
      guard RolesAction.named(Array(action.utf8))?.isAsked(by: version) == true else { return nil }
      // 0.6.3 does not wait for its check.
      if name != "delete_database" { needs.append([action]) }
    } else if isOne(of: "create_tenant get_tenant") {
      needs.append(["tenant:\(name)"])
    } else if name == "reset" {
      needs.append([version < ChromaVersion(0, 5, 0) ? "db:reset" : "system:reset"])
    } else if isOne(of: "get_collection delete_collection") {
      needs.append(["collection:\(name)"])
    } else if isOne(of: "add update upsert get delete query count peek modify") {
      // A collection is needed first. Until 0.6 a list of them is one of objects, later of names.
      let list = version < ChromaVersion(0, 6, 0) ? ["db:list_collections"] : []
      needs.append(["collection:get_collection", "db:create_collection"] + list)
      let action = name == "peek" ? "get" : name == "modify" ? "update_collection" : name
      needs.append(["collection:\(action)"])
    } else {
      return nil
    }
    self.needs = needs
  }

  /// Every name of a method.
  package static let names = [
    "HttpClient", "heartbeat", "get_version", "get_settings", "get_max_batch_size",
    "get_user_identity", "get_tenant", "get_database",
    "set_tenant", "set_database", "create_tenant", "create_database", "list_databases", "delete_database",
    "list_collections", "count_collections", "create_collection", "get_or_create_collection",
    "get_collection",
    "delete_collection", "add", "update", "upsert", "get", "delete", "query", "count", "peek", "modify",
    "reset",
  ]
}
