internal import Kernel

/// A directive of a configuration with blocks: its words, and what is in its braces. (A class is half as much code to those who
/// go through lists of them.)
final class FrontStatement {
  var words: [String]
  let place: Place
  /// nil if it has no block.
  var block: [FrontStatement]?

  init(words: [String], place: Place, block: [FrontStatement]? = nil) {
    (self.words, self.place, self.block) = (words, place, block)
  }

  /// Another one that is alike, to change.
  func copy() -> FrontStatement { FrontStatement(words: words, place: place, block: block) }

  var name: String { words.first ?? "" }
  var arguments: ArraySlice<String> { words.dropFirst() }

  /// Blocks in blocks; real ones have five levels.
  static let maximumDepth = 30
  /// Real ones have hundreds.
  static let maximumCount = 50_000
}

/// Blocks that are being filled, from the outside in.
struct FrontStatementStack {
  private var open: [FrontStatement] = [
    FrontStatement(words: [], place: Place(), block: [])
  ]
  private var count = 0

  /// The levels that are open besides the file itself.
  var depth: Int { open.count - 1 }

  /// - Returns: whether there is room.
  mutating func add(_ statement: FrontStatement) -> Bool {
    count += 1
    open[open.count - 1].block?.append(statement)
    return count <= FrontStatement.maximumCount
  }

  /// - Returns: whether there is room.
  mutating func begin(_ words: [String], _ place: Place) -> Bool {
    count += 1
    open.append(FrontStatement(words: words, place: place, block: []))
    return open.count <= FrontStatement.maximumDepth && count <= FrontStatement.maximumCount
  }

  /// - Returns: whether one was open.
  mutating func end() -> Bool {
    guard open.count > 1, let last = open.popLast() else { return false }
    open[open.count - 1].block?.append(last)
    return true
  }

  /// nil if a block is still open.
  var statements: [FrontStatement]? { open.count == 1 ? open[0].block : nil }
}

extension String {
  /// The reason for a word that is not in a front's own list: a module or another release may have it.
  var strangeness: String { "what \(Array(utf8.prefix(40)).printable) does is not known here" }

  /// Whether it is one of the words of a list that begins and ends with a space.
  func isWord(of list: String) -> Bool { list.contains(words: " \(self) ") }
}
