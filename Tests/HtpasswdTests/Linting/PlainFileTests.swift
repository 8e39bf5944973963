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

  /// Lines that are not plain. Some of them are of a user `u` of the file, or of one who looks alike.
  private static func oddLine(_ random: inout SeededGenerator, _ costs: [Int]) -> [UInt8] {
    let user = Array("u\(Int.random(in: 0..<40, using: &random))".utf8)
    let names = [
      "jürgen", "Jürgen", "ju\u{308}rgen", "user one", "\"quoted\"", "'q", "k\u{212A}", "a\u{200B}b", "ab",
      "$x", "{x}", "z!",
      "a-name-that-is-longer-than-thirty-two-bytes", "x y ", " x", ".dot", "_b", "tab\t", "b\u{E000}", "łódź",
      "\u{FEFF}bom",
    ].map { Array($0.utf8) }
    var name = names.randomElement(using: &random)!
    switch Int.random(in: 0..<9, using: &random) {
    case 0: name = user
    case 1: name = [0x22] + user + [0x22]
    case 2: name = Array("\u{FEFF}".utf8) + user
    case 3: name = user + Array("\u{200B}".utf8)
    case 4: name = Array("U".utf8) + user.dropFirst() + Array(" ".utf8)
    default: break
    }
    let fields = [
      hash(&random, costs), hash(&random, costs), hash(&random, costs) + Array(":x".utf8),
      Array("{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=".utf8), Array("plain".utf8), [],
      Array("$apr1$abc$h9FWgUz3n9YxylKLlR5SQ/".utf8),
      hash(&random, costs).dropLast() + [0x21], Array("$5$abc$".utf8) + text(43, &random),
      Array(" ".utf8) + hash(&random, costs),
    ]
    switch Int.random(in: 0..<14, using: &random) {
    case 0: return []
    case 1: return Array("# a comment".utf8)
    case 2: return Array("#u1:".utf8) + hash(&random, costs)
    case 3: return Array("   ".utf8)
    case 4: return user
    case 5: return name + [0xFF, 0x3A] + hash(&random, costs)
    case 6: return name + [0x3A] + hash(&random, costs) + Array(#"\"#.utf8)
    case 7: return Array(repeating: 0x61, count: Int.random(in: 500...520, using: &random))
    case 8: return name + Array(["\r:", "\0:"].randomElement(using: &random)!.utf8) + hash(&random, costs)
    default: return name + [0x3A] + fields.randomElement(using: &random)!
    }
  }

  /// Lines that are plain, and in every other file few others; where something is spoiled, most likely one is not.
  private static func file(_ random: inout SeededGenerator, spoils: Bool) -> [UInt8] {
    let costs = [[10], [4, 5, 10], Array(4...31)].randomElement(using: &random)!
    let ending = ["\n", "\n", "\r\n"].randomElement(using: &random)!
    var bytes: [UInt8] = []
    let odds = [0, 0, 40, 10, 2].randomElement(using: &random)!
    func addOddLine() {
      if odds > 0, Int.random(in: 0..<odds, using: &random) == 0 {
        bytes += oddLine(&random, costs) + Array(ending.utf8)
      }
    }
    for number in 0..<Int.random(in: 1...40, using: &random) {
      addOddLine()
      var name = (0..<Int.random(in: 0...25, using: &random)).map { _ in
        nameCharacters.randomElement(using: &random)!
      }
      name.insert(contentsOf: "u\(number)".utf8, at: 0)
      bytes += name + [0x3A] + hash(&random, costs)
      bytes += (Int.random(in: 0..<9, using: &random) == 0 ? "\n" : ending).utf8
    }
    addOddLine()
    if odds > 0, Int.random(in: 0..<8, using: &random) == 0 { bytes.removeLast() }
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
    var (byClass, withOthers) = (0, 0)
    var rules: Set<String> = []
    for round in 0..<400 * rounds {
      let bytes = Self.file(&random, spoils: round % 3 == 0)
      try folder.write(bytes, to: "file")
      let source = ByteSource.file(try FileDescriptor.open(FilePath(folder.path + "/file"), .readOnly))
      let servers = sets.randomElement(using: &random)!
      let fast = try Linter(servers, options, plainMinimumSize: 0).lint(
        source, attributes: nil, listsUsers: false)
      let slow = try Linter(servers, options, plainMinimumSize: .max).lint(
        source, attributes: nil, listsUsers: false)
      if !fast.findings.kinds.isEmpty { byClass += 1 }
      let plain = try PlainFile(source, for: servers, comparesHashes: true, minimumSize: 0)
      if plain?.others.lines.isEmpty == false { withOthers += 1 }
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
    #expect(
      byClass > 50 * rounds && withOthers > 50 * rounds && rules.count > 8,
      "\(byClass) \(withOthers) \(rules.sorted())")
  }

  @Test func `a user of a large file is found as line by line`() throws {
    var random = SeededGenerator(stream: 19)
    let folder = try TemporaryFolder()
    var plainCounts = [0, 0]
    for round in 0..<40 {
      var bytes: [UInt8] = []
      var others: [String] = []
      for number in 0..<1100 {
        if round >= 2, Int.random(in: 0..<300, using: &random) == 0 {
          let line = Self.oddLine(&random, [10])
          others.append(String(decoding: line.prefix { $0 != 0x3A }, as: UTF8.self))
          bytes += line + [0x0A]
        }
        bytes += Array("user\(number):".utf8) + Self.hash(&random, [10]) + [0x0A]
      }
      if round == 1 { bytes += Array("user7: \n".utf8) }
      #expect(bytes.count > PlainFile.minimumSize)
      try folder.write(bytes, to: "file")
      let source = ByteSource.file(try FileDescriptor.open(FilePath(folder.path + "/file"), .readOnly))
      let isPlain = try PlainFile(source, for: [.chroma]) != nil
      if round < 2 { #expect(isPlain == (round == 0)) }
      plainCounts[isPlain ? 1 : 0] += 1
      let users = ["user0", "user7", "user1099", "user2000", "user", "User8", "\"user9\"", "\u{FEFF}user3 "]
      for server in Server.all where server.content == .entries {
        #expect(
          try "\(server.failure(of: source) as Any)" == "\(server.failure(of: .memory(bytes)) as Any)")
        for user in users + others {
          let name = Array(user.utf8)
          let lookup = try server.lookUp(name, in: source)
          #expect(try "\(lookup)" == "\(server.lookUp(name, in: .memory(bytes)))", "\(server.name) \(user)")
          #expect(
            try server.traces(of: [name], [lookup], in: source)
              == server.traces(of: [name], [lookup], in: .memory(bytes)), "\(server.name) \(user)")
        }
      }
    }
    #expect(plainCounts.allSatisfy { $0 > 8 }, "\(plainCounts)")
  }

  @Test(arguments: [1, 70, 300, 1 << 18])
  func `a file is read in pieces of any size`(pieceSize: Int) throws {
    var random = SeededGenerator(stream: 18)
    let folder = try TemporaryFolder()
    var plainCount = 0
    for round in 0..<200 * rounds {
      let bytes = Self.file(&random, spoils: round % 2 == 0)
      try folder.write(bytes, to: "file")
      let source = ByteSource.file(try FileDescriptor.open(FilePath(folder.path + "/file"), .readOnly))
      var known: [[UInt8]] = []
      _ = try Server.chroma.read(source) { (bytes, entry, _) in
        known.append(bytes.extracting(entry.user).array)
      }
      let user = known.randomElement(using: &random) ?? []
      let plain = try PlainFile(
        source, for: [.chroma], user: user, minimumSize: 0, pieceSize: pieceSize,
        listing: PlainFile.HashClass.all)
      guard let plain else { continue }
      plainCount += 1
      let numbers = Set(plain.others.lines.map(\.number))
      var lines: [Line] = []
      var (users, others, last): ([[UInt8]], [UInt8], Line?) = ([], [], nil)
      try source.forEachLine { (bytes, line) in
        if numbers.contains(line.number) {
          others += bytes.array
          #expect(plain.others.lines.contains { $0.content == line.content && $0.ending == line.ending })
        } else {
          users.append(bytes.array.split(separator: 0x3A).first.map(Array.init) ?? [])
          lines.append(line)
        }
        last = line
        return true
      }
      #expect(plain.lines.map(\.user) == users && plain.lineCount == users.count + numbers.count)
      #expect(plain.others.bytes == others && plain.plainCount == users.count)
      #expect(plain.lines.map(\.place.content) == lines.map(\.content))
      #expect(plain.lines.map(\.number) == lines.map(\.number))
      #expect(plain.last.content == last?.content && plain.last.ending == last?.ending)
      let firstReturn = lines.first { $0.ending == .carriageReturnLineFeed }
      #expect(plain.carriageReturnLineFeed?.number == firstReturn?.number)
      #expect(plain.match?.number == lines.enumerated().first { users[$0.offset] == user }?.element.number)
      #expect(plain.widestName == users.map(\.count).max())
      for hashClass in PlainFile.HashClass.all {
        #expect(plain.count(of: hashClass) == plain.lines.count { $0.hashClass == hashClass })
      }
    }
    #expect(plainCount >= 93 * rounds, "\(plainCount)")
  }

  @Test func `odd lines are kept up to a size of all of them`() throws {
    var random = SeededGenerator(stream: 20)
    let folder = try TemporaryFolder()
    let entry = Array("user:".utf8) + Self.hash(&random, [10]) + [0x0A]
    let comment = [0x23] + Array(repeating: UInt8(ascii: "x"), count: 499) + [0x0A]
    // Each takes 516 bytes with its place.
    for (count, isKept) in [(16_200, true), (16_300, false)] {
      try folder.write(entry + Array(repeatElement(comment, count: count).joined()), to: "file")
      let source = ByteSource.file(try FileDescriptor.open(FilePath(folder.path + "/file"), .readOnly))
      let plain = try PlainFile(source, for: [.nginx])
      #expect((plain != nil) == isKept)
      #expect(plain.map { $0.others.lines.count == count } ?? true)
      #expect(try "\(Server.nginx.lookUp(Array("user".utf8), in: source))".contains("found"))
    }
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
    #expect(try isPlain("a:\(hash)\nb:\(other)\n", comparesHashes: false, [.nginx, .apache, .lighttpd]))
    for server in [Server.chroma04, .envoy, .caddy, .haproxy] {
      #expect(try !isPlain("a:\(hash)\nb:\(other)\n", comparesHashes: false, [server]))
    }
    // Lines of another kind, which have nothing in common with the plain ones, or have.
    #expect(try isPlain("a:\(hash)\nb:\(other)", comparesHashes: false))
    #expect(try isPlain("# c\na:\(hash)\n\nü:\(other)\n", comparesHashes: true))
    for line in [
      "\"a\":\(other)", "ü:\(hash)", "A :\(other)", "a\u{200B}:\(other)", "b:\(other)\\", "b\0:\(other)",
      "b\r:\(other)",
      String(repeating: "b", count: 513),
    ] {
      #expect(try !isPlain("a:\(hash)\n\(line)\n", comparesHashes: true), "\(line.debugDescription)")
    }
    // A line without a colon hides the next from whoever's name it begins.
    #expect(try isPlain("u\na:\(hash)\n", comparesHashes: true))
    #expect(try !isPlain("u\na:\(hash)\n", comparesHashes: true, [.nginx]))
  }
}
