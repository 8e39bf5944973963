import TestSupport

/// Makes YAML files by spoiling others.
struct YAMLMutator {
  var random: SeededGenerator
  let seeds: [String]

  private static let pieces = [
    "-", "?", ":", ",", "[", "]", "{", "}", "#", "&", "*", "!", "|", ">", "'", "\"", "%", "@", "`", "\\", " ",
    "\t",
    "\n", "~", "=", "<", ".", "/", "_", "+", "a", "1", "0", "x", "\r", "\r\n", "\n  ", "- ", "? ", ": ", " #",
    ", ",
    "\u{85}", "\u{2028}", "\u{2029}", "é", "\u{FEFF}", "\u{1F989}", "\u{7F}", "---", "...", "\n---\n",
    "\n...\n",
    "<<", "<<: ", "!!", "!!str ", "!!int ", "!!null ", "!!set ", "! ", "!x ", "&a ", "*a", "|\n", "|2\n",
    "|-\n ",
    ">\n ", "\n\n", "  ", "''", "\"\"", "[]", "{}", "null", "yes", "12", "1.5", "1:30", "0x1F", "2024-01-31",
    "2024-02-30", "2024-01-31 10:00:00", "tokens", "tenant: \"*\"", "\\x41", "\\uD800", "\\n", "\\",
  ]

  mutating func file() -> String {
    var text = Array(pick(seeds))
    for _ in 0..<pick([0, 1, 1, 1, 2, 2, 3, 5]) {
      let place = Int.random(in: 0...text.count, using: &random)
      switch Int.random(in: 0..<20, using: &random) {
      case 0..<10: text.insert(contentsOf: pick(Self.pieces), at: place)
      case 10..<14: text.removeSubrange(place..<min(text.count, place + pick([1, 1, 1, 2, 5])))
      case 14..<17:
        text.replaceSubrange(place..<min(text.count, place + 1), with: pick(Self.pieces))
      case 17:
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var other = lines
        other.insert(pick(lines), at: Int.random(in: 0...lines.count, using: &random))
        text = Array(other.joined(separator: ["\n"]))
      default:
        let other = Array(pick(seeds))
        let start = Int.random(in: 0...other.count, using: &random)
        let part = other[start..<min(other.count, start + Int.random(in: 1...30, using: &random))]
        text.insert(contentsOf: part, at: place)
      }
    }
    return String(text)
  }

  private mutating func pick<Element>(_ choices: [Element]) -> Element {
    choices.randomElement(using: &random)!
  }
}
