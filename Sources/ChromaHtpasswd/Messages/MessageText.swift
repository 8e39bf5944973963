internal import Htpasswd

/// Text as messages are compared: in lower case, white space of any kind as one space, without colours and without
/// quotes, whether a shell, JSON or a web page took them away or changed them. Only two different quotes in a row are
/// kept, as `"`: those are quotes that have become part of a value.
struct MessageText {
  private(set) var bytes: [UInt8] = []
  /// Where lines begin in `bytes`, ascending; the first is number 1.
  private var lines: [(offset: Int, number: Int)] = [(0, 1)]
  private var state = State.text
  /// The quote that was read last, if nothing came after it.
  private var quote: UInt8?

  private enum State {
    case text
    case backslash
    /// After ESC, and in a sequence of a terminal (ECMA-48, 5.4).
    case escape, control
    /// After E2, and after E2 80: typographic quotes, perhaps.
    case wide, wider
  }

  init() {}

  init(_ text: String) {
    for byte in text.utf8 { append(byte) }
    finish()
  }

  mutating func append(_ byte: UInt8) {
    switch state {
    case .text: read(byte)
    case .backslash:
      state = .text
      // As in JSON.
      read("nrt".utf8.contains(byte) ? Ascii.space : byte)
    case .escape:
      state = byte == UInt8(ascii: "[") ? .control : .text
    case .control:
      if 0x40...0x7E ~= byte { state = .text }
    case .wide where byte == 0x80: state = .wider
    case .wide:
      state = .text
      put(0xE2)
      read(byte)
    case .wider:
      state = .text
      switch byte {
      case 0x98, 0x99: read(UInt8(ascii: "'"))
      case 0x9C, 0x9D: read(UInt8(ascii: "\""))
      default:
        put(0xE2)
        put(0x80)
        read(byte)
      }
    }
  }

  /// Takes what began and did not end as text.
  mutating func finish() {
    if state == .wide || state == .wider { put(0xE2) }
    state = .text
    if bytes.last == Ascii.space { bytes.removeLast() }
  }

  private mutating func read(_ byte: UInt8) {
    switch byte {
    case 0x1B: state = .escape
    case 0xE2: state = .wide
    case Ascii.backslash: state = .backslash
    case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"):
      if let last = quote, last != byte {
        put(UInt8(ascii: "\""))
      } else {
        quote = byte
      }
    case 0...Ascii.space, Ascii.delete:
      if let last = bytes.last, last != Ascii.space { put(Ascii.space) }
      if byte == Ascii.lineFeed { beginLine() }
    case 0x41...0x5A: put(byte | 0x20)
    default: put(byte)
    }
  }

  private mutating func put(_ byte: UInt8) {
    bytes.append(byte)
    quote = nil
  }

  private mutating func beginLine() {
    let last = lines[lines.count - 1]
    if last.offset == bytes.count {
      lines[lines.count - 1].number += 1
    } else {
      lines.append((bytes.count, last.number + 1))
    }
  }

  /// The line that a byte came from.
  func line(of offset: Int) -> Int {
    var (low, high) = (0, lines.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if lines[middle].offset <= offset { low = middle } else { high = middle }
    }
    return lines[low].number
  }

  /// Forgets the first bytes.
  mutating func drop(_ count: Int) {
    let line = line(of: count)
    bytes.removeFirst(count)
    lines = [(0, line)] + lines.filter { $0.offset > count }.map { ($0.offset - count, $0.number) }
  }
}
