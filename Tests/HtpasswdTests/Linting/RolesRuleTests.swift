import Deployments
import Htpasswd
import Testing

@testable import Linting

/// Rules about roles files: each mistake has a finding with its line and what to do.
@Suite struct RolesRuleTests {
  private struct Row: CustomTestStringConvertible, Sendable {
    let text: String
    let rule: String
    let line: Int
    let says: String
    let remedy: String
    var server = Server.chromaRoles

    init(
      _ text: String, _ rule: String, _ line: Int, _ says: String, _ remedy: String,
      _ server: Server = .chromaRoles
    ) {
      (self.text, self.rule, self.line, self.says, self.remedy) = (text, rule, line, says, remedy)
      self.server = server
    }

    var testDescription: String { "\(rule): \(text.debugDescription)" }
  }

  /// A role with some actions, for alice.
  private static func file(
    _ actions: String = "[a]", entry: String = "{id: alice, role: r}", roles: String? = nil
  ) -> String {
    "roles_mapping:\n  \(roles ?? "r: {actions: \(actions)}")\nusers:\n- \(entry)\n"
  }

  private static let connect = "\"tenant:get_tenant\", \"db:get_database\""

  private static let rows = [
    // Chroma does not start.
    Row(
      "", "missing-roles-key", 1, "the file is empty; Chroma will not start: TypeError: 'NoneType'",
      "config authz"),
    Row("# roles\n", "missing-roles-key", 1, "the file is empty", "config authz"),
    Row(
      "roles_mapping: {}\n", "missing-roles-key", 1,
      "the file has no users; Chroma will not start: KeyError: 'users'", "add users:"),
    Row(
      "roles_mapping: {}\nuser: []\n", "missing-roles-key", 1, "KeyError: 'users'",
      "write users: in place of user:"),
    Row(
      "roles: {r: {actions: []}}\nusers:\n- {id: a, role: r}\n", "missing-roles-key", 1,
      "KeyError: 'roles_mapping'", "in place of roles:"),
    Row(
      file(entry: "{role: r}"), "missing-roles-key", 4,
      "a user has no id; Chroma will not start: KeyError: 'id'", "add id:"),
    Row(file(entry: "{name: alice, role: r}"), "missing-roles-key", 4, "KeyError: 'id'", "in place of name:"),
    Row(
      file(entry: "{id: alice, roles: r}"), "missing-roles-key", 4, "user alice has no role",
      "write role: in place of roles:"),
    Row(
      file(roles: "r: {action: [a]}"), "missing-roles-key", 2, "role r has no actions",
      "write actions: in place of action:"),
    Row(
      file(entry: "{id: alice, role: R}"), "unknown-role", 4,
      "unknown role R of user alice; Chroma will not start: KeyError: 'R'", "did you mean r?"),
    Row(
      file(roles: "reader: {actions: [a]}").replacing("role: r}", with: "role: raeder}"), "unknown-role", 4,
      "unknown role raeder", "did you mean reader?"),
    Row(
      "roles_mapping: {}\nusers:\n", "misshapen-roles", 2, "users is empty; Chroma will not start: TypeError",
      "users: []"),
    Row(
      file(roles: "r:\n    actions:"), "misshapen-roles", 3, "the actions of role r are empty", "actions: []"),
    Row(
      "roles_mapping: {r: {actions: []}}\nusers:\n  alice: {role: r}\n", "misshapen-roles", 3,
      "users is a mapping, not a list", "- {id: NAME"),
    Row(file(roles: "r: [a]"), "misshapen-roles", 2, "role r is a list, not a mapping", "below actions:"),
    Row(file(entry: "{id: alice, role: [r]}"), "misshapen-roles", 4, "unhashable type", "exactly one role"),
    Row(
      file("[collection: get]"), "misshapen-roles", 2,
      "a space makes collection: get a mapping", "collection:get"),
    Row(
      "roles_mapping:\n\tr: {actions: [a]}\nusers: []\n", "unreadable-roles", 2,
      "a tab where only spaces may be; Chroma will not start: ScannerError", "spaces"),
    Row(file("[*]"), "unreadable-roles", 2, "a bare * is an alias, not a text", "list each action"),
    Row(file() + "---\na: b\n", "unreadable-roles", 6, "two documents", "one document"),
    Row(file("!!python/tuple [a]"), "unreadable-roles", 2, "ConstructorError", "plain texts"),
    Row(file(entry: "{id: alice, role: }"), "unknown-role", 4, "the role of user alice is empty", "one role"),
    Row(
      file(entry: "{id: alice, role: '1'}", roles: "1: {actions: [a]}"), "unknown-role", 4, "KeyError: '1'",
      "write 1 in quotes at both places"),
    Row(
      file(entry: "{id: alice, role: r\u{200B}}"), "unknown-role", 4, "KeyError: 'r", "did you mean r?"),
    Row(file("yes"), "misshapen-roles", 2, "role r's actions are a boolean", "list each action"),
    Row(file(roles: "r: 7"), "misshapen-roles", 2, "role r is a number, not a mapping", "below actions:"),
    Row(
      "roles_mapping: {}\nusers: 7\n", "misshapen-roles", 2, "users is a number, not a list",
      "- {id: NAME"),
    Row(
      file(roles: "r:\n    actions:\n    - collection:get:"), "misshapen-roles", 4,
      "the colon at its end makes collection:get: a mapping",
      "without that colon: collection:get"),
    Row(file(entry: "{id: [a], role: r}"), "misshapen-roles", 4, "unhashable type: 'list'", "one name"),
    Row(
      "roles_mapping:\n  r: {actions: [a]}\nusers:\n- id: a\n  role:r\n", "unreadable-roles", 5,
      "no space after role:",
      "a space after the colon"),
    Row(
      "roles_mapping:\n  r: {actions: [a]}\nusers:\n-id: a\n  role: r\n", "unreadable-roles", 4,
      "no space after the dash",
      "write - id:"),
    Row(
      "roles_mapping:\n  r: {actions: [a]}\nusers:\n- id: a\n  role:\u{A0}r\n", "unreadable-roles", 5,
      "a no-break space", "a space in place"),
    Row(
      "roles_mapping:\n  r: {actions: [a]}\nusers:\n- id: a\n  role = r\n", "unreadable-roles", 5,
      "an = after role",
      "write role:"),
    Row(
      "roles_mapping:\n  r: {actions: [a]}\nusers:\n- id: 'a\n  role: r\n", "unreadable-roles", 4,
      "a quote is not closed",
      "close it"),
    Row(file(entry: "id: @a\n  role: r"), "unreadable-roles", 4, "a text that begins with @", "in quotes"),
    Row(file(entry: "id: a: b\n  role: r"), "unreadable-roles", 4, "a colon and a space", "in quotes"),
    Row(file(entry: "id: \"a\\l\"\n  role: r"), "unreadable-roles", 4, "a backslash", "single quotes"),
    Row(file(entry: "id: *\n  role: r"), "unreadable-roles", 4, "a bare *", "in quotes"),
    Row("```yaml\n" + file() + "```\n", "unreadable-roles", 1, "a code fence", "remove the line"),
    Row(file() + "\0", "unreadable-roles", 5, "a control character", "remove it"),
    // Not known.
    Row(
      file(entry: "{id: !!binary YQ==, role: r}"), "unreadable-roles", 4,
      "cannot tell whether Chroma starts",
      "plain YAML"),
    // Silent.
    Row(
      file("{collection:get: false}"), "text-actions", 2, "a mapping, not a list; its keys count",
      "write a list"),
    Row(
      file("{collection: [get]}"), "unknown-action", 2, "unknown action collection; it grants nothing",
      "remove it"),
    Row(file("\"*\""), "text-actions", 2, "a text, not a list", "no wildcards"),
    Row(file("[\".*\"]"), "wildcard-action", 2, "no wildcards", "'tenant:get_tenant', 'db:get_database'"),
    Row(file("[\"collection:get_*\"]"), "wildcard-action", 2, "no wildcards", "--fix"),
    Row(
      file(roles: "r:\n    actions:\n      - db:reset\n        - db:get_database"), "unknown-action", 4,
      "an action goes on to the next line", "its - below"),
    Row(
      file("[\u{201C}collection:get\u{201D}]"), "unknown-action", 2, "it grants nothing",
      "write collection:get"),
    Row(
      file(roles: "r:\n    actions:\n    - collection:get#x"), "unknown-action", 4, "it grants nothing",
      "write collection:get"),
    Row(
      file(entry: "{id: alice, role: r, tenant: t1}"), "unenforced-tenant", 4,
      "tenant limits nobody; alice reaches every tenant", "of its own"),
    Row(
      file(entry: "{id: alice, role: r, databases: [d]}"), "unenforced-tenant", 4, "databases limits nobody",
      "of its own"),
    Row(
      file("[\(connect)]}\n  s: {actions: []") + "- {id: alice, role: r}\n".replacing("r}", with: "s}"),
      "duplicate-id", 6, "duplicate id alice (first on line 5); the last one counts: s", "line 5"),
    Row(
      file("[\(connect)]}\n  r: {actions: []"), "duplicate-roles-key", 3,
      "duplicate role r (first on line 2); the last one counts", "remove one"),
    Row(
      file("collection:get"), "text-actions", 2,
      "the actions of r are a text, not a list; they grant nothing", "--fix"),
    Row(file("[\"*\"]"), "wildcard-action", 2, "there are no wildcards; * grants nothing", "--fix"),
    Row(file("[\"collection:*\"]"), "wildcard-action", 2, "collection:* grants nothing", "list each action"),
    Row(
      file("[\"collection:qeury\"]"), "unknown-action", 2,
      "unknown action collection:qeury; it grants nothing", "collection:query"),
    Row(file("[\"Collection:Get\"]"), "unknown-action", 2, "unknown action Collection:Get", "collection:get"),
    Row(file("[\"collection:get \"]"), "unknown-action", 2, "unknown action", "collection:get"),
    Row(
      file("[\"collection:peek\"]"), "unknown-action", 2,
      "no action collection:peek; the client asks for collection:get", "collection:get"),
    Row(
      file("[\"collection:peek\", \"collection:get\"]"), "unknown-action", 2, "no action collection:peek",
      "remove it"),
    Row(
      file("[\"db:reset\"]"), "other-release-action", 2, "Chroma 0.5 and later do not ask for db:reset",
      "system:reset"),
    Row(
      file("[\"system:reset\"]"), "other-release-action", 2, "Chroma 0.4 does not ask for system:reset",
      "db:reset", .chromaRoles04),
    Row(file("[\"db:delete_database\"]"), "other-release-action", 2, "only Chroma 0.6.3 asks", "remove it"),
    Row(
      file("[\"db:get_or_create_collection\"]"), "unasked-action", 2,
      "no request asks for db:get_or_create_collection", "db:create_collection"),
    Row(
      file(entry: "{id: 123, role: r}"), "impossible-id", 4,
      "id 123 is a number in YAML; it equals no user name", "quotes"),
    Row(file(entry: "{id: yes, role: r}"), "impossible-id", 4, "a boolean", "quotes"),
    Row(file(entry: "{id: , role: r}"), "impossible-id", 4, "nothing in YAML", "user's name"),
    Row(file(entry: "id: >-\n    admin\n    two\n  role: r"), "impossible-id", 4, "a line break", "one line"),
    Row(
      "roles_mapping: {}\nusers: []\n", "no-entries", 2, "no user has a role; everything is denied",
      "- {id: NAME"),
    Row(
      file(entry: "{id: Anonymous, role: r}"), "capital-anonymous", 4,
      "the user of a single token is anonymous", "anonymous"),
    Row(
      file(entry: "{id: Anonymous, role: r}"), "capital-anonymous", 4, "every stranger", "remove the entry",
      .chromaRoles04),
    Row(file("[]"), "empty-role", 2, "role r has no actions; its users may do nothing", "add the actions"),
    Row(file("[\(connect)]}\n  s: {actions: [a]"), "unused-role", 3, "no user has the role s", "remove it"),
    // Misleading.
    Row(
      file("[\"tenant:get_tenant\", \"collection:get\"]"), "cannot-connect", 2,
      "role r lacks db:get_database; Python's HttpClient() cannot connect", "add db:get_database"),
    Row(
      file("[\"collection:get\"]"), "cannot-connect", 2, "lacks tenant:get_tenant and db:get_database",
      "add tenant:get_tenant and db:get_database"),
    Row(
      file(entry: "{id: alice, role: r, tenant: t1}"), "unenforced-tenant", 4,
      "with basic authentication alice has the tenant default_tenant", "--with", .chromaRoles04),
    Row(
      file("[1]"), "misshapen-roles", 2,
      "1 is not a text, as every action must be; Chroma will not start: AttributeError", "remove it",
      .chromaRoles04),
  ]

