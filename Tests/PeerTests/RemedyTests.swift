import Deployments
import Foundation
import Htpasswd
import Linting
import TestSupport
import Testing

/// Every remedy of every finding, carried out: it loses no login that worked, and no line but those that it names.
@Suite struct RemedyTests {
  private static let servers = Server.allToLint

  @Test func `no remedy of a case loses what its finding is not about`() throws {
    var kinds: Set<String> = []
    for content in try Self.contents() {
      for server in Self.servers { try carryOut(content, server, &kinds) }
    }
    #expect(kinds.isSuperset(of: ["set-password", "apply-fixes", "make-token", "manual"]), "\(kinds)")
  }

  @Test func `fixes leave alone what is no credential, token or roles file, and empty nothing`() throws {
    for content in try Self.contents() {
      let kind = FileKind(
        Array(content.prefix(FileKind.headCount)), isWhole: content.count <= FileKind.headCount)
      for server in Self.servers {
        for isUnsafe in [false, true] {
          var options = LintOptions()
          options.kind = kind
          let fixed = try Fixer(Linter([server], options), withUnsafe: isUnsafe).fixed(content).bytes
          let isOther = ![.credentials, .tokens, .roles].contains(kind)
          if isOther || kind == .roles && server.rolesReader == nil && !server.readsTokens {
            #expect(
              fixed == content, "\(kind) for \(server.name): \(String(decoding: content, as: UTF8.self))")
          }
          // A safe fix leaves every line that is not blank.
          let hadText = content.contains { $0 > UInt8(ascii: " ") }
          if hadText, !isUnsafe { #expect(fixed.contains { $0 > UInt8(ascii: " ") }) }
        }
      }
    }
  }

  @Test func `no remedy of a generated file loses what its finding is not about`() throws {
    var random = SeededGenerator(stream: 9200)
    var generator = FileGenerator(random: random, pool: try HashPool(using: &random))
    var kinds: Set<String> = []
    for number in 0..<5000 {
      let content = generator.content(atBorder: false)
      try carryOut(Array(content), Self.servers[number % Self.servers.count], &kinds)
    }
    #expect(kinds.isSuperset(of: ["set-password", "apply-fixes", "rename", "manual"]), "\(kinds)")
  }

  /// Every file of the cases: those of servers, tokens, roles, deployments and reports, and the examples of rules.
  private static func contents() throws -> [[UInt8]] {
    var contents = Rule.all.flatMap { [$0.bad.bytes, $0.good.bytes] }
    for name in ["chroma", "servers", "tokens", "roles"] {
      contents += try recordedCases("\(name).jsonl", of: Recorded.self).map { Array($0.content) }
    }
    for name in ["deployments", "reports"] {
      let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases/\(name)")
      let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
      var count = 0
      while let file = files?.nextObject() as? URL {
        guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
        contents.append(try Array(Data(contentsOf: file)))
        count += 1
      }
      #expect(count > 30, "\(name)")
    }
    return contents
  }

  private struct Recorded: Decodable {
    var content: Data

    enum CodingKeys: String, CodingKey { case content = "content_b64" }
  }

  /// Carries out one remedy of each rule and kind.
  private func carryOut(_ bytes: [UInt8], _ server: Server, _ kinds: inout Set<String>) throws {
    let findings = try Linter([server], LintOptions()).lint(
      .memory(bytes), attributes: nil, listsUsers: false
    ).findings
    var done: Set<String> = []
    for finding in findings {
      guard let remedy = finding.remedy, done.insert(finding.rule + remedy.kind).inserted else { continue }
      kinds.insert(remedy.kind)
      guard let after = try carriedOut(remedy, bytes, server) else { continue }
      expect(bytes, after, remedy, findings.filter { $0.rule == finding.rule }, finding, server)
    }
  }

  /// - Returns: nil if nothing is written, or the tool refuses to.
  private func carriedOut(_ remedy: Remedy, _ bytes: [UInt8], _ server: Server) throws -> [UInt8]? {
    var file = CredentialFile(bytes: bytes)
    let fresh = try Username("a-new-name")
    do {
      switch remedy {
      case .setPassword(let password):
        switch password.subject {
        case .user(let name): try file.set(try Username(name), hash: try HashField(Self.hash))
        case .unnamed: try file.set(fresh, hash: try HashField(Self.hash))
        case .renamed(let name):
          try file.rename(name, to: fresh)
          try file.set(fresh, hash: try HashField(Self.hash))
        }
      case .rename(let name): try file.rename(name, to: fresh)
      case .delete(let name): try file.delete(name)
      case .applyFixes(let fixes):
        var options = LintOptions()
        if let rule = fixes.rule { options.only = [rule] }
        return try Fixer(Linter([server], options), withUnsafe: fixes.kind == .unsafe).fixed(bytes).bytes
      case .makeToken(let replacesFile): return replacesFile ? Array("a-new-token-of-some-length".utf8) : nil
      case .changeMode, .changeGroup, .grantGroup, .setVariable, .setting, .readAs, .manual: return nil
      }
    } catch is EditingObstacle {
      return nil
    }
    return file.bytes
  }

  private static let hash = Array("$2y$04$cccccccccccccccccccccO.RFXLYPtt71wGcIqugYLMJiIaxifz0q".utf8)

