import Htpasswd
import Linting
import Testing

/// Which findings a file has, and which it has not.
@Suite struct LinterTests {
  private func findings(_ bytes: [UInt8], _ servers: String..., options: LintOptions = LintOptions()) throws
    -> [Finding]
  {
    Array(
      try Linter((servers.isEmpty ? ["chroma"] : servers).compactMap(Server.named), options)
        .lint(.memory(bytes), attributes: nil, listsUsers: false).findings)
  }

  private static let hash = "$2y$10$hR/J5NXfL73lF9lWFdhJfuM8dRd3BbCw8neQXYBd69OCWW9YmF3Qm"
  private static let admin = "admin:\(hash)\n"
  private static let bob = "bob:\(hash.dropLast())C\n"
  private static func wide(_ text: String) -> [UInt8] {
    text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  }

  @Test func `UTF-16 among other lines is one finding, at its first line`() throws {
    let file = "# users\n\(Self.admin)".bytes + Self.wide(Self.bob + Self.bob)
    for server in ["chroma", "nginx", "chroma-0.4"] {
      let found = try findings(file, server)
      #expect(found.map(\.rule).filter { $0 == "utf16-encoding" }.count == 1)
      #expect(found.allSatisfy { $0.line < 3 || $0.rule == "utf16-encoding" && $0.line == 3 })
      #expect(found.contains { $0.rule == "comment-line" } == (server != "nginx"))
    }
    let message = try findings(Self.admin.bytes + Self.wide(Self.bob)).first?.message
    #expect(message?.hasPrefix("UTF-16 from line 2 on") == true)
  }

  @Test(arguments: [
    (
      [0xFF, 0xFE], false,
      "will not start: UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: "
    ),
    (
      [0xFE, 0xFF], true,
      "will not start: UnicodeDecodeError: 'utf-8' codec can't decode byte 0xfe in position 0: "
    ),
    ([], true, "; nobody can log in"),
    ([], false, "will not start: ValueError: Invalid htpasswd credentials found"),
  ])
  func `it is said what Chroma does with UTF-16`(mark: [UInt8], isBig: Bool, words: String) throws {
    let little = Self.wide(Self.admin)
    let bytes = isBig ? little.indices.map { little[$0 ^ 1] } : little
    let found = try findings(mark + bytes)
    #expect(found.map(\.rule) == ["utf16-encoding"])
    #expect(found[0].message.contains(words), "\(found[0].message)")
  }

  @Test func `a NUL is one finding, and its fix keeps the entry`() throws {
    let file = "b\0ob:\(Self.hash)\ncarol:\0\(Self.hash)\nd\0:xyz\0z\n\0\n".bytes
    let found = try findings(file)
    #expect(found.map(\.rule) == Array(repeating: "nul-byte", count: 4))
    #expect(found.sorted { $0.line < $1.line }.map { $0.fix?.kind == .safe } == [true, true, false, true])
  }

  @Test func `a byte order mark at any line's start is a finding`() throws {
    let file = "\u{FEFF}# users\n\(Self.admin)\u{FEFF}\(Self.bob)".bytes
    #expect(try findings(file).map(\.rule) == ["utf8-bom", "comment-line", "utf8-bom"])
    #expect(try findings(file, "nginx").map(\.rule) == ["utf8-bom", "utf8-bom"])
    let quoted = try findings("\u{FEFF}\"admin:\(Self.hash)\"\n".bytes)
    #expect(quoted.map(\.rule) == ["utf8-bom", "quoted-entry"])
  }

  @Test(arguments: Server.all.map(\.name))
  func `a CR before LF is one finding`(server: String) throws {
    let hash = server == "envoy" ? "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=" : Self.hash
    let text = "admin:\(hash)\r\n\r\nadmin2:\(hash.dropLast())\(server == "envoy" ? "=" : "C")\r\n"
    let found = try findings(text.bytes, server).filter {
      $0.rule != "unread-entry" && $0.rule != "shared-hash"
    }
    #expect(found.map(\.rule) == ["crlf-line-endings"])
    #expect(found[0].severity == (server == "envoy" ? .error : .note))
  }

