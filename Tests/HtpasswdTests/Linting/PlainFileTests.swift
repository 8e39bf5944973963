import Credentials
import Htpasswd
import Kernel
import Linting
import TestSupport
import Testing

/// Files of plain lines are read on all cores, and by classes of hashes: nothing else may come of it.
@Suite struct PlainFileTests {
  private static let alphabet = Array("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
  private static let nameCharacters = Array("abcdefghijklmnopqrstuvwxyz0123456789ABCZ+,-./@_".utf8)

  private static func text(_ count: Int, _ random: inout SeededGenerator) -> [UInt8] {
    (0..<count).map { _ in alphabet.randomElement(using: &random)! }
  }

  private static func hash(_ random: inout SeededGenerator, _ costs: [Int]) -> [UInt8] {
    if Int.random(in: 0..<6, using: &random) == 0 {
      return Array("$apr1$".utf8) + text(8, &random) + Array("$".utf8) + text(21, &random)
        + [Array("./01".utf8).randomElement(using: &random)!]
    }
    let cost = costs.randomElement(using: &random)!
    let variant = ["a", "b", "y", "x"].randomElement(using: &random)!
    return Array("$2\(variant)$\(cost < 10 ? "0" : "")\(cost)$".utf8) + text(21, &random)
      + [Array(".Oeu".utf8).randomElement(using: &random)!] + text(30, &random)
      + [Array(".26CGKOSWaeimquy".utf8).randomElement(using: &random)!]
  }

  /// Lines that are plain; where something is spoiled, most likely one is not.
  private static func file(_ random: inout SeededGenerator, spoils: Bool) -> [UInt8] {
    let costs = [[10], [4, 5, 10], Array(4...31)].randomElement(using: &random)!
    let ending = ["\n", "\n", "\r\n"].randomElement(using: &random)!
    var bytes: [UInt8] = []
    for number in 0..<Int.random(in: 1...40, using: &random) {
      var name = (0..<Int.random(in: 0...25, using: &random)).map { _ in
        nameCharacters.randomElement(using: &random)!
      }
      name.insert(contentsOf: "u\(number)".utf8, at: 0)
      bytes += name + [0x3A] + hash(&random, costs)
      bytes += (Int.random(in: 0..<9, using: &random) == 0 ? "\n" : ending).utf8
    }
    if spoils {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes.remove(at: place)
      case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
      case 2: bytes[place] = Array(":$\r\n #".utf8).randomElement(using: &random)!
      case 3: bytes += bytes.split(separator: 0x0A).randomElement(using: &random)! + [0x0A]
      default: bytes += Array("U0:".utf8) + hash(&random, [10]) + Array("\n".utf8)
      }
    }
    return bytes
  }

  private static func words(_ finding: Finding) -> String {
    "\(finding.severity) \(finding.rule) \(finding.line):\(finding.column) \(finding.servers) \(finding.message) "
      + "\(finding.user as Any) \(finding.remedy as Any) \(finding.fix?.kind as Any) \(finding.excerpt?.text as Any)"
  }

  private static func words(_ answer: LintResult.ServerAnswer) -> String {
    "\(answer.server.name) \(answer.starts as Any) \(answer.userCount) \(answer.lockedOutCount) \(answer.lockedOut)"
  }