  private func expect(
    _ before: [UInt8], _ after: [UInt8], _ remedy: Remedy, _ findings: [Finding], _ finding: Finding,
    _ server: Server
  ) {
    var isSafe = false
    if case .applyFixes(let fixes) = remedy { isSafe = fixes.kind == .safe }
    var named = Set(findings.compactMap(\.user).map(Self.normalized))
    if case .setPassword(let password) = remedy, case .user(let name) = password.subject {
      named = [Self.normalized(name)]
    }
    // The name of a line that may hold a password is not in the finding.
    let allLines = Self.lines(before, server)
    for finding in findings where allLines.indices.contains(finding.line - 1) {
      let user = allLines[finding.line - 1].prefix { $0 != UInt8(ascii: ":") }
      named.insert(Self.normalized(Array(user)))
    }
    let lines = isSafe ? [] : Set(findings.map(\.line))
    // A file of one token is what the finding is about.
    if server.readsTokens, !isSafe {
      if case .makeToken = remedy {
        #expect(Self.tokens(before).isEmpty, Self.comment(before, after, finding, server))
      }
      return
    }
    let (old, new) = (Self.logins(before, server), Self.logins(after, server))
    let kept = Set(new.map { $0.name + [0] + $0.hash })
    let lost = old.filter { login in
      // A server that does not know CR as a line's end has it in a name, which nobody types.
      !login.name.contains(0x0D) && (isSafe || !named.contains(login.name) && !lines.contains(login.line))
        && !kept.contains(login.name + [0] + login.hash)
    }
    #expect(lost.isEmpty, Self.comment(before, after, finding, server))
    if isSafe { return }
    // Lines of others stay as they are, byte by byte.
    var left: [[UInt8]: Int] = [:]
    for line in Self.lines(after, server) { left[line, default: 0] += 1 }
    for (index, line) in Self.lines(before, server).enumerated() {
      let user = line.prefix { $0 != UInt8(ascii: ":") }
      // Between CR and LF one blank line more or less is seen.
      if user.isEmpty { continue }
      if lines.contains(index + 1) || named.contains(Self.normalized(Array(user))) { continue }
      left[line, default: 0] -= 1
      #expect(left[line] ?? 0 >= 0, Self.comment(before, after, finding, server))
    }
  }

  // MARK: What a server knows

  private struct Login {
    /// Without what is not a part of it.
    var name: [UInt8]
    /// The one that counts, as the server computes it.
    var hash: [UInt8]
    var line: Int
  }

  private static func logins(_ bytes: [UInt8], _ server: Server) -> [Login] {
    if let reader = server.rolesReader { return rights(RolesFile(bytes, for: reader)) }
    if server.readsTokens { return tokens(bytes).map { Login(name: $0, hash: $0, line: 1) } }
    var names: Set<[UInt8]> = []
    let source = ByteSource.memory(bytes)
    guard
      (try? server.read(
        source, { (line, entry, _) in names.insert(Array(line.extracting(entry.user).array)) }))
        == .some(nil)
    else { return [] }
    let all = Array(names)
    guard let lookups = try? server.lookUp(all: all, in: source).lookups else { return [] }
    var logins: [Login] = []
    for (name, lookup) in zip(all, lookups) {
      guard case .found(let hash, let line) = lookup, server.canUse(hash.span) else { continue }
      logins.append(
        Login(name: normalized(name), hash: server.canonicalBcrypt(hash.span) ?? hash, line: line))
    }
    return logins
  }

  /// Each action of each user.
  private static func rights(_ file: RolesFile) -> [Login] {
    if file.failure != nil { return [] }
    return file.users.flatMap { user in
      file.actions(ofKey: user.key).filter { name in
        RolesAction.named(name)?.isAsked(by: file.reader) == true
      }.map { Login(name: user.key, hash: $0, line: user.line) }
    }
  }

  private static func tokens(_ bytes: [UInt8]) -> [[UInt8]] {
    let file = TokenFile(bytes)
    if file.failure != nil { return [] }
    if let single = file.single, single.lineBreak.isEmpty, file.isToken(single.token) {
      return [Array(bytes[single.token])]
    }
    return file.users.filter { $0.id != nil }.flatMap(\.tokens).filter(\.isUsable).map(\.bytes)
  }

  /// Without byte order marks, NUL and white space.
  private static func normalized(_ name: [UInt8]) -> [UInt8] {
    let text = String(decoding: name.filter { $0 != 0 }, as: UTF8.self).replacing("\u{FEFF}", with: "")
    let bytes = Array(text.utf8)
    return Array(bytes[WhiteSpace.strip(bytes.span)])
  }

  private static func lines(_ bytes: [UInt8], _ server: Server) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    try? ByteSource.memory(bytes).forEachLine(server.lineBreaks) { (line, _) in
      // The last line gets the file's line end.
      lines.append(Array(line.array.reversed().drop { $0 == UInt8(ascii: "\r") }.reversed()))
      return true
    }
    return lines
  }

  private static func comment(
    _ before: [UInt8], _ after: [UInt8], _ finding: Finding, _ server: Server
  ) -> Comment {
    """
    \(finding.rule) for \(server.name): \(finding.message); \(finding.remedy as Any)
    before: \(String(decoding: before, as: UTF8.self).debugDescription)
    after:  \(String(decoding: after, as: UTF8.self).debugDescription)
    """
  }
}
