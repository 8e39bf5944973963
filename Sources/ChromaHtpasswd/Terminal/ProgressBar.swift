internal import CLinux
internal import Htpasswd

/// How far a long work is, in one line that is written again and again, and is gone at the end:
/// `hashing [#########...........] 450 of 1000, 620/s, 1 s left`.
struct ProgressBar {
  private let verb: String
  private let total: Int
  private let columns: Int
  private let write: (String) -> Void
  private let start = monotonicSeconds()
  private var lastShown: Double?

  /// - Parameters:
  ///   - columns: the width of the terminal; 0 if it is not known.
  ///   - write: is given what the terminal shows.
  init(_ verb: String, of total: Int, columns: Int, _ write: @escaping (String) -> Void) {
    self.verb = verb
    self.total = total
    self.columns = columns > 0 ? columns : 80
    self.write = write
    show(0)
  }

  /// - Parameter done: of the total. It is shown ten times a second at most.
  mutating func show(_ done: Int) {
    let now = monotonicSeconds()
    if let lastShown, now - lastShown < 0.1 { return }
    lastShown = now
    clinux_line_is_open(true)
    write("\r" + line(done, seconds: now - start))
  }

  /// Takes the line away.
  func end() {
    write("\r" + String(repeating: " ", count: columns - 1) + "\r")
    clinux_line_is_open(false)
  }

  /// As wide as the terminal, but for its last column: a cursor after it may be in the next line.
  func line(_ done: Int, seconds: Double) -> String {
    var words = "\(done) of \(total)"
    if done > 0 && seconds > 0 {
      let rate = Double(done) / seconds
      words += rate < 10 ? ", \(Double(Int(rate * 10)) / 10)/s" : ", \(Int(rate))/s"
      words += ", \(duration((Double(total - done) / rate).rounded(.up))) left"
    }
    let width = min(40, columns - 1 - verb.utf8.count - words.utf8.count - 4)
    let full = total > 0 ? width * done / total : width
    let bar =
      width < 5
      ? "" : "[" + String(repeating: "#", count: full) + String(repeating: ".", count: width - full) + "] "
    let text = Array("\(verb) \(bar)\(words)".utf8.prefix(columns - 1))
    return String(decoding: text, as: UTF8.self)
      + String(repeating: " ", count: columns - 1 - text.count)
  }
}
