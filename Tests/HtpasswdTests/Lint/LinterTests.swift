import Htpasswd
import Testing

/// Which findings a file has, and which it has not.
@Suite struct LinterTests {
  private func findings(_ bytes: [UInt8], _ servers: String..., options: LintOptions = LintOptions()) throws
    -> [Finding]
  {
    try Linter((servers.isEmpty ? ["chroma"] : servers).compactMap(Server.named), options)
      .lint(.memory(bytes), path: "f", permissions: nil, listsUsers: false).findings
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
    #expect(message?.hasPrefix("from line 2 on the file is UTF-16") == true)
  }

  @Test(arguments: [
    (
      [0xFF, 0xFE], false,
      "does not start: UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: "
    ),
    (
      [0xFE, 0xFF], true,
      "does not start: UnicodeDecodeError: 'utf-8' codec can't decode byte 0xfe in position 0: "
    ),
    ([], true, "Chroma lets nobody in"),
    ([], false, "does not start: ValueError: Invalid htpasswd credentials found"),
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
    #expect(found.map { $0.fix?.kind == .safe } == [true, true, false, true])
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
    #expect(found.map(\.severity) == [.warning, .error])
  }

  @Test(arguments: ["y0bash", "ybash0bash", "ydash5dash", "y0/bin/sh", "ymake5", "y0"])
  func `a hash whose salt begins with 0 is known when a shell has eaten of it`(start: String) throws {
    let file = "admin:\(start)\(Self.hash.suffix(52))\n"
    #expect(try findings(file.bytes).map(\.rule) == ["shell-eaten-dollar"])
  }

  // MARK: What is said

  @Test func `a damaged hash shows no more of it than a variant and a cost`() throws {
    let found = try findings("admin:$2up$r$\nbob:$2$pa$s\ncarol:$2y$10$word\n".bytes)
    #expect(found.map { $0.excerpt?.text } == ["admin:$2…", "bob:$2…", "carol:$2y$10$…"])
  }

  @Test func `what stands before an empty hash may be a password, and is not shown`() throws {
    for server in ["chroma", "chroma-0.4", "nginx"] {
      for finding in try findings("x:y\nhunter2:\n".bytes, server) {
        for text in [finding.message, finding.hint ?? "", finding.excerpt?.text ?? ""] {
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

  @Test func `a hint has the cost that was asked for, and a name that is no option`() throws {
    var options = LintOptions()
    options.minimumCost = Cost(12)!
    #expect(
      try findings(Self.admin.bytes, options: options)[0].hint?.hasPrefix(
        "chroma-htpasswd add -C 12 f admin ") == true)
    options.minimumCost = Cost(4)!
    options.maximumCost = Cost(9)!
    #expect(
      try findings(Self.admin.bytes, options: options)[0].hint?.hasPrefix("chroma-htpasswd add -C 9 f admin ")
        == true)
    #expect(try findings("-x:y\n".bytes)[0].hint?.hasPrefix("chroma-htpasswd add -- f -x ") == true)
  }

  @Test func `to a server without bcrypt no hint speaks of it`() throws {
    let found = try findings("\(Self.admin)bob:x\ncarol:$1$abcdefgh$0123456789012345678901\n".bytes, "envoy")
    #expect(found.count == 3)
    for finding in found {
      #expect(finding.hint?.hasPrefix("htpasswd -s f ") == true && finding.hint?.contains("weak") == true)
    }
  }
}
