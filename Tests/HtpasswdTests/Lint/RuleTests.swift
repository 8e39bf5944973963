import Htpasswd
import Testing

@Suite struct RuleTests {
  /// As users run it: only the rule that needs guesses gets them, since with them every entry is looked at.
  private func findings(
    of name: String, _ example: Rule.Example, permissions: UInt32? = nil
  ) throws -> [Finding] {
    let server = try #require(Server.named(example.server))
    var options = LintOptions()
    options.guesses = name == "guessable-password"
    return try Linter([server], options)
      .lint(.memory(example.bytes), path: "file", permissions: permissions, listsUsers: false).findings
  }

  @Test(arguments: Rule.all.map(\.name))
  func `the bad example has the finding, the good one has none`(name: String) throws {
    let rule = try #require(Rule.named(name))
    // Two rules are about permissions, which an example does not hold.
    let isAboutMode = ["world-readable", "group-writable"].contains(name)
    #expect(
      try findings(of: name, rule.bad, permissions: isAboutMode ? 0o666 : nil).contains { $0.rule == name })
    #expect(try findings(of: name, rule.good, permissions: 0o600).map(\.rule) == [])
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
      for text in [finding.message, finding.hint ?? "", finding.excerpt?.text ?? ""] {
        #expect(!text.contains(/[.\/A-Za-z0-9]{50}/), "\(text)")
      }
    }
  }

  @Test(arguments: Rule.all.map(\.name))
  func `a fix of the bad example mends the finding, and a second one changes nothing`(name: String) throws {
    let rule = try #require(Rule.named(name))
    let server = try #require(Server.named(rule.bad.server))
    let fixer = Fixer(Linter([server], LintOptions()), withUnsafe: true)
    let fixed = try fixer.fixed(rule.bad.bytes)
    #expect(try fixer.fixed(fixed) == fixed)
    let left = try Linter([server], LintOptions())
      .lint(.memory(fixed), path: "file", permissions: nil, listsUsers: false).findings
    #expect(left.allSatisfy { $0.fix == nil })
  }
}
