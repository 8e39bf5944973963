internal import Kernel

/// A published port, as compose has it once short forms and ranges are written out (go-connections 0.6, `nat.go`).
struct ComposePort: Sendable, Equatable {
  var hostAddress: String
  /// A number or a range; empty if the engine chooses.
  var published: String
  var target: Int
  var transport: String
  let place: Place

  /// Ports with the same key are one.
  var key: String { "\(hostAddress.isEmpty ? "0.0.0.0" : hostAddress):\(published):\(target)/\(transport)" }

  static func ports(_ node: ComposeNode) throws(ComposeRefusal) -> [ComposePort] {
    if let map = node.map { return [try port(map, node.place)] }
    if let text = node.text { return try ports(text, node.place) }
    if let scalar = node.scalar, scalar.kind == .integer { return try ports(scalar.string, node.place) }
    throw ComposeRefusal(reason: "a port that is neither a number nor text", place: node.place)
  }

  private static func port(_ map: ComposeMap, _ place: Place) throws(ComposeRefusal) -> ComposePort {
    guard let word = map["target"]?.word else {
      throw ComposeRefusal(reason: "a port without target", place: place)
    }
    guard let target = Int(word), (1...65535).contains(target) else {
      throw ComposeRefusal(reason: "a target that is not a port", place: map["target"]?.place ?? place)
    }
    let address = map["host_ip"]?.text ?? ""
    if !address.isEmpty, !IPAddress.isValid(address) {
      throw ComposeRefusal(reason: "a host_ip that is not an address", place: map["host_ip"]?.place ?? place)
    }
    return ComposePort(
      hostAddress: address, published: map["published"]?.word ?? "", target: target,
      transport: map["protocol"]?.text ?? "tcp", place: place)
  }

  private static func ports(_ text: String, _ place: Place) throws(ComposeRefusal) -> [ComposePort] {
    let parts = text.parts(by: Ascii.colon)
    var address = parts.dropLast(2).joined(separator: ":")
    let host = parts.count > 1 ? String(parts[parts.count - 2]) : ""
    let words = parts[parts.count - 1].parts(by: Ascii.slash)
    let transport = words.count > 1 && !words[1].isEmpty ? words[1].lowercased() : "tcp"
    guard !words[0].isEmpty, ["tcp", "udp", "sctp"].contains(transport) else {
      throw ComposeRefusal(reason: "a port that is not HOST:CONTAINER", place: place)
    }
    if address.hasPrefix("["), address.hasSuffix("]") { address = String(address.dropFirst().dropLast()) }
    if !address.isEmpty, !IPAddress.isValid(address) {
      throw ComposeRefusal(
        reason: "\(Array(address.utf8.prefix(100)).printable) is not an address", place: place)
    }
    guard let inside = range(words[0]) else {
      throw ComposeRefusal(reason: "a container port that is not a number", place: place)
    }
    var outside: ClosedRange<Int>?
    if !host.isEmpty {
      outside = range(Substring(host))
      guard let outside else {
        throw ComposeRefusal(reason: "a host port that is not a number", place: place)
      }
      if outside.count != inside.count, inside.count != 1 {
        throw ComposeRefusal(reason: "two ranges of ports of different lengths", place: place)
      }
    }
    var ports: [ComposePort] = []
    for (index, target) in inside.enumerated() {
      if target == 0 { throw ComposeRefusal(reason: "a port without target", place: place) }
      let published =
        inside.count == 1
        ? (outside.map { $0.count == 1 ? String($0.lowerBound) : host } ?? "")
        : outside.map { String($0.lowerBound + index) } ?? ""
      ports.append(
        ComposePort(
          hostAddress: address, published: published, target: target, transport: transport, place: place))
    }
    return ports
  }

  private static func range(_ text: Substring) -> ClosedRange<Int>? {
    let parts = text.parts(by: Ascii.hyphen)
    func number(_ part: Substring) -> Int? {
      guard !part.isEmpty, part.utf8.allSatisfy({ (Ascii.zero...Ascii.nine).contains($0) }) else {
        return nil
      }
      return Int(part).flatMap { $0 < 65536 ? $0 : nil }
    }
    guard let first = parts.first.flatMap({ number($0) }) else { return nil }
    guard parts.count > 1 else { return first...first }
    guard let last = number(parts[1]), last >= first else { return nil }
    return first...last
  }
}

/// Addresses as Go's `net.ParseIP` takes them.
enum IPAddress {
  static func isValid(_ text: String) -> Bool {
    text.utf8.contains(Ascii.colon) ? isVersion6(text) : isVersion4(Substring(text))
  }

  static func isLoopback(_ text: String) -> Bool {
    text.hasPrefix("127.") || text == "::1" || text.lowercased().hasPrefix("::ffff:127.")
  }

  /// Whether it means every address of the machine.
  static func isUnspecified(_ text: String) -> Bool {
    text.isEmpty || text == "0.0.0.0" || text.contains(":") && text.allSatisfy { $0 == ":" || $0 == "0" }
  }

  private static func isVersion4(_ text: Substring) -> Bool {
    var (values, value, digits) = (1, 0, 0)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: ".") where digits > 0: (values, value, digits) = (values + 1, 0, 0)
      // No number begins with 0 but 0 itself.
      case Ascii.zero...Ascii.nine where digits == 0 || value > 0:
        (value, digits) = (value * 10 + Int(byte - Ascii.zero), digits + 1)
        if value > 255 { return false }
      default: return false
      }
    }
    return values == 4 && digits > 0
  }

  private static func isVersion6(_ text: String) -> Bool {
    var groups = text.parts(by: Ascii.colon)
    var count = 0
    if let last = groups.last, last.contains(".") {
      guard isVersion4(last) else { return false }
      groups.removeLast()
      // Two groups of sixteen bits.
      count = 2
      if groups.isEmpty { return false }
      if groups.last?.isEmpty ?? false, groups.count >= 2 { groups.append("") }
    }
    var emptyRuns = 0
    var index = 0
    while index < groups.count {
      if groups[index].isEmpty {
        var end = index
        while end < groups.count, groups[end].isEmpty { end += 1 }
        let isEdge = index == 0 || end == groups.count
        // `::` leaves one empty part in the middle, two at an end, three alone.
        let expected = index == 0 && end == groups.count ? 3 : isEdge ? 2 : 1
        guard end - index == expected else { return false }
        emptyRuns += 1
        index = end
        continue
      }
      guard 1...4 ~= groups[index].utf8.count, groups[index].utf8.allSatisfy(\.isHexadecimalDigit) else {
        return false
      }
      count += 1
      index += 1
    }
    return emptyRuns == 0 ? count == 8 : emptyRuns == 1 && count < 8
  }
}
