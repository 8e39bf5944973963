internal import Kernel
internal import YAML

extension YAMLNode {
  /// The type of a scalar for Kubernetes (go-yaml 2, which sigs.k8s.io/yaml builds on); nil for text.
  var plainType: PlainScalar? {
    guard kind == .scalar, isImplicit, style == .plain else { return nil }
    let bytes = text
    switch PlainScalar(bytes) {
    // Go has no numbers in base 60, and leaves dates alone.
    case .number: return bytes.contains(Ascii.colon) ? nil : .number
    case .date, .time: return nil
    case let type?: return type
    case nil: return Self.isNumberInGo(bytes) ? .number : nil
    }
  }

  var isKubernetesText: Bool { kind == .scalar && plainType == nil }

  /// Whether Go reads a number where Python reads text: `1e3`, `0o10`, `08`.
  private static func isNumberInGo(_ bytes: [UInt8]) -> Bool {
    guard bytes.count < 40, let first = bytes.first, (Ascii.zero...Ascii.nine).contains(first) else {
      return false
    }
    let digits = bytes.prefix { (Ascii.zero...Ascii.nine).contains($0) || $0 == UInt8(ascii: ".") }
    var rest = bytes[digits.count...]
    if first == Ascii.zero, digits.count == 1, rest.first == UInt8(ascii: "o") {
      return rest.count > 1 && rest.dropFirst().allSatisfy { (0x30...0x37).contains($0) }
    }
    if rest.isEmpty { return !digits.contains(UInt8(ascii: ".")) }
    guard digits.count(where: { $0 == UInt8(ascii: ".") }) < 2, let mark = rest.popFirst(),
      mark | 0x20 == 0x65
    else {
      return false
    }
    if let sign = rest.first, sign == UInt8(ascii: "+") || sign == Ascii.hyphen { rest = rest.dropFirst() }
    return !rest.isEmpty && rest.allSatisfy { (Ascii.zero...Ascii.nine).contains($0) }
  }
}
