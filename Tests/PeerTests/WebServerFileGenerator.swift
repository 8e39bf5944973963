import TestSupport

/// A credential file, and those who try to get in.
struct WebServerQuestion {
  var content: [UInt8]
  var logins: [WebServerLogin]
}

struct WebServerLogin {
  var user: [UInt8]
  var password: [UInt8]

  init(_ user: [UInt8], _ password: [UInt8]) {
    self.user = user
    self.password = password
  }
}

/// Makes credential files with what web servers read each in its own way, and logins to try on them.
struct WebServerFileGenerator {
  var random: SeededGenerator
  let pool: WebServerHashPool
  /// Hashes for a front: half of its files have nothing odd, since most fronts refuse a file for one odd line; and most hashes are
  /// of these.
  var preferred: [WebServerHashPool.Member] = []
  var isForFront: Bool { !preferred.isEmpty }

  private typealias Person = (user: [UInt8], member: WebServerHashPool.Member)

  mutating func question() -> WebServerQuestion {
    let isPlain = isForFront && once(in: 2)
    var people = (0..<Int.random(in: 1...4, using: &random)).map { _ in (user: user(), member: member()) }
    if isPlain {
      let names = [
        "admin", "bob", "jörg", "a b", "v(w)", "it's", "\"q\"", "`b`", "back\\slash", "c#d", "x$y",
      ]
      people = names.shuffled(using: &random).prefix(people.count).map {
        (user: Array($0.utf8), member: member())
      }
    }
    var lines = people.map { $0.user + [colon] + $0.member.hash }
    if isPlain {
      let content = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
      return WebServerQuestion(content: content, logins: logins(people, content))
    }
    if once(in: 2), let index = lines.indices.randomElement(using: &random) { spoil(&lines[index]) }
    if once(in: 6), let index = lines.indices.randomElement(using: &random) { spoil(&lines[index]) }
    while once(in: 2) { insert(oddLine(), into: &lines) }
    if once(in: 6) {
      for _ in 0...pick([1, 2, 3]) { insert(beginning(of: pick(people).user), into: &lines) }
    }
    if once(in: 8) { insert(pick(people).user + [colon] + member().hash, into: &lines) }
    if once(in: 4) { insertLongLine(of: pick(people), into: &lines) }
    var content = join(lines)
    if once(in: 8) { breakLine(in: &content) }
    if once(in: 10), let place = content.indices.randomElement(using: &random) {
      content.insert(0, at: place)
    }
    if once(in: 15) { spoilEncoding(of: &content) }
    return WebServerQuestion(content: content, logins: logins(people, content))
  }

  /// The most logins of one file. Of a front more: where it refuses the file, all of them count for nothing.
  private static let loginCount = 5

  private let colon = UInt8(ascii: ":")

  private mutating func pick<Element>(_ choices: [Element]) -> Element {
    choices.randomElement(using: &random)!
  }

  private mutating func once(in count: Int) -> Bool { random.once(in: count) }

  private mutating func member() -> WebServerHashPool.Member {
    if isForFront, !once(in: 4) { return pick(preferred) }
    switch Int.random(in: 0..<10, using: &random) {
    case 0...4: return pick(pool.bcrypt)
    case 5...7: return pick(pool.others)
    case 8: return pick(WebServerHashPool.foreign)
    default: return pick(WebServerHashPool.plain)
    }
  }

  private mutating func user() -> [UInt8] {
    if once(in: 12) {
      return pick([[0xe9, 0x74, 0xe9], [0xa0, 0x75], [0x75, 0x85], [0x75, 0xc2], [0xff]])
    }
    if once(in: 40) {
      return Array(repeating: UInt8(ascii: "u"), count: pick([255, 256, 962, 963, 964, 965]))
    }
    return Array(
      pick([
        "admin", "admin", "admin", "adm", "ad", "a", "Admin", "bob", "jörg", "用户", "", "#x", "-x", " lead",
        "trail ",
        "\ttab", "c\rr", "\rcr", "x\u{a0}", "\u{a0}x", "\u{85}x", "\u{3000}x", "x\u{2003}", "a\\", "\\",
        "a b",
        "{SHA}", "$2y$", "v\u{b}", "f\u{c}", "s\u{1c}",
      ]).utf8)
  }

  private mutating func beginning(of user: [UInt8]) -> [UInt8] {
    Array(user.prefix(Int.random(in: 0...user.count, using: &random)))
  }

  private mutating func insert(_ line: [UInt8], into lines: inout [[UInt8]]) {
    lines.insert(line, at: Int.random(in: 0...lines.count, using: &random))
  }