  @Test func `an entry that is not read has one finding`() throws {
    let found = try findings("\(Self.admin)\(Self.admin)\(Self.bob)\(Self.bob)".bytes, "chroma-0.4")
    #expect(found.map(\.rule) == Array(repeating: "unread-entry", count: 3))
  }

  @Test func `quotes around the name alone are a finding`() throws {
    let found = try findings("\"admin\":\(Self.hash)\n'bob':x\n".bytes)
    #expect(found.map(\.rule) == ["quoted-entry", "quoted-entry"])
    #expect(found.map(\.severity) == [.error, .warning])
  }

  @Test(arguments: ["y0bash", "ybash0bash", "ydash5dash", "y0/bin/sh", "ymake5", "y0"])
  func `a hash whose salt begins with 0 is known when a shell has eaten of it`(start: String) throws {
    let file = "admin:\(start)\(Self.hash.suffix(52))\n"
    #expect(try findings(file.bytes).map(\.rule) == ["shell-eaten-dollar"])
  }

  @Test(arguments: ["chroma", "chroma-0.4", "nginx", "apache", "lighttpd"])
  func `thirteen letters with a space before them are no hash, and that is said`(server: String) throws {
    for space in [" ", "\u{202F}"] {
      let found = try findings("bob:\(space)rqXexS6ZhobKA\n".bytes, server)
      #expect(found.contains { $0.rule == "plain-text-password" && $0.severity == .error })
    }
  }

  // MARK: What is said

  @Test func `a damaged hash shows no more of it than a variant and a cost`() throws {
    let found = try findings("admin:$2up$r$\nbob:$2$pa$s\ncarol:$2y$10$word\n".bytes)
    #expect(found.map { $0.excerpt?.text } == ["admin:$2…", "bob:$2…", "carol:$2y$10$…"])
  }

  @Test func `what is before an empty hash may be a password, and is not shown`() throws {
    for server in ["chroma", "chroma-0.4", "nginx"] {
      for finding in try findings("x:y\nhunter2:\n".bytes, server) {
        for text in [finding.message, "\(finding.remedy as Any)", finding.excerpt?.text ?? ""] {
          #expect(!text.contains("hunter2"))
        }
        #expect(finding.line == 1 || finding.user == nil)
      }
    }
  }

  @Test func `of a long name 60 characters are shown, and the whole is kept`() throws {
    let name = String(repeating: "u", count: 5000)
    let found = try #require(try findings("\(name):x\n".bytes).first { $0.rule == "plain-text-password" })
    #expect(found.message.utf8.count < 200 && (found.excerpt?.text.count ?? 0) < 70)
    #expect(found.user == name.bytes)
  }

  private func newPassword(_ findings: [Finding]) -> Remedy.NewPassword? {
    if case .setPassword(let password) = findings.first?.remedy { password } else { nil }
  }

  @Test func `a new password has the cost that was asked for, and the user of the line`() throws {
    var options = LintOptions()
    options.minimumCost = Cost(12)!
    var password = try newPassword(findings(Self.admin.bytes, options: options))
    #expect(password?.cost == Cost(12) && password?.subject == .user("admin".bytes))
    options.minimumCost = Cost(4)!
    options.maximumCost = Cost(9)!
    #expect(try newPassword(findings(Self.admin.bytes, options: options))?.cost == Cost(9))
    password = try newPassword(findings("-x:y\n".bytes))
    #expect(password?.subject == .user("-x".bytes) && password?.cost == nil)
  }

