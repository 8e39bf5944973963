internal import Kernel

/// `$(NAME)` in values, commands and arguments (`third_party/forked/golang/expansion` of Kubernetes).
enum KubernetesExpansion {
  /// Expands a text; a name that is not set stays as it is written.
  ///
  /// - Parameter lookup: what a name has.
  /// - Returns: nil if a value is not known.
  static func expand(
    _ text: [UInt8], _ budget: inout ExpansionBudget, _ spelling: inout Variables.Spelling,
    _ lookup: ([UInt8]) -> Variables.Value
  ) -> [UInt8]? {
    guard text.contains(Ascii.dollar) else { return text }
    var result: [UInt8] = []
    var position = 0
    var isKnown = true
    // The next parenthesis, so that none is looked for twice.
    var close = -1
    while position < text.count {
      let byte = text[position]
      position += 1
      guard byte == Ascii.dollar, position < text.count else {
        result.append(byte)
        continue
      }
      let next = text[position]
      guard next == UInt8(ascii: "(") else {
        // Two of them are one.
        result.append(byte)
        if next != Ascii.dollar { result.append(next) }
        position += 1
        continue
      }
      if close < position { close = text[position...].firstIndex(of: UInt8(ascii: ")")) ?? text.count }
      guard close < text.count else {
        result += [byte, next]
        position += 1
        continue
      }
      let name = Array(text[(position + 1)..<close])
      position = close + 1
      switch lookup(name) {
      case .known(let value):
        spelling.wasExpanded = true
        guard budget.spend(value.count) else { return nil }
        result += value
      case .unset: result += [Ascii.dollar, UInt8(ascii: "(")] + name + [UInt8(ascii: ")")]
      case .unknown: isKnown = false
      }
    }
    return isKnown ? result : nil
  }
}