  private mutating func oddLine() -> [UInt8] {
    Array(
      pick([
        "", "", " ", "\t", "\u{c}", "\u{a0}", "\r", "#", "# comment", "# note: x", "#admin:x", "  # indented",
        "\t#x:y", "\u{a0}# no break", "# joined \\", "\\", "\\\\", " \\", "adm", "admin", "bare words", ":",
        "::",
        ":x", "admin:", "admin: ", " :x", "a:b", "admin:b:c", "admin:*0", "admin:*1", "admin:*", "admin:!x",
        "\0",
        "\u{feff}", "bob:$apr1$abcdefgh$0123456789012345678901", "bob:{SHA}", "bob:{SSHA}AAAA", "bob:{PLAIN}",
        "bob:$6$", "bob:$2y$", "bob:$y$", "bob:ab", "bob:_",
      ]).utf8)
  }

  private static let space =
    [
      " ", "  ", "\t", ":", "\u{b}", "\u{c}", "\r", "\u{1c}", "\u{1f}", "\u{85}", "\u{a0}", "\u{1680}",
      "\u{2003}",
      "\u{2028}", "\u{3000}", "\u{200b}", "\u{feff}",
    ].map { Array($0.utf8) } + [[0x85], [0xa0], [0xc2], [0xe2, 0x80]]

  private mutating func spoil(_ line: inout [UInt8]) {
    let hash = (line.firstIndex(of: colon) ?? line.count - 1) + 1
    let isBcrypt = line[hash...].starts(with: "$2".utf8) && line.count >= hash + 60
    switch Int.random(in: 0..<12, using: &random) {
    case 0...2:
      line.insert(contentsOf: pick(Self.space), at: pick([0, hash - 1, hash, line.count, line.count]))
    case 3...4 where hash < line.count:
      // In bcrypt, only some of the alphabet can be at the ends of the salt and of the digest. What sets the cost
      // is left alone: with another one a single login takes hours, or all the memory there is.
      let digest = isBcrypt ? hash + 7 : max(hash, line.count - 12)
      let place =
        isBcrypt && once(in: 2)
        ? pick([hash + 28, hash + 59])
        : Int.random(in: min(digest, line.count - 1)..<line.count, using: &random)
      line[min(place, line.count - 1)] = pick(Array("./ABCOPefuvwxyz0123456789-=$+!a{\\".utf8))
    case 5...6 where hash + 4 < line.count:
      let beginnings = [
        "$2$", "$2Y$", "$2c$", "$2z$", "$1z$", "$3a$", "$2x$", "$2a$", "$2b$", "$2y$", "2y$", "$$2y$$",
        "$apr1$",
        "{SHA}", "{sha}", "{PLAIN}", "{SSHA}",
      ]
      line.replaceSubrange(hash..<hash + 4, with: pick(beginnings).utf8)
    case 7 where isBcrypt:
      let costs = ["03", "05", "4 ", " 4", "0 ", "4", "004", "32", "99", "+4", "-4", "0x"]
      line.replaceSubrange(hash + 4..<hash + 6, with: pick(costs).utf8)
    case 8 where isBcrypt:
      line[hash + 6] = pick(Array("$:.x ".utf8))
    case 9 where hash < line.count:
      line.removeSubrange(Int.random(in: hash..<line.count, using: &random)..<line.count)
    default:
      line += Array(
        pick(["A", ".", ":", ":third", ":third:fourth", " # note", "#", " trailing words", "\\", "$"]).utf8)
    }
  }

  /// Where readers have the ends of their buffers.
  private static let borders = [
    1022...1026, 2045...2050, 4094...4097, 8187...8194, 16380...16384, 65532...65538,
  ]

  private mutating func insertLongLine(of person: Person, into lines: inout [[UInt8]]) {
    let count = Int.random(in: pick(Self.borders), using: &random)
    let entry = person.user + [colon] + person.member.hash
    var line: [UInt8]
    switch Int.random(in: 0..<9, using: &random) {
    case 0: line = padded(Array("#".utf8), count)
    case 1: line = padded(Array("bare".utf8), count)
    case 2: line = padded(Array("other:".utf8), count)
    case 3: line = padded(entry + [colon], count)
    case 4: line = padded(entry, count, with: " ")
    case 5: line = Array(repeating: UInt8(ascii: " "), count: max(0, count - entry.count)) + entry
    case 6: line = padded(person.user + Array(":{PLAIN}".utf8), count)
    case 7:
      line = padded(Array("long".utf8), count)
      line.replaceSubrange(
        max(0, line.count - person.member.hash.count - 1)..., with: [colon] + person.member.hash)
    default: line = padded(entry + [0], count)
    }
    if once(in: 5) { line += [UInt8(ascii: "\\")] }
    if once(in: 8) { line[Int.random(in: line.indices, using: &random)] = 0 }
    if once(in: 8) { line[Int.random(in: line.indices, using: &random)] = UInt8(ascii: "\n") }
    insert(line, into: &lines)
  }