  @Test func `to a server without bcrypt no remedy speaks of it`() throws {
    let found = try findings("\(Self.admin)bob:x\ncarol:$1$abcdefgh$0123456789012345678901\n".bytes, "envoy")
    #expect(found.count == 3)
    for finding in found { #expect(newPassword([finding])?.isBcrypt == false) }
  }

  @Test func `errors come first, then warnings, then notes, each in the order of the lines`() throws {
    let text = "zo\u{EB}:\(Self.hash)\nbob:x\ncarol:\(Self.hash.replacing("$10$", with: "$05$"))\nx\ny"
    let found = try findings(text.bytes)
    #expect(found.map(\.severity) == found.map(\.severity).sorted(by: >))
    #expect(found.prefix(3).map(\.line) == [2, 4, 5])
    #expect(Set(found.map(\.severity)).count == 3)
  }

  @Test func `a finding that several servers have alike is given once, and names them`() throws {
    let found = try findings("bob:$2y$10$short\n".bytes, "nginx", "apache", "lighttpd")
    #expect(found.map(\.servers) == [["nginx", "apache", "lighttpd"]])
    let two = try findings("bob:$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/\n".bytes, "chroma", "nginx")
    #expect(two.map(\.servers) == [["chroma"], ["nginx"]])
  }

  // MARK: Remedies

  @Test(arguments: [hash, "$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/", "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ="])
  func `two entries on one line are parted, and no password is set`(hash: String) throws {
    let file = "admin:\(hash)bob:\(Self.hash)\n"
    for server in ["chroma", "nginx", "registry"] {
      let found = try findings(file.bytes, server)
      #expect(newPassword(found) == nil)
      let fixer = Fixer(Linter([try #require(Server.named(server))], LintOptions()), withUnsafe: true)
      #expect(try fixer.fixed(file.bytes).bytes.text.hasPrefix("admin:\(hash)\nbob:"))
    }
  }

  @Test func `only one rule's fixes are applied where one is asked for`() throws {
    var options = LintOptions()
    options.only = ["comment-line"]
    let fixer = Fixer(Linter([.chroma], options), withUnsafe: true)
    #expect(try fixer.fixed("# a\nbob:\n\(Self.admin)".bytes).bytes == "bob:\n\(Self.admin)".bytes)
    // A line of UTF-16 is not a comment, whatever is asked for.
    let wide = Self.admin.bytes + Self.wide("#b:c\n\(Self.bob)")
    #expect(try fixer.fixed(wide).bytes == wide)
  }

  @Test func `a duplicate is removed where the server does not use it`() throws {
    let other = "admin:\(Self.hash.dropLast())C\n"
    for (server, kept) in [("nginx", Self.admin), ("registry", other), ("chroma", Self.admin)] {
      let fixer = Fixer(Linter([try #require(Server.named(server))], LintOptions()), withUnsafe: true)
      #expect(try fixer.fixed((Self.admin + other).bytes).bytes.text == kept)
    }
  }

  @Test func `no fix is offered as a remedy that locks somebody else out`() throws {
    let found = try findings("\"admin\":\(Self.hash)\n\(Self.admin)\(Self.bob)".bytes)
    let quoted = try #require(found.first { $0.rule == "quoted-entry" })
    #expect(quoted.remedy?.kind == "manual")
  }

  private static let damaged = "\(hash.dropLast(20))?\(hash.suffix(19))"

  @Test func `a line that ends in a good hash is not removed for its damaged first one`() throws {
    let fused = try findings("admin:\(Self.damaged)bob:\(Self.hash)\n\(Self.bob)".bytes)
    let finding = try #require(fused.first { $0.rule == "extra-field" })
    #expect(finding.fix == nil && finding.remedy == .manual("give each entry a line of its own"))
    let alone = try findings("admin:\(Self.damaged):x\n\(Self.bob)".bytes)
    let removed = try #require(alone.first { $0.rule == "extra-field" })
    #expect(removed.fix?.kind == .unsafe && removed.remedy?.kind == "apply-fixes")
  }

  @Test func `a file without a whole hash gets no fix, and a hint for people`() throws {
    let found = try findings("admin:x:y\n".bytes)
    let finding = try #require(found.first { $0.rule == "extra-field" })
    let hint = Remedy.manual("check that it is the right file, and fix it by hand")
    #expect(finding.fix == nil && finding.remedy == hint)
  }

  private func findings(mode: UInt32, owner: UInt32, group: UInt32, _ servers: [Server], _ text: String)
    throws
    -> [Finding]
  {
    Array(
      try Linter(servers, LintOptions()).lint(
        .memory(text.bytes),
        attributes: FileAttributes(
          mode: mode, owner: owner, group: group, ownerName: owner == 33 ? "www-data" : nil,
          groupName: group == 33 ? "www-data" : nil), listsUsers: false
      ).findings)
  }

  @Test func `a file that others read gets a group where the server's workers are another user`() throws {
    for (server, remedy) in [
      (Server.chroma, Remedy.changeMode("o-r")), (.nginx, .changeGroup("www-data", mode: 0o640)),
      (.registry, .changeGroup("docker-registry", mode: 0o640)),
    ] {
      let found = try findings(mode: 0o644, owner: 0, group: 0, [server], Self.admin)
      #expect(found.map(\.rule) == ["world-readable"] && found.first?.remedy == remedy)
    }
    for text in ["", "\n", "# users\n"] {
      #expect(
        try findings(mode: 0o644, owner: 0, group: 0, [.nginx], text).allSatisfy {
          $0.rule != "world-readable"
        })
    }
  }

  @Test(arguments: [
    (mode: UInt32(0o600), owner: UInt32(0), group: UInt32(0), isFound: true), (0o640, 0, 0, true),
    (0o600, 1000, 33, true), (0o640, 1000, 1000, true), (0o640, 0, 33, false), (0o600, 33, 33, false),
    (0o640, 0, 4, true), (0o600, 101, 101, true), (0o604, 0, 33, true), (0o044, 33, 0, true),
    (0o644, 0, 0, false),
  ])
  func `a file that only its owner reads is found for servers whose workers are another user`(
    mode: UInt32, owner: UInt32, group: UInt32, isFound: Bool
  ) throws {
    let rules = try findings(mode: mode, owner: owner, group: group, [.nginx], Self.admin).map(\.rule)
    #expect(rules.contains("unreadable-file") == isFound)
    let chroma = try findings(mode: mode, owner: owner, group: group, [.chroma], Self.admin)
    #expect(!chroma.contains { $0.rule == "unreadable-file" })
  }

  @Test func `servers whose workers are one user share the finding of a file that these cannot read`() throws
  {
    let servers: [Server] = [.nginx, .chroma, .nginxAlpine, .apache, .lighttpd]
    let found = try findings(mode: 0o600, owner: 0, group: 0, servers, Self.admin).filter {
      $0.rule == "unreadable-file"
    }
    #expect(found.map(\.servers) == [["nginx", "apache", "lighttpd"], ["nginx-alpine"]])
    #expect(
      found.map(\.message) == [
        "nginx, Apache and lighttpd usually run as www-data, which cannot read the file (mode 600)",
        "nginx on Alpine usually runs as user 101, which cannot read the file (mode 600)",
      ])
  }

  // MARK: Words

  @Test(arguments: ["\u{FE0F}", "\u{34F}", "\u{115F}", "\u{3164}", "\u{2800}", "\u{200B}"])
  func `a name with a character that cannot be seen looks like one without`(character: String) throws {
    let found = try findings("\(Self.admin)ad\(character)min:\(Self.hash.dropLast())C\n".bytes)
    let finding = try #require(found.first { $0.rule == "look-alike-user" })
    #expect(!finding.message.contains(character) && finding.message.contains("\\u{"))
  }

  @Test func `of a long line it is not said that comments are not allowed`() throws {
    let text = Self.admin + "# " + String(repeating: "x", count: 1100) + "\n"
    let found = try findings(text.bytes, "lighttpd")
    #expect(found.map(\.rule) == ["long-line"] && found[0].message.contains("lighttpd ignores the line"))
    let long = Self.admin + String(repeating: "x", count: 9000) + "\n" + Self.bob
    let apache = try findings(long.bytes, "apache")
    #expect(apache[0].message.contains("stops reading here"))
  }

  // MARK: Work

  @Test func `how long a hash takes is measured once`() {
    let cost = Cost(31)!
    let first = Bcrypt.estimatedSeconds(cost)
    #expect((0..<50).allSatisfy { _ in Bcrypt.estimatedSeconds(cost) == first })
  }
}
