import Foundation
import TestSupport

/// Makes credential files, most of them spoiled somewhere, and logins to try on them.
struct FileGenerator {
  var random: SeededGenerator
  let pool: HashPool

  /// Where a reader that decodes by chunks has its borders.
  private static let chunk = 8192

  /// A file and logins to try on it.
  ///
  /// - Parameter atBorder: whether the first line ends near the border of a chunk.
  mutating func question(atBorder: Bool) -> Question {
    let (entries, content) = file(atBorder: atBorder)
    return Question(content: Data(content), logins: logins(entries, content))
  }

  /// A file that is only looked at.
  mutating func content(atBorder: Bool) -> Data { Data(file(atBorder: atBorder).content) }

  private typealias Written = (user: String, member: HashPool.Member)

  private mutating func file(atBorder: Bool) -> (entries: [Written], content: [UInt8]) {
    var entries = (0..<Int.random(in: 0...5, using: &random)).map { _ in
      (user: user(), member: pick(pool.members))
    }
    var lines = entries.map { Array("\($0.user):\($0.member.hash)".utf8) }
    if random.once(in: 3) { lines.insert(oddLine(), at: Int.random(in: 0...lines.count, using: &random)) }
    if random.once(in: 12), let line = lines.randomElement(using: &random) { lines.append(line) }
    if random.once(in: 2), let index = lines.indices.randomElement(using: &random) { spoil(&lines[index]) }
    var content = join(lines)
    if random.once(in: 10) { spoilEncoding(of: &content) }
    if atBorder {
      let first = (user: pick(["long", "ä"]), member: pick(pool.members))
      entries.append(first)
      content = borderContent("\(first.user):\(first.member.hash)", before: content)
    }
    return (entries, content)
  }

  private mutating func pick<Element>(_ choices: [Element]) -> Element {
    choices.randomElement(using: &random)!
  }

  private mutating func user() -> String {
    pick([
      "admin", "admin", "Admin", "bob", "user1", "jörg", "jo\u{308}rg", "用户", "🦉", "a b", "a+b@c.de/%\"'$",
      "#admin",
      "# note", "-x", "$admin", "{SHA}", "u\u{85}v", "u\u{2028}v", "u\u{b}v", "u\u{c}v", "u\u{1c}v",
      "\u{200b}z", "\u{feff}z",
      "soft\u{ad}", "del\u{7f}", "\u{1}", "\"q\"", "'q'", String(repeating: "u", count: 255),
      String(repeating: "ü", count: 300),
    ])
  }

  /// A line that is not an entry, or one of a kind that other servers know.
  private mutating func oddLine() -> [UInt8] {
    Array(
      pick([
        "", "", " ", "\t", "\u{c}", "\u{a0}\u{3000}", "\u{200b}", "\u{feff}", "\0", "\u{1a}",
        "# comment", "# note: x", "#a:b:c", "  # indented", "user", ":", "::", ":x", "x:", "x: ", " :x",
        "a:b", "a:b:c",
        "admin:admin", "admin:realm:5f4dcc3b5aa765d61d8327deb882cf99", "export A=b",
        "bob:$apr1$abcdefgh$0123456789012345678901",
        "bob:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=", "bob:{SSHA}NO0H6IfSrHFHfTJNyXkkXGRpFkRjYWZl",
        "bob:rqXexS6ZhobKA",
        "bob:$1$abcdefgh$0123456789012345678901", "bob:$6$salt$0123456789", "bob:$y$j9T$abc$def",
        "bob:$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA", "bob:x", "bob:*", "bob:!",
      ]).utf8)
  }

  /// The characters that Python's `str.strip` strips.
  private static let whiteSpace: [Unicode.Scalar] =
    [
      "\t", "\u{b}", "\u{c}", "\u{1c}", "\u{1d}", "\u{1e}", "\u{1f}", " ", "\u{85}", "\u{a0}", "\u{1680}",
      "\u{2000}", "\u{2001}",
      "\u{2002}", "\u{2003}", "\u{2004}", "\u{2005}", "\u{2006}", "\u{2007}", "\u{2008}", "\u{2009}",
      "\u{200a}", "\u{2028}",
      "\u{2029}", "\u{202f}", "\u{205f}", "\u{3000}",
    ]

