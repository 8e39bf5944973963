internal import Kernel

/// Names in a value, replaced as compose does it (compose-go 2.10, `template/template.go`): `$NAME`, `${NAME}`,
/// `${NAME:-text}`, `${NAME-text}`, `${NAME:?text}`, `${NAME?text}`, `${NAME:+text}`, `${NAME+text}`, `$$`.
struct Substitution {
  enum Fault: Error, Equatable {
    /// Compose says "Invalid template".
    case invalid
    /// `${NAME:?text}`, and NAME is not set.
    case required(String)
    /// More than the budget, or nested deeper than is read here.
    case tooLong
  }

  /// A value, and what became of names in it.
  struct Result {
    var text: [UInt8] = []
    var wasExpanded = false
    /// Names without a value and without a text to take its place.
    var missing: [String] = []
    /// Whether a `$` stayed only because nothing that begins a name comes after it.
    var keptDollar = false
  }

  /// The value of a name; nil if it is not set.
  typealias Lookup = ([UInt8]) -> [UInt8]?

  private let text: [UInt8]
  private let lookup: Lookup
  private var budget: ExpansionBudget
  private var position = 0
  private var result = Result()

  private static let maximumDepth = 16

  /// - Parameter budget: what is left of it is written back.
  static func expand(
    _ text: [UInt8], _ budget: inout ExpansionBudget, _ lookup: Lookup
  ) throws(Fault) -> Result {
    guard text.contains(Ascii.dollar) else { return Result(text: text) }
    return try withoutActuallyEscaping(lookup) { (lookup) throws(Fault) in
      var substitution = Substitution(text: text, lookup: lookup, budget: budget)
      defer { budget = substitution.budget }
      substitution.result.text = try substitution.part(until: text.count, depth: 0)
      return substitution.result
    }
  }

  private init(text: [UInt8], lookup: @escaping Lookup, budget: ExpansionBudget) {
    (self.text, self.lookup, self.budget) = (text, lookup, budget)
  }

  /// Replaces names from `position` on.
  private mutating func part(until end: Int, depth: Int) throws(Fault) -> [UInt8] {
    guard depth < Self.maximumDepth else { throw .tooLong }
    var part: [UInt8] = []
    while position < end {
      let byte = text[position]
      position += 1
      guard byte == Ascii.dollar, position < end else {
        part.append(byte)
        continue
      }
      let next = text[position]
      if next == Ascii.dollar {
        position += 1
        part.append(byte)
        result.wasExpanded = true
      } else if next == UInt8(ascii: "{") {
        position += 1
        part += try braced(until: end, depth: depth)
      } else if next.beginsName {
        part += try value(of: name(until: end))
      } else {
        part.append(byte)
        result.keptDollar = true
      }
      guard part.count <= 1 << 20 else { throw .tooLong }
    }
    return part
  }

  private mutating func name(until end: Int) -> [UInt8] {
    let start = position
    while position < end, text[position].isInName { position += 1 }
    return Array(text[start..<position])
  }

  private mutating func value(of name: [UInt8]) throws(Fault) -> [UInt8] {
    result.wasExpanded = true
    guard let value = lookup(name) else {
      if result.missing.count < 10 { result.missing.append(String(decoding: name, as: UTF8.self)) }
      return []
    }
    guard budget.spend(value.count) else { throw .tooLong }
    return value
  }

  /// Reads what comes after `${`, the closing brace included.
  private mutating func braced(until end: Int, depth: Int) throws(Fault) -> [UInt8] {
    guard position < end, text[position].beginsName else { throw .invalid }
    let name = name(until: end)
    guard position < end else { throw .invalid }
    if text[position] == UInt8(ascii: "}") {
      position += 1
      return try value(of: name)
    }
    let countsEmpty = text[position] == Ascii.colon
    if countsEmpty { position += 1 }
    guard position < end, let action = Action(text[position]) else { throw .invalid }
    position += 1
    let close = try closingBrace(from: position, until: end)
    let missing = result.missing
    let other = try part(until: close, depth: depth + 1)
    position = close + 1
    result.wasExpanded = true
    var value = lookup(name)
    if countsEmpty, value?.isEmpty ?? false { value = nil }
    // A text that is not used has no missing names.
    let isUsed = action == .presence ? value != nil : value == nil
    if !isUsed { result.missing = missing }
    switch action {
    case .fallback:
      guard let value else { return other }
      guard budget.spend(value.count) else { throw .tooLong }
      return value
    case .demand:
      guard let value else { throw .required(String(decoding: name, as: UTF8.self)) }
      guard budget.spend(value.count) else { throw .tooLong }
      return value
    case .presence: return value == nil ? [] : other
    }
  }

  private enum Action {
    case fallback, demand, presence

    init?(_ byte: UInt8) {
      switch byte {
      case Ascii.hyphen: self = .fallback
      case UInt8(ascii: "?"): self = .demand
      case UInt8(ascii: "+"): self = .presence
      default: return nil
      }
    }
  }

  /// The brace that closes the one before `start`: of the same line, every brace in between counted; if the count
  /// does not come out, the last one.
  private func closingBrace(from start: Int, until end: Int) throws(Fault) -> Int {
    var open = 1
    var last: Int?
    var index = start
    while index < end, text[index] != Ascii.lineFeed {
      if text[index] == UInt8(ascii: "{") { open += 1 }
      if text[index] == UInt8(ascii: "}") {
        open -= 1
        last = index
        if open == 0 { return index }
      }
      index += 1
    }
    guard let last else { throw .invalid }
    return last
  }
}

extension UInt8 {
  /// Whether a variable's name can begin with it.
  var beginsName: Bool { isASCIILetter || self == UInt8(ascii: "_") }
  var isInName: Bool { beginsName || (Ascii.zero...Ascii.nine).contains(self) }
  var isASCIILetter: Bool { (0x41...0x5A).contains(self & 0xDF) && self < 0x80 }
}