  @Test(arguments: rows)
  private func `a mistake has a finding with its line and what to do`(row: Row) throws {
    let findings = try Self.findings(row.text, row.server)
    let found = findings.filter { $0.rule == row.rule }
    let texts = found.map { "\($0.line): \($0.message) = \($0.remedy as Any)" }
    #expect(
      found.contains {
        $0.line == row.line && $0.message.contains(row.says)
          && (Self.text($0.remedy).contains(row.remedy) || row.remedy == "--fix" && $0.fix != nil)
      }, "\(texts) of \(findings.map(\.rule))")
  }

  private static func text(_ remedy: Remedy?) -> String {
    switch remedy {
    case .manual(let text)?: text
    case .applyFixes(let fixes)?: fixes.effect
    default: ""
    }
  }

  private static func findings(
    _ text: String, _ server: Server = .chromaRoles, with logins: LoginNames? = nil
  ) throws -> [Finding] {
    var options = LintOptions()
    options.logins = logins
    return Array(
      try Linter([server], options).lint(
        .memory(Array(text.utf8)), attributes: nil, listsUsers: false
      ).findings)
  }

  @Test func `a file that nothing is wrong with has no finding`() throws {
    let actions = RolesAction.all.filter { $0.releases != "Chroma 0.6.3" && $0.name != "db:reset" }.map {
      "\"\($0.name)\""
    }
    #expect(try Self.findings(Self.file("[\(actions.joined(separator: ", "))]")).map(\.rule) == [])
  }

  @Test func `UTF-16 and Latin-1 are named for what they are`() throws {
    let text = Self.file("[\(Self.connect)]")
    let wide: [UInt8] = [0xFF, 0xFE] + text.utf8.flatMap { [$0, 0] }
    let latin1 = Array(text.replacing("alice", with: "j#").utf8).map { $0 == UInt8(ascii: "#") ? 0xFC : $0 }
    for (bytes, rule) in [(wide, "utf16-encoding"), (latin1, "unreadable-roles")] {
      let findings = try Linter([.chromaRoles], LintOptions()).lint(
        .memory(bytes), attributes: nil, listsUsers: false
      ).findings
      #expect(findings.map(\.rule) == [rule])
    }
  }

  @Test func `users without an entry and entries without a login are found in both directions`() throws {
    let logins = try LoginNames(
      credentials: Array("alice:x\nbbo:x\n".utf8), of: .chroma, path: "server.htpasswd")
    let text = Self.file("[\(Self.connect)]") + "- {id: bob, role: r}\n"
    let findings = try Self.findings(text, with: logins)
    #expect(findings.map(\.rule) == ["login-without-role", "role-without-login"])
    #expect(findings[0].message == "no entry for bbo of server.htpasswd; everything is denied")
    #expect(findings[1].line == 5 && Self.text(findings[1].remedy) == "did you mean bbo?")
  }

  @Test func `a single token has the user anonymous, and is an error for Chroma 0-4`() throws {
    let logins = try LoginNames(tokens: Array("kVv0D5aQx8Zr1nTq".utf8), path: "server.token")
    #expect(
      try Self.findings(Self.file("[\(Self.connect)]", entry: "{id: anonymous, role: r}"), with: logins).map(
        \.rule)
        == [])
    let old = try Self.findings(Self.file("[\(Self.connect)]"), .chromaRoles04, with: logins)
    #expect(old.contains { $0.message.contains("answers every request with a single token with an error") })
  }

  @Test func `a number matches the same number of a token file`() throws {
    let tokens = "users:\n- {id: 123, tokens: [kVv0D5aQx8Zr1nTq]}\n"
    let logins = try LoginNames(tokens: Array(tokens.utf8), path: "server.token")
    let text = Self.file("[\(Self.connect)]", entry: "{id: 123, role: r}")
    #expect(try Self.findings(text, with: logins).map(\.rule) == [])
    #expect(try Self.findings(text).map(\.rule) == ["impossible-id"])
  }

  @Test func `with Chroma 0-4 the tenant of the entry is compared with that of the login`() throws {
    let basic = try LoginNames(credentials: Array("alice:x\n".utf8), of: .chroma04, path: "f")
    let tokens = try LoginNames(
      tokens: Array("users:\n- {id: alice, tokens: [{token: T}]}\n".utf8), path: "t")
    let all = Self.file("[\(Self.connect)]", entry: "{id: alice, role: r, tenant: \"*\"}")
    let none = Self.file("[\(Self.connect)]")
    #expect(try Self.findings(all, .chromaRoles04, with: tokens).map(\.rule) == [])
    #expect(try Self.findings(none, .chromaRoles04, with: basic).map(\.rule) == [])
    for (text, logins, remedy) in [(all, basic, "default_tenant"), (none, tokens, "\"*\"")] {
      let findings = try Self.findings(text, .chromaRoles04, with: logins)
      #expect(findings.map(\.rule) == ["unenforced-tenant"] && findings[0].severity == .error)
      let text = Self.text(findings[0].remedy)
      #expect(text.contains(remedy))
    }
  }

  @Test func `fixes give the rights that were meant`() throws {
    let text = Self.file(
      "[\(Self.connect), 'collection:qeury', \"db:reset\", collection:peek]", entry: "{id: 123, role: r}")
    let fixed = try Fixer(Linter([.chromaRoles], LintOptions()), withUnsafe: true).fixed(Array(text.utf8))
      .bytes
    let file = RolesFile(fixed, for: .current)
    #expect(file.failure == nil)
    #expect(
      file.actions(of: Array("123".utf8)).map { String(decoding: $0, as: UTF8.self) }.sorted() == [
        "collection:get", "collection:query", "db:get_database", "system:reset", "tenant:get_tenant",
      ])
    // Rights are given by no fix that is called safe.
    #expect(
      try Fixer(Linter([.chromaRoles], LintOptions()), withUnsafe: false).fixed(Array(text.utf8)).bytes
        == Array(text.utf8))
  }

  @Test func `who may do nothing is counted, and what is unknown is not an answer`() throws {
    func answer(_ text: String) throws -> LintResult.ServerAnswer {
      try Linter([.chromaRoles], LintOptions()).lint(
        .memory(Array(text.utf8)), attributes: nil, listsUsers: true
      ).servers[0]
    }
    let some = try answer(
      Self.file("[\(Self.connect)]}\n  s: {actions: [x]") + "- {id: bob, role: s}\n- {id: 1, role: r}\n")
    #expect(some.starts == true && some.userCount == 3 && some.lockedOutCount == 2)
    #expect(some.users.map(\.isUsable) == [true, false, false])
    #expect(try answer("users: []\n").starts == true)
    #expect(try answer("").starts == false)
    #expect(try answer(Self.file("&a [x, ?b]")).starts != true)
  }
}