  static func stripped(_ text: String) -> String {
    let inner = text.unicodeScalars.drop { whiteSpace.contains($0) }
    let end = inner.lastIndex { !whiteSpace.contains($0) }
    return end.map { String(inner[...$0]) } ?? ""
  }

  /// Characters that look like white space, and others that should not be where they are put.
  private static let oddities: [Unicode.Scalar] =
    [
      "\u{200b}", "\u{feff}", "\u{ad}", "\u{8}", "\u{7f}", "\u{1b}", "\0", "\u{1a}", "\u{180e}", "\u{200c}",
      "\u{2060}", "\u{0300}", ":",
      "\"", "'", "$", "\\", "\r", "#", "é", "！", "🦉",
    ]

  private static let invalid: [[UInt8]] = [
    [0xf6], [0x80], [0xff], [0xfe], [0xc0, 0x80], [0xc1, 0xbf], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80],
    [0xf4, 0x90, 0x80, 0x80],
    [0xf0, 0x8f, 0xbf, 0xbf],
  ]

  /// Characters without their ends.
  private static let cut: [[UInt8]] = [
    [0xc3], [0xe2], [0xe2, 0x82], [0xf0], [0xf0, 0x9f], [0xf0, 0x9f, 0xa6],
  ]

  private mutating func spoil(_ line: inout [UInt8]) {
    let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.count
    let hash = min(colon + 1, line.count)
    let anywhere = Int.random(in: 0...line.count, using: &random)
    let border = pick([0, colon, hash, line.count, line.count])
    switch Int.random(in: 0..<16, using: &random) {
    case 0...3:
      line.insert(contentsOf: Array(String(pick(Self.whiteSpace)).utf8), at: border)
    case 4:
      line.insert(contentsOf: Array(String(pick(Self.oddities)).utf8), at: border)
    case 5:
      line.insert(contentsOf: Array(String(pick(Self.oddities + Self.whiteSpace)).utf8), at: anywhere)
    case 6...9 where hash < line.count:
      // Most hashes that differ in one place still have the right form; in the salt's and the digest's last
      // characters only some of the alphabet can be.
      let place =
        random.once(in: 3) ? pick([hash + 28, hash + 59]) : Int.random(in: hash..<line.count, using: &random)
      // No cost that takes minutes.
      let spoiled = place == hash + 4 ? "/04a-+ " : "./ABCOPefuvwxyz0123456789-=$+!a{"
      line[min(place, line.count - 1)] = pick(Array(spoiled.utf8))
    case 10 where hash < line.count:
      let prefixes = [
        "$2$", "$2Y$", "$2c$", "$3y$", "$2x$", "$2a$", "$2b$", "$2y$", "2y$", "$$2y$$", "$2y$0", "y$",
        "$2y$+", "$2y$ ",
      ]
      line.replaceSubrange(hash..<min(hash + 4, line.count), with: pick(prefixes).utf8)
    case 11 where hash + 6 < line.count:
      let costs = ["00", "03", "05", "4 ", " 4", "0 ", "4", "004", "32", "99", "+4", "-4", "٠٤"]
      line.replaceSubrange(hash + 4..<hash + 6, with: pick(costs).utf8)
    case 12 where hash < line.count:
      line.removeSubrange(Int.random(in: hash..<line.count, using: &random)..<line.count)
    case 13:
      line += Array(pick(["A", ".", ":", ":third", " # note", ":x:y", "$"]).utf8)
    case 14:
      line = pick([
        [UInt8(ascii: "\"")] + line + [UInt8(ascii: "\"")],
        Array(line[hash...]) + [UInt8(ascii: ":")] + line[..<colon],
      ])
    default:
      line.insert(contentsOf: pick(Self.invalid + Self.cut), at: anywhere)
    }
  }

  /// A first line that ends near the border of a chunk, and near it something that is not UTF-8: a reader that stops
  /// at the first line does not decode what lies in later chunks.
  private mutating func borderContent(_ entry: String, before rest: [UInt8]) -> [UInt8] {
    let border = Self.chunk * Int.random(in: 1...2, using: &random) + Int.random(in: -9...5, using: &random)
    let ending = Array(pick(["\n", "\r\n", "\r"]).utf8)
    let end = random.once(in: 4) ? Int.random(in: 0...border, using: &random) : border
    var line = random.once(in: 8) ? [] : Array(entry.utf8)
    let filler = Array(pick([" ", "\t", "x", "\u{85}", "\u{3000}"]).utf8)
    while line.count + filler.count + ending.count <= end { line += filler }
    line += [UInt8](repeating: UInt8(ascii: " "), count: max(0, end - line.count - ending.count)) + ending
    line += [UInt8](
      repeating: UInt8(ascii: "x"), count: max(0, border - end - Int.random(in: 0...5, using: &random)))
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      line += Array(pick(["a", "é", "€", "🦉", "\r", "\n"]).utf8)
    }
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return line + rest
    case 1: return line + pick(Self.cut)
    case 2: return line + pick(Self.cut) + rest
    default: return line + pick(Self.invalid) + rest
    }
  }

  private mutating func join(_ lines: [[UInt8]]) -> [UInt8] {
    let styles = [["\n"], ["\n"], ["\n"], ["\r\n"], ["\r"], ["\n", "\r\n", "\r", "\n\r", "\n\n"]]
    let endings = pick(styles)
    var content: [UInt8] = []
    for (index, line) in lines.enumerated() {
      content += line
      if index < lines.count - 1 || !random.once(in: 4) { content += Array(pick(endings).utf8) }
    }
    return content
  }

  private mutating func spoilEncoding(of content: inout [UInt8]) {
    let text = String(decoding: content, as: UTF8.self)
    let little = text.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
    let big = text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] }
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    switch Int.random(in: 0..<13, using: &random) {
    case 0...2: content = mark + content
    case 3: content = [0xff, 0xfe] + little
    case 4: content = [0xfe, 0xff] + big
    case 5: content = little
    case 6: content = big
    // A line that `>>` of Windows PowerShell appends, and one that another tool appends to that.
    case 7: content += little
    case 8: content = [0xff, 0xfe] + little + content
    case 9: content = mark + pick([[], Array("\n".utf8), Array(" ".utf8)]) + mark + content
    case 10: content = mark + content + mark + content
    case 11:
      content = text.unicodeScalars.flatMap { [UInt8](unsafe withUnsafeBytes(of: $0.value, Array.init)) }
    default: content = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }
  }

  /// The right password, another one, and the like, for those who are in the file as written and as read.
  private mutating func logins(_ entries: [Written], _ content: [UInt8]) -> [Login] {
    let readers = content.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.map {
      Array($0.prefix { $0 != UInt8(ascii: ":") })
    }
    var users = entries.map { Array($0.user.utf8) } + readers
    users += readers.map { Array(Self.stripped(String(decoding: $0, as: UTF8.self)).utf8) }
    users += [[], Array("nobody".utf8)]
    var logins = [Login(user: Data("nobody".utf8), password: Data("wrong".utf8))]
    logins += entries.map { Login(user: Data($0.user.utf8), password: Data($0.member.password)) }
    logins += logins.filter { $0.password.count > 72 }.map {
      Login(user: $0.user, password: $0.password.prefix(72))
    }
    for _ in 0..<4 {
      let password = random.once(in: 3) ? Array("wrong".utf8) : pick(pool.members).password
      logins.append(Login(user: Data(pick(users)), password: Data(password)))
    }
    for entry in entries {
      // Whoever's name is read otherwise than written has the same password.
      guard let user = users.shuffled(using: &random).first(where: { $0 != Array(entry.user.utf8) }) else {
        continue
      }
      logins.append(Login(user: Data(user), password: Data(entry.member.password)))
    }
    if random.once(in: 10) { logins[logins.count - 1].password += [0xff] }
    return logins.filter { login in
      // An argument list cannot hold NUL; a header's user ends at the first colon.
      !login.user.contains(0) && !login.user.contains(UInt8(ascii: ":")) && login.user.count < 100_000
        && !login.password.contains(0)
    }
  }
}