  @Test func `the lint says the same by classes as line by line`() throws {
    var random = SeededGenerator(stream: 17)
    let folder = try TemporaryFolder()
    var options = LintOptions()
    options.kind = .credentials
    let sets = [
      [Server.chroma], [.nginx], [.apache], [.traefik], [.registry], [.chroma, .nginx, .traefik], Server.all,
    ]
    var byClass = 0
    var rules: Set<String> = []
    for round in 0..<1200 {
      let bytes = Self.file(&random, spoils: round % 3 == 0)
      try folder.write(bytes, to: "file")
      let source = ByteSource.file(try FileDescriptor.open(FilePath(folder.path + "/file"), .readOnly))
      let servers = sets.randomElement(using: &random)!
      let fast = try Linter(servers, options, plainMinimumSize: 0).lint(
        source, attributes: nil, listsUsers: false)
      let slow = try Linter(servers, options, plainMinimumSize: .max).lint(
        source, attributes: nil, listsUsers: false)
      if !fast.findings.kinds.isEmpty { byClass += 1 }
      rules.formUnion(fast.findings.map(\.rule))
      let words = fast.findings.map(Self.words)
      #expect(
        words == slow.findings.map(Self.words), "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
      #expect(fast.servers.map(Self.words) == slow.servers.map(Self.words))
      var counts: [String: Int] = [:]
      fast.findings.forEachKind { (finding, count) in
        counts["\(finding.severity) \(finding.rule)", default: 0] += count
      }
      #expect(
        counts == Dictionary(slow.findings.map { ("\($0.severity) \($0.rule)", 1) }, uniquingKeysWith: +))
    }
    #expect(byClass > 150 && rules.count > 8, "\(byClass) \(rules.sorted())")
  }

  @Test func `a user of a large file is found as line by line`() throws {
    var random = SeededGenerator(stream: 19)
    let folder = try TemporaryFolder()
    for spoils in [false, true] {
      var bytes: [UInt8] = []
      for number in 0..<2000 {
        bytes += Array("user\(number):".utf8) + Self.hash(&random, [10]) + [0x0A]
      }
      if spoils { bytes += Array("user7: \n".utf8) }
      #expect(bytes.count > PlainFile.minimumSize)
      try folder.write(bytes, to: "file")
      let source = ByteSource.file(try FileDescriptor.open(FilePath(folder.path + "/file"), .readOnly))
      #expect(try (PlainFile(source, for: [.chroma]) != nil) == !spoils)
      for server in Server.all {
        for user in ["user0", "user7", "user1999", "user2000", "user"] {
          let name = Array(user.utf8)
          #expect(
            try "\(server.lookUp(name, in: source))" == "\(server.lookUp(name, in: .memory(bytes)))",
            "\(user)")
        }
      }
    }
  }

  @Test(arguments: [1, 70, 300, 1 << 18])
  func `a file is read in pieces of any size`(pieceSize: Int) throws {
    var random = SeededGenerator(stream: 18)
    let folder = try TemporaryFolder()
    var plainCount = 0
    for round in 0..<600 {
      let bytes = Self.file(&random, spoils: round % 2 == 0)
      try folder.write(bytes, to: "file")
      let source = ByteSource.file(try FileDescriptor.open(FilePath(folder.path + "/file"), .readOnly))
      var users: [[UInt8]] = []
      let failure = try Server.chroma.read(source) { (bytes, entry, _) in
        users.append(bytes.extracting(entry.user).array)
      }
      let user = users.randomElement(using: &random) ?? []
      let plain = try PlainFile(
        source, for: [.chroma], user: user, minimumSize: 0, pieceSize: pieceSize, lists: { _ in true })
      guard let plain else { continue }
      plainCount += 1
      #expect(failure == nil && plain.lines.map(\.user) == users && plain.lineCount == users.count)
      var lines: [Line] = []
      try source.forEachLine { (_, line) in
        lines.append(line)
        return true
      }
      #expect(plain.lines.map(\.place.content) == lines.map(\.content))
      #expect(plain.lines.map(\.number) == lines.map(\.number))
      #expect(plain.last.content == lines.last?.content && plain.last.ending == lines.last?.ending)
      let firstReturn = lines.first { $0.ending == .carriageReturnLineFeed }
      #expect(plain.carriageReturnLineFeed?.number == firstReturn?.number)
      #expect(
        plain.match.map(\.user) == user && plain.match?.number == users.firstIndex(of: user).map { $0 + 1 })
      #expect(plain.widestName == users.map(\.count).max())
      for hashClass in PlainFile.HashClass.all {
        #expect(plain.count(of: hashClass) == plain.lines.count { $0.hashClass == hashClass })
      }
    }
    #expect(plainCount >= 280, "\(plainCount)")
  }

  @Test func `a hash or a name that stands twice is left to the slow way`() throws {
    let folder = try TemporaryFolder()
    let hash = "$2y$10$hR/J5NXfL73lF9lWFdhJfuM8dRd3BbCw8neQXYBd69OCWW9YmF3Qm"
    let other = "$2y$10$ZR/J5NXfL73lF9lWFdhJfuM8dRd3BbCw8neQXYBd69OCWW9YmF3Qm"
    func isPlain(_ text: String, comparesHashes: Bool, _ servers: [Server] = [.chroma]) throws -> Bool {
      try folder.write(text, to: "file")
      let source = ByteSource.file(try FileDescriptor.open(FilePath(folder.path + "/file"), .readOnly))
      return try PlainFile(source, for: servers, comparesHashes: comparesHashes, minimumSize: 0) != nil
    }
    #expect(try isPlain("a:\(hash)\nb:\(other)\n", comparesHashes: true))
    #expect(try !isPlain("a:\(hash)\nb:\(hash)\n", comparesHashes: true))
    #expect(try isPlain("a:\(hash)\nb:\(hash)\n", comparesHashes: false))
    #expect(try !isPlain("a:\(hash)\na:\(other)\n", comparesHashes: false))
    #expect(try !isPlain("a:\(hash)\nA:\(other)\n", comparesHashes: false))
    #expect(try isPlain("a:\(hash)\r\nb:\(other)\n", comparesHashes: false))
    // There a CR is a part of the hash, and another server's file is made of these lines, or reads one of them.
    #expect(try !isPlain("a:\(hash)\r\nb:\(other)\n", comparesHashes: false, [.chroma, .nginx]))
    for server in [Server.chroma04, .envoy, .caddy, .haproxy] {
      #expect(try !isPlain("a:\(hash)\nb:\(other)\n", comparesHashes: false, [server]))
    }
    #expect(try !isPlain("a:\(hash)\nb:\(other)", comparesHashes: false))
  }
}
