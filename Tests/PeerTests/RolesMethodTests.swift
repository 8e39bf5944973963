import Credentials
import Foundation
import TestSupport
import Testing

@testable import Deployments

/// `RolesMethod` against the real server and its Python client: what it says that a method needs is enough, and each part of
/// it is needed.
@Suite struct RolesMethodTests {
  private struct Question: Encodable {
    var user: String
    /// The password, or the token.
    var secret: String
    var method: String
    var via: String?
    var actions: [String]

    enum CodingKeys: CodingKey { case user, secret, method, via }

    init(user: String, method: String, via: String? = nil, actions: [String]) {
      (self.user, self.method, self.via, self.actions) = (user, method, via, actions)
      secret = "pw-\(user)"
    }
  }

  private struct Answer: Decodable {
    var allowed: Bool
    var error: String?
  }

  /// Everything, what a method needs by each way to a collection, and that without one part.
  private static func questions(_ version: ChromaVersion) -> [Question] {
    let all = RolesAction.all.filter { $0.isAsked(by: version) }.map(\.name)
    var questions = [Question(user: "admin", method: "list_collections", actions: all)]
    // The others need what reset removes: it comes last.
    let names = RolesMethod.names.filter { $0 != "reset" } + ["reset"]
    for name in names {
      guard let method = RolesMethod(name, of: version) else { continue }
      let ways = method.needs.max { $0.count < $1.count } ?? []
      for way in ways.isEmpty ? [""] : ways {
        let actions = method.needs.map { $0.count > 1 ? way : $0[0] }
        let via =
          way.hasSuffix("create_collection") ? "create" : way.hasSuffix("list_collections") ? "list" : "get"
        var sets = actions.indices.map { index in
          actions.enumerated().filter { $0.offset != index }.map(\.element)
        }
        sets.append(actions)
        for (number, set) in sets.enumerated() {
          questions.append(
            Question(
              user: "\(name.replacing("_", with: "-"))-\(via)-\(number)", method: name, via: via, actions: set
            ))
        }
      }
    }
    return questions
  }

  @Test(arguments: ["0.4.24", "0.5.23", "0.6.2", "0.6.3"])
  func `a method needs the actions of the table, all of them and no more`(release: String) throws {
    let version = try #require(ChromaVersion(release))
    let isFirst = release == "0.4.24"
    let questions = Self.questions(version)
    let folder = try TemporaryFolder()
    var roles = "roles_mapping:\n"
    var users = "users:\n"
    for question in questions {
      let actions = question.actions.map { "'\($0)'" }.joined(separator: ", ")
      roles += "  \(question.user): {actions: [\(actions)]}\n"
      // 0.4 knows the first user of a credential file alone, and every user of a list of tokens.
      let token = isFirst ? ", tenant: '*', tokens: [{token: \(question.secret)}]" : ""
      users += "- {id: \(question.user), role: \(question.user)\(token)}\n"
    }
    try folder.write(roles + users, to: "roles.yaml")
    if !isFirst {
      let logins = questions.map { "\($0.user):\($0.secret)\n" }.joined()
      try folder.write(logins, to: "pairs")
      try folder.shell("chroma-htpasswd import --create -C4 --from pairs server.htpasswd").expect(exits: 0)
    }
    let settings =
      isFirst
      ? """
      export CHROMA_SERVER_AUTH_PROVIDER=chromadb.auth.token.TokenAuthServerProvider
      export CHROMA_SERVER_AUTH_CREDENTIALS_PROVIDER=chromadb.auth.token.UserTokenConfigServerAuthCredentialsProvider
      export CHROMA_SERVER_AUTH_CREDENTIALS_FILE=roles.yaml CHROMA_SERVER_AUTHZ_CONFIG_FILE=roles.yaml
      export CHROMA_SERVER_AUTHZ_PROVIDER=chromadb.auth.authz.SimpleRBACAuthorizationProvider
      """
      : #"settings=$(chroma-htpasswd config env --authz roles.yaml); eval "$settings""#
    let server = try ChromaServer(release, in: folder, settings: settings + "\nexport ALLOW_RESET=TRUE")
    let answers = try Self.ask(questions, release, server.port)
    let rights = RolesRights(
      RolesFile(Array((roles + users).utf8), for: isFirst ? .first : .current), version,
      isFirst ? .token : .basic)
    for (question, answer) in zip(questions, answers) {
      let decision = rights.decision(Array(question.user.utf8), .method(question.method))
      #expect(
        decision.isAllowed == answer.allowed,
        "\(release) \(question.method) with \(question.actions): \(decision) \(answer)")
    }
    #expect(answers.count { $0.allowed } > 20 && answers.count { !$0.allowed } > 40)
  }

  @Test(arguments: ["0.4.24", "0.5.23", "0.6.2", "0.6.3"])
  func `every method of the client is in the table`(release: String) throws {
    let version = try #require(ChromaVersion(release))
    let methods = Set(try Self.run([], release).expect(exits: 0).text.split(separator: "\n").map(String.init))
    try #require(methods.isSuperset(of: ["heartbeat", "create_tenant", "peek"]))
    // The constructor, and what 0.4 has as a property.
    var known = Set(RolesMethod.names.filter { RolesMethod($0, of: version) != nil })
    known.subtract(["HttpClient"] + (release == "0.4.24" ? ["get_max_batch_size"] : []))
    #expect(methods.symmetricDifference(known).isEmpty)
  }

  private static func ask(_ questions: [Question], _ release: String, _ port: UInt16) throws -> [Answer] {
    let input = try questions.flatMap { try JSONEncoder().encode($0) + [UInt8(ascii: "\n")] }
    let outcome = try run(["\(port)"], release, input).expect(exits: 0)
    let answers = try outcome.output.split(separator: UInt8(ascii: "\n")).map {
      try JSONDecoder().decode(Answer.self, from: Data($0))
    }
    try #require(answers.count == questions.count)
    return answers
  }

  private static func run(_ arguments: [String], _ release: String, _ input: [UInt8] = []) throws
    -> TestSupport.Outcome
  {
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "Oracles/chroma_roles_methods.py")
    var command = Command(
      [try Peers.chroma(release, "python"), "-B", script.path(percentEncoded: false)] + arguments)
    // Each client reads the authorities of TLS, 20 ms for nothing, unless there are none.
    command.environment = ["ANONYMIZED_TELEMETRY": "False", "SSL_CERT_FILE": "", "SSL_CERT_DIR": "/none"]
    command.input = input
    return try command.run()
  }
}
