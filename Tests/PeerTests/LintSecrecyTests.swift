import Foundation
import TestSupport
import Testing

/// No report of `lint` holds a whole hash, or what may be a password.
@Suite struct LintSecrecyTests {
  private static let reports = [
    ["--format", "text"], ["--format", "json"], ["--format", "sarif"], ["--format", "github"],
    ["--diff", "--fix"], ["--diff", "--unsafe-fixes"],
  ]
  private static let servers = ["chroma", "chroma-0.4", "nginx", "envoy"]

  @Test func `no report of a case or a generated file holds a hash`() throws {
    var random = SeededGenerator(stream: 9000)
    var generator = FileGenerator(random: random, pool: try HashPool(using: &random))
    var contents = try ChromaCase.all().map(\.content)
    contents += (0..<250 * rounds).map { generator.content(atBorder: $0 % 50 == 0) }
    try expectSilence(of: contents) { content in
      // Salt and digest, or the digest of another format. The longest of generated names, with a dollar in it, is none.
      String(decoding: content, as: UTF8.self).matches(of: /\$([.\/A-Za-z0-9]{31,})/).map { String($0.1) }
        .filter { Set($0).count > 1 }
    }
  }

  /// Lines put together of hashes and passwords in places where neither belongs.
  @Test func `no report holds a hash or a password, wherever they are`() throws {
    var random = SeededGenerator(stream: 9100)
    let hashes =
      try HashPool(using: &random).members.map(\.hash) + [
        "$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/", "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=",
        "$6$abcdefgh$" + String(repeating: "l5Rv6/qD", count: 11).prefix(86),
        "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b4dWRWJTmaaJObG",
      ]
    let marks = ["", "", "", " ", "\"", "'", "\u{feff}", "#", "\t", "\0", "é"]
    var secrets: [[String]] = []
    let contents = (0..<300 * rounds).map { _ in
      var found: [String] = []
      let lines = (0..<Int.random(in: 1...4, using: &random)).map { _ in
        var isSwapped = false
        var fields = (0..<Int.random(in: 1...4, using: &random)).map { place in
          let mark = marks.randomElement(using: &random)!
          let text: String
          switch Int.random(in: 0..<3, using: &random) {
          case 0:
            text = hashes.randomElement(using: &random)!
            found.append(String(text.suffix(20)))
            if place == 0 { isSwapped = true }
          case 1:
            text = "Secret-\(UInt32.random(in: 0...UInt32.max, using: &random))"
            // In a name's place it is a name, and so it is after a hash that is there.
            if place > 0 && !isSwapped { found.append(text) }
          default: text = ["", "bob", "admin"].randomElement(using: &random)!
          }
          return mark + text + (random.once(in: 3) ? mark : "")
        }
        // Without a colon a whole line may be a password.
        if fields.count == 1, !fields[0].contains("#") {
          fields[0] = "Secret-\(UInt32.random(in: 0...UInt32.max, using: &random))"
          found.append(fields[0])
        }
        return fields.joined(separator: ":")
      }
      secrets.append(found)
      let text = lines.joined(separator: "\n") + "\n"
      guard random.once(in: 12) else { return Data(text.utf8) }
      return Data([0xff, 0xfe]) + text.data(using: .utf16LittleEndian)!
    }
    var rest = secrets[...]
    try expectSilence(of: contents) { _ in rest.removeFirst() }
  }

  private func expectSilence(of contents: [Data], secrets: (Data) -> [String]) throws {
    let secrets = Set(contents.flatMap(secrets))
    #expect(secrets.count > 50)
    let scratch = try TemporaryFolder()
    try scratch.write(secrets.joined(separator: "\n"), to: "secrets")
    for server in Self.servers {
      let folder = try LintedFolder(contents, for: server)
      for options in Self.reports {
        var grep = Command(["grep", "-aoFf", "secrets"], in: scratch.path)
        grep.input = try folder.run(options).flatMap { $0.output + $0.errors }
        let shown = try grep.run().text
        #expect(
          shown.isEmpty,
          "\(server) \(options) shows \(shown.prefix(500)) (CHROMA_HTPASSWD_SEED=\(SeededGenerator.seed))")
      }
    }
  }
}
