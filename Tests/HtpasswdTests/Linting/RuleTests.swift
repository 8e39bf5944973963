import Deployments
import Htpasswd
import Linting
import Testing

@Suite struct RuleTests {
  /// As users run it: only the rule that needs guesses gets them.
  private func findings(
    of name: String, _ example: Rule.Example, mode: UInt32? = nil, owner: UInt32 = 1000
  ) throws -> [Finding] {
    let server = try #require(Server.named(example.server))
    var options = LintOptions()
    options.guesses = name == "guessable-password"
    let kind = FileKind(example.bytes, isWhole: true)
    if name == "credentials-file-missing", kind == .environment {
      // As for a server on this machine: a container's files are elsewhere.
      let variables = EnvironmentFile.variables(example.bytes, from: FilePath("file"), as: .docker)
      return ChromaRelease.v06.judge(variables) { _ in .missing }.findings.map { Finding($0) }
    }
    if kind.isDeployment {
      let context = DeploymentContext(
        FilePath("file"), example.bytes,
        file: { path in
          example.besides.first { FilePath($0.name) == path }.map { .content(Array($0.text.utf8)) }
            ?? .missing
        }, environment: { _ in nil })
      return Linter([server], options).lint(kind, in: context)?.files.flatMap(\.findings) ?? []
    }
    // The example has a role for alice.
    if name == "login-without-role" || name == "role-without-login" {
      let user = mode == nil ? "bob" : "alice"
      options.logins = try LoginNames(credentials: Array("\(user):x\n".utf8), of: .chroma, path: "f")
    }
    return Array(
      try Linter([server], options)
        .lint(
          .memory(example.bytes),
          attributes: mode.map {
            FileAttributes(mode: $0, owner: owner, group: 1000, ownerName: owner == 33 ? "www-data" : nil)
          }, listsUsers: false
        ).findings)
  }

  @Test(arguments: Rule.all.map(\.name))
  func `the bad example has the finding, the good one has none`(name: String) throws {
    let rule = try #require(Rule.named(name))
    // Some rules are about permissions, which an example does not hold.
    let mode: UInt32? =
      switch name {
      case "world-readable", "group-writable": 0o666
      case "unreadable-file": 0o600
      default: nil
      }
    #expect(try findings(of: name, rule.bad, mode: mode).contains { $0.rule == name })
    // The token of an example is not a secret.
    let others = try findings(of: name, rule.good, mode: 0o600, owner: 33).map(\.rule).filter {
      $0 != "inline-secret" || name == $0
    }
    #expect(others == [])
  }

  @Test func `names are unique, and of lower-case words`() {
    #expect(Set(Rule.all.map(\.name)).count == Rule.all.count)
    for rule in Rule.all {
      #expect(rule.name.allSatisfy { $0 == "-" || $0.isNumber || ("a"..."z").contains($0) })
      #expect(!rule.page.isEmpty && !rule.summary.isEmpty)
    }
  }

  @Test(arguments: Rule.all.map(\.name))
  func `what is said holds no whole hash`(name: String) throws {
    let rule = try #require(Rule.named(name))
    for finding in try findings(of: name, rule.bad) {
      for text in [finding.message, "\(finding.remedy as Any)", finding.excerpt?.text ?? ""] {
        // Names of Chroma's classes are as long as hashes.
        let words = text.replacing(/chromadb\.[.A-Za-z0-9_]*/, with: "")
        #expect(!words.contains(/[.\/A-Za-z0-9]{50}/), "\(text)")
      }
    }
  }

  @Test(arguments: Rule.all.map(\.name))
  func `a fix of the bad example fixes the finding, and a second one changes nothing`(name: String) throws {
    let rule = try #require(Rule.named(name))
    let server = try #require(Server.named(rule.bad.server))
    let fixer = Fixer(Linter([server], LintOptions()), withUnsafe: true)
    let fixed = try fixer.fixed(rule.bad.bytes).bytes
    #expect(try fixer.fixed(fixed).bytes == fixed)
    let left = try Linter([server], LintOptions())
      .lint(.memory(fixed), attributes: nil, listsUsers: false).findings
    #expect(left.allSatisfy { $0.fix == nil })
  }
}
