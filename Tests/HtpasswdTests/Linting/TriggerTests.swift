import Htpasswd
import Linting
import TestSupport
import Testing

/// The lint asks a rule only about lines that have what it declares: with every rule asked about every line, nothing else
/// must come of it.
@Suite struct TriggerTests {
  private static let hashes = [
    "$2y$10$hR/J5NXfL73lF9lWFdhJfuM8dRd3BbCw8neQXYBd69OCWW9YmF3Qm",
    "$2x$10$hR/J5NXfL73lF9lWFdhJfuM8dRd3BbCw8neQXYBd69OCWW9YmF3Qm",
    "$2b$05$ZR/J5NXfL73lF9lWFdhJfuM8dRd3BbCw8neQXYBd69OCWW9YmF3Qm",
    "$2a$17$aR/J5NXfL73lF9lWFdhJfuM8dRd3BbCw8neQXYBd69OCWW9YmF3Qm",
    "$2y$10$hR/J5NXfL73lF9lWFdhJfuM8dRd3BbCw8neQXYBd69OCWW9YmF3", "$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/",
    "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=", "$1$abcdefgh$irWbblnpmw.5z7wgBnprh0",
    "$$2y$$10$$hR/J5NXfL73lF9lWFdhJfuM8dRd3BbCw8neQXYBd69OCWW9YmF3Qm", "y0/kq3sQJmRWlGzU0vVg", "secret", "",
    "realm:5f4dcc3b5aa765d61d8327deb882cf99", "{PLAIN}pw", "abJnggxhB/yWI",
  ]
  private static let names = ["admin", "bob", "Admin", "a b", "j\u{FC}rgen", "", "user with a name", "x"]
  private static let spoils = [
    " ", "\t", "\u{A0}", "\u{85}", "#", "\"", "'", ":", "\0", "\\", "\r", "\u{1B}", "\u{FEFF}", "\u{FE0F}",
    "# ",
    "\u{3000}", "$", "{", "{SHA}", "\u{1C}",
  ]

  private static func file(_ random: inout SeededGenerator) -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: 0...6, using: &random) {
      var line = names.randomElement(using: &random)! + ":" + hashes.randomElement(using: &random)!
      if Int.random(in: 0..<12, using: &random) == 0 { swap(&line, hashes, names, &random) }
      var text = Array(line.utf8)
      for _ in 0..<[0, 0, 1, 1, 2].randomElement(using: &random)! {
        let ends = [0, text.count, text.firstIndex(of: 0x3A) ?? 0, (text.firstIndex(of: 0x3A) ?? 0) + 1]
        let place =
          Bool.random(using: &random)
          ? min(ends.randomElement(using: &random)!, text.count)
          : Int.random(in: 0...text.count, using: &random)
        text.insert(contentsOf: spoils.randomElement(using: &random)!.utf8, at: place)
      }
      if Int.random(in: 0..<20, using: &random) == 0 { text.append(0xFC) }
      if Int.random(in: 0..<30, using: &random) == 0 { text += Array(repeating: 0x78, count: 1100) }
      bytes += text + ["\n", "\n", "\n", "\r\n", "\r", ""].randomElement(using: &random)!.utf8
    }
    return bytes
  }

  private static func swap(
    _ line: inout String, _ hashes: [String], _ names: [String], _ random: inout SeededGenerator
  ) {
    line = hashes.randomElement(using: &random)! + ":" + names.randomElement(using: &random)!
  }

  @Test func `rules that are asked about every line find no more than those asked by triggers`() throws {
    var random = SeededGenerator(stream: 91)
    var options = LintOptions()
    options.guesses = false
    let sets = [[Server.chroma], [.chroma04], [.nginx], [.envoy], Server.all]
    let linters = sets.map { (Linter($0, options), Linter($0, options, rules: Rule.all.map(\.askedAlways))) }
    var found: Set<String> = []
    for _ in 0..<2000 {
      let file = Self.file(&random)
      let (fast, slow) = linters.randomElement(using: &random)!
      let findings = try [fast, slow].map { linter in
        try linter.lint(.memory(file), attributes: nil, listsUsers: false).findings
      }
      found.formUnion(findings[0].map(\.rule))
      #expect(
        findings[0].map(Self.words) == findings[1].map(Self.words),
        "\(String(decoding: file, as: UTF8.self).debugDescription)")
    }
    // Nearly every rule about lines was met.
    #expect(found.count >= 28, "\(found.sorted())")
  }

  private static func words(_ finding: Finding) -> String {
    "\(finding.severity) \(finding.rule) \(finding.line):\(finding.column) \(finding.servers) \(finding.message) \(finding.fix?.kind as Any)"
  }
}
