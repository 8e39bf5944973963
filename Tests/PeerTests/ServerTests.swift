import Foundation
import TestSupport
import Testing

/// Real Chroma servers, started with the settings that `config env` prints.
@Suite(.serialized) struct ServerTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  static let releases = [("0.4.24", "chroma-0.4"), ("0.5.23", "chroma"), ("0.6.2", "chroma")]

  @Test func `a file as Windows PowerShell writes it is named, fixed, and lets admin in`() throws {
    let entry = try folder.run("hash", "-b", "-C", "10", "admin", "password123").expect(exits: 0).text
    let text = "\u{feff}" + entry.trimmingCharacters(in: .newlines) + "\r\n"
    try folder.write(Array(text.data(using: .utf16LittleEndian)!), to: "server.htpasswd")
    try folder.shell("chmod 600 server.htpasswd").expect(exits: 0)
    let report = try folder.run("lint", "server.htpasswd").expect(exits: 7)
    report.expect(says: "server.htpasswd:1:1: error: the file is UTF-16, as PowerShell writes it")
      .expect(says: "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte")
      .expect(says: "help: to convert it to UTF-8: chroma-htpasswd lint --fix server.htpasswd")
      .expect(says: "1 error, 0 warnings, 0 notes")
    try folder.run("lint", "--fix", "server.htpasswd").expect(exits: 0)
    #expect(try folder.text(of: "server.htpasswd") == entry)

    let server = try ChromaServer(
      "0.6.2", in: folder, settings: #"eval "$(chroma-htpasswd config env server.htpasswd)""#)
    try server.expect("200", server.collections, header: ["-b", "admin", "password123"])
    try server.expect("403", server.collections, header: ["-b", "admin", "password124"])
  }

  @Test(arguments: releases)
  func `with basic authentication the right password gets in, and nothing else`(release: String, word: String)
    throws
  {
    try folder.run("create", "-b", "-C4", "my $file's", "admin", "old-password").expect(exits: 0)
    try folder.run("add", "-b", "-C4", "my $file's", "admin", "pässwörd $x \"'").expect(exits: 0)
    let isFirst = word == "chroma-0.4"
    let others = isFirst ? [] : [("jörg", "a:b c"), ("user1", "password123")]
    for (user, password) in others {
      try folder.run("add", "-b", "-C4", "my $file's", user, password).expect(exits: 0)
    }

    let server = try ChromaServer(
      release, in: folder, settings: #"eval "$(chroma-htpasswd config env --for \#(word) "my \$file's")""#)
    #expect(
      server.log.contains(
        isFirst
          ? "Starting component HtpasswdFileServerAuthCredentialsProvider"
          : "Starting component BasicAuthenticationServerProvider"))
    for (user, password) in others + [("admin", "pässwörd $x \"'")] {
      try server.expect("200", server.collections, header: ["-b", user, password])
      try server.expect(server.refusal, server.collections, header: ["-b", user, password + "x"])
    }
    try server.expect(server.refusal, server.collections)
    try server.expect(server.refusal, server.collections, header: ["-b", "admin", "old-password"])
    try server.expect(server.refusal, server.collections, header: ["-b", "nobody", "password123"])
    try server.expect(server.refusal, server.collections, header: ["--token", "-b", "password123"])
    #expect(
      try folder.clients(
        release, port: server.port,
        [("basic", "admin:pässwörd $x \"'"), ("basic", "admin:old-password"), ("none", "")]
          + others.map { ("basic", "\($0.0):\($0.1)") }) == ["in", "refused", "refused"]
        + others.map { _ in "in" })

    try folder.run("check", server.url).expect(exits: 0).expect(says: "is Chroma \(release)")
      .expect(says: "protected: a request without credentials is refused (\(server.refusal))")
    try folder.run("check", "-b", server.url, "admin", "pässwörd $x \"'").expect(exits: 0)
      .expect(says: "accepted: admin gets in")
    // The file is read at start: verify knows the new password, the server does not.
    try folder.run("add", "-b", "-C4", "my $file's", "admin", "new-password").expect(exits: 0)
    try folder.run("verify", "-b", "my $file's", "admin", "new-password").expect(exits: 0)
    try folder.run("check", "-b", server.url, "admin", "new-password").expect(exits: 3)
      .expect(says: "refused: admin does not get in").expect(says: "restart it after a change")
      .expect(says: "verify \(isFirst ? "--for chroma-0.4 " : "")server.htpasswd admin")
      .expect(neverSays: "new-password")
  }

  @Test(arguments: releases, ["Authorization", "X-Chroma-Token"])
  func `with a token the right one gets in, in its header, and nothing else`(
    release: (String, String), header: String
  ) throws {
    let (number, word) = release
    // Every character that a token may have, but for what a client's own header would strip.
    let token = "x!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~9" + String(header.prefix(1))
    try folder.write(token, to: "token")
    let server = try ChromaServer(
      number, in: folder,
      settings: """
        eval "$(chroma-htpasswd config env --for \(word) --auth token --token-header \(header) token)"
        """)
    #expect(
      server.log.contains(
        word == "chroma-0.4"
          ? "Starting component TokenConfigServerAuthCredentialsProvider"
          : "Starting component TokenAuthenticationServerProvider"))
    let other = header == "Authorization" ? "X-Chroma-Token" : "Authorization"
    let path = server.collections
    try server.expect(
      "200", path, header: ["--token", "--token-header", header, "--password-file", "token"])
    try server.expect(
      server.refusal, path, header: ["--token", "--token-header", other, "--password-file", "token"])
    try server.expect(server.refusal, path, header: ["--token", "--token-header", header, "-b", "old-token"])
    try server.expect(server.refusal, path)
    #expect(
      try folder.clients(number, port: server.port, [(header, token), (header, "old-token")]) == [
        "in", "refused",
      ])
    let options = ["--token", "--token-header", header, server.url]
    try folder.program(["check", "--password-file", "token"] + options).run().expect(exits: 0)
      .expect(says: "accepted: the token gets in")
    try folder.program(["check", "-b"] + options + ["old-token"]).run().expect(exits: 3)
      .expect(says: word == "chroma-0.4" ? "config check --for chroma-0.4" : "restart it after a change")
      .expect(neverSays: "old-token")
  }

  @Test func `users with tokens of their own get in, and a file made by token starts`() throws {
    try folder.shell(
      """
      alice=$(chroma-htpasswd token) bob=$(chroma-htpasswd token)
      printf '%s' "$alice" >alice; printf '%s' "$bob" >bob
      printf 'users:\\n  - id: alice\\n    tokens: [%s]\\n  - id: bob\\n    tokens:\\n      - %s\\n' "$alice" "$bob" >tokens
      """
    ).expect(exits: 0)
    try folder.run("lint", "--for", "chroma-token", "tokens").expect(exits: 0)
    let server = try ChromaServer(
      "0.6.2", in: folder, settings: #"eval "$(chroma-htpasswd config env --auth token tokens)""#)
    for name in ["alice", "bob"] {
      try server.expect("200", server.collections, header: ["--token", "--password-file", name])
    }
    try server.expect("403", server.collections, header: ["--token", "-b", "alice"])
  }

  @Test func `a release in which anyone can delete a database is not called protected, the one before it is`()
    throws
  {
    try folder.run("create", "-b", "-C4", "file", "admin", "password123").expect(exits: 0)
    let settings = #"settings=$(chroma-htpasswd config env file) && eval "$settings""#
    let database = "/api/v2/tenants/default_tenant/databases/default_database"
    let sound = try ChromaServer("0.6.2", in: folder, settings: settings)
    try folder.run("check", "-b", sound.url, "admin", "password123").expect(exits: 0)
      .expect(says: "protected: a request without credentials is refused (403)").expect(
        says: "accepted: admin")
    // It has no such route.
    try sound.expect("405", database, ["--request", "DELETE"])

    let server = try ChromaServer("0.6.3", in: folder, settings: settings)
    let outcome = try folder.run("check", "-b", server.url, "admin", "password123").expect(exits: 7)
    outcome.expect(says: "not protected: ").expect(says: "anyone can delete a database")
      .expect(says: "chromadb/chroma:0.6.2").expect(neverSays: "accepted")
    // The question only read.
    try server.expect("200", database, header: ["-b", "admin", "password123"])
    try server.expect("200", database, ["--request", "DELETE"])
  }

  @Test(arguments: ["Authorization", "X-Chroma-Token"])
  func `a token that is refused in one header is tried in the other, and that is said`(header: String) throws
  {
    try folder.write("a-token", to: "server.token")
    let server = try ChromaServer(
      "0.6.2", in: folder,
      settings: """
        settings=$(chroma-htpasswd config env --auth token --token-header \(header)) && eval "$settings"
        """)
    let other = header == "Authorization" ? "X-Chroma-Token" : "Authorization"
    try folder.run("check", "--token", "-b", server.url, "a-token").expect(exits: 0).expect(
      says: header == "Authorization"
        ? "accepted: the token gets in\n"
        : "accepted: the token gets in in X-Chroma-Token, not in Authorization")
    try folder.run("check", "--token", "--token-header", other, "-b", server.url, "a-token").expect(exits: 3)
      .expect(says: "refused: the token does not get in in \(other) (403)")
      .expect(says: "--token-header \(header)")
    try folder.run("check", "--token", "-b", server.url, "wrong").expect(exits: 3)
      .expect(says: "refused: the token does not get in (403)")
  }

  @Test func `a server that forgot its provider is open, and both checks say so`() throws {
    try folder.run("create", "-b", "-C4", "file", "admin", "password123").expect(exits: 0)
    let server = try ChromaServer(
      "0.6.2", in: folder,
      settings: """
        eval "$(chroma-htpasswd config env file)"
        unset CHROMA_SERVER_AUTHN_PROVIDER
        chroma-htpasswd config check >check 2>&1 || echo "exit $?" >>check
        """)
    let said = try folder.text(of: "check")
    #expect(said.contains("the server is open") && said.contains("exit 7"), "\(said)")
    try server.expect("200", server.collections)
    try folder.run("check", "-b", server.url, "admin", "password123").expect(exits: 7)
      .expect(says: "open: a request without credentials is answered").expect(says: "config check")
  }

  @Test(arguments: [("0.4.24", "chroma-0.4"), ("0.5.23", "chroma"), ("0.6.2", "chroma")])
  func `a right password whose role cannot connect is distinguished from a wrong one`(
    release: String, word: String
  )
    throws
  {
    let isFirst = word == "chroma-0.4"
    // 0.4 reads one user, and answers a role that grants nothing as it does a wrong password.
    try folder.run("create", "-b", "-C4", "file", "eve", "right").expect(exits: 0)
    try folder.write(
      """
      roles_mapping:
        some: {actions: [\(isFirst ? "\"tenant:get_tenant\"" : "\"collection:get\"")]}
      users:
      - {id: eve, role: some}

      """, to: "roles")
    let provider = isFirst ? "chromadb.auth.authz" : "chromadb.auth.simple_rbac_authz"
    let server = try ChromaServer(
      release, in: folder,
      settings: """
        eval "$(chroma-htpasswd config env --for \(word) file)"
        export CHROMA_SERVER_AUTHZ_PROVIDER=\(provider).SimpleRBACAuthorizationProvider
        export CHROMA_SERVER_AUTHZ_CONFIG_FILE=roles
        """)
    let missing = isFirst ? "db:get_database is" : "tenant:get_tenant and db:get_database are"
    try folder.run("check", "-b", server.url, "eve", "right").expect(exits: 3)
      .expect(says: "not authorised: the password of eve is right, but \(missing) not granted")
    try folder.run("check", "-b", server.url, "eve", "wrong").expect(exits: 3)
      .expect(says: "refused: eve does not get in").expect(neverSays: "authorised")
    let json = try folder.run("check", "--format", "json", "-b", server.url, "eve", "right").expect(exits: 3)
      .text
    #expect(
      json.contains(#""credentials":"not-authorised""#) && json.contains(#""protected":true"#), "\(json)")
    // A path is asked as it is.
    try folder.run("check", "-b", server.url + server.collections, "eve", "wrong").expect(exits: 3)
      .expect(says: "protected: ").expect(says: "refused: eve").expect(neverSays: "up: ")
  }
}