  private func padded(_ start: [UInt8], _ count: Int, with filler: Character = "x") -> [UInt8] {
    start + Array(repeating: filler.asciiValue!, count: max(0, count - start.count))
  }

  private mutating func join(_ lines: [[UInt8]]) -> [UInt8] {
    let endings = pick([
      ["\n"], ["\n"], ["\n"], ["\r\n"], ["\r"], ["\n", "\r\n", "\r", "\n\r", "\n\n", "\r\r\n", "\\\n"],
    ])
    var content: [UInt8] = []
    for (index, line) in lines.enumerated() {
      content += line
      if index < lines.count - 1 || !once(in: 4) { content += Array(pick(endings).utf8) }
    }
    return content
  }

  /// Breaks a line as configuration files break theirs.
  private mutating func breakLine(in content: inout [UInt8]) {
    let breaks = ["\\\n", "\\\n", "\\\r\n", "\\\\\n", "\\\\\n\n", "\\\n\\\n", "\\ \n", "\\\n "]
    content.insert(contentsOf: pick(breaks).utf8, at: Int.random(in: 0...content.count, using: &random))
  }

  private mutating func spoilEncoding(of content: inout [UInt8]) {
    switch Int.random(in: 0..<5, using: &random) {
    case 0, 1: content = [0xef, 0xbb, 0xbf] + content
    case 2: content = [0xff, 0xfe] + content.flatMap { [$0, 0] }
    case 3: content = [0xfe, 0xff] + content.flatMap { [0, $0] }
    default: content = content.flatMap { [$0, 0] }
    }
  }

  /// The right password, another one, and the like, for those who are in the file as written and as read.
  private mutating func logins(_ people: [Person], _ content: [UInt8]) -> [WebServerLogin] {
    var logins = people.map { WebServerLogin($0.user, $0.member.password) }
    for login in logins where login.password.count >= 72 {
      // bcrypt reads 72 bytes, libcrypt takes 511.
      for count in [72, 73, 100, 510, 511, 512, 513] where once(in: 3) {
        let tail = Array(repeating: UInt8(ascii: "x"), count: max(0, count - login.password.count))
        logins.append(.init(login.user, Array(login.password.prefix(count)) + tail))
      }
    }
    let names = content.split { $0 == UInt8(ascii: "\n") || $0 == 0 }.flatMap { line -> [[UInt8]] in
      let name = Array(line.prefix { $0 != colon })
      return [
        name, Array(name.drop { $0 <= 0x20 }), Self.stripped(name), name.filter { $0 != UInt8(ascii: "\\") },
      ]
    }
    for _ in 0..<(isForFront ? 10 : 6) {
      logins.append(.init(once(in: 3) ? pick(people).user : pick(names + [[]]), pick(people).member.password))
    }
    // A {PLAIN} password that is in the file, whole and cut.
    if let field = content.firstRange(of: "{PLAIN}".utf8) {
      let password = content[field.upperBound...].prefix { $0 != UInt8(ascii: "\n") && $0 != colon }
      for count in [password.count, 2041, 2040, 2042] {
        logins.append(.init(pick(people).user, Array(password.prefix(count))))
      }
    }
    logins.append(.init(pick(people).user, pick(pool.all).password))
    logins.append(.init(pick(people).user, []))
    logins.append(.init(Array("nobody".utf8), pick(people).member.password))
    return logins.shuffled(using: &random).filter { login in
      // A header's user ends at the first colon, its lines are limited, and an argument list cannot hold NUL.
      !login.user.contains { $0 == colon || $0 == 0 } && !login.password.contains(0)
        && login.user.count + login.password.count < 4500
    }.prefix(isForFront ? 3 * Self.loginCount : Self.loginCount).map { $0 }
  }

  private static func stripped(_ name: [UInt8]) -> [UInt8] {
    let text = String(decoding: name, as: UTF8.self).unicodeScalars.drop { $0.properties.isWhitespace }
    let end = text.lastIndex { !$0.properties.isWhitespace }
    return end.map { Array(String(text[...$0]).utf8) } ?? []
  }
}
