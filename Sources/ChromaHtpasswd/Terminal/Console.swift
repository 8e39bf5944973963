internal import CLinux
internal import Glibc
internal import Htpasswd

/// The program's voice. Results go to standard output, everything else to standard error: lower case, no full
/// stop, `chroma-htpasswd: error: ...` and, if there is something to do, `hint: ...`. Prompts go to the
/// terminal (`Prompt`). What comes from a file or an argument has been made printable before it gets here.
struct Console: Sendable {
  enum Color: String, CaseIterable { case auto, always, never }

  let quiet: Bool
  private let colored: Bool
  /// Whether a report to standard output may have colours.
  let isOutputColored: Bool

  init(quiet: Bool = false, color: Color = .auto) {
    self.quiet = quiet
    colored = Self.isColored(color, STDERR_FILENO)
    isOutputColored = Self.isColored(color, STDOUT_FILENO)
  }

  private static func isColored(_ color: Color, _ descriptor: Int32) -> Bool {
    switch color {
    case .always: true
    case .never: false
    // A variable that is set and not empty: the convention of NO_COLOR. The value is not looked at.
    case .auto: isatty(descriptor) == 1 && !isSet("NO_COLOR")
    }
  }

  private static func isSet(_ variable: String) -> Bool {
    // The value is a C string that nobody changes.
    guard let value = unsafe getenv(variable) else { return false }
    return unsafe value.pointee != 0
  }

  /// How wide the terminal is that standard output is, in columns; 0 if it is none.
  var outputWidth: Int { Int(clinux_terminal_columns(STDOUT_FILENO)) }

  // MARK: Standard output

  /// A report. Nobody reading any more is not an error; anything else is.
  func print(_ text: String) throws(Failure) -> ExitStatus {
    do throws(SystemError) {
      try write(Array(text.utf8).span, to: STDOUT_FILENO)
    } catch {
      if error != .pipeClosed { throw Self.failure(error) }
    }
    return .done
  }

  /// Prints a verdict. With `-q` one that is good is left out: the exit status says as much. A bad one is the only reason
  /// for a status that is not 0.
  func verdict(_ text: String, isGood: Bool) throws(Failure) { if !quiet || !isGood { _ = try print(text) } }

  /// A secret and a line feed, unless it ends in one. Nobody reading is an error: it would be lost.
  func print(secret: borrowing Secret) throws(Failure) {
    do throws(SystemError) {
      try secret.withBytes { (bytes: borrowing Span<UInt8>) throws(SystemError) in
        try write(bytes, to: STDOUT_FILENO)
      }
      if !secret.endsInLineFeed { try write([0x0A].span, to: STDOUT_FILENO) }
    } catch {
      throw Self.failure(error)
    }
  }

  private static func failure(_ error: SystemError) -> Failure {
    Failure(.unreachable, "cannot write to standard output: \(error)")
  }

  // MARK: Standard error

  func error(_ failure: Failure) {
    line("31", "error", failure.message)
    guard let hint = failure.hint else { return }
    if hint.hasPrefix("usage: ") { put(hint + "\n") } else { line("36", "hint", hint) }
  }

  /// - Parameter evenIfQuiet: -q does not silence it, since it says what the user is about to lose.
  func warning(_ text: String, evenIfQuiet: Bool = false) {
    if !quiet || evenIfQuiet { line("33", "warning", text) }
  }

  func hint(_ text: String) { if !quiet { line("36", "hint", text) } }

  /// Says what was done.
  func note(_ text: String) { if !quiet { put("chroma-htpasswd: \(text)\n") } }

  /// A bar that shows the progress of long work; nil if nobody would see it, or with `-q`.
  func progress(_ verb: String, of total: Int) -> ProgressBar? {
    guard !quiet, isatty(STDERR_FILENO) == 1 else { return nil }
    return ProgressBar(verb, of: total, columns: Int(clinux_terminal_columns(STDERR_FILENO))) { put($0) }
  }

  /// Bare text.
  func message(_ text: String) { put(text) }

  private func line(_ color: String, _ word: String, _ text: String) {
    let word = colored ? "\u{1B}[1;\(color)m\(word):\u{1B}[0m" : "\(word):"
    put("chroma-htpasswd: \(word) \(text)\n")
  }

  /// Nothing can be said of a standard error that does not take it.
  private func put(_ text: String) { try? write(Array(text.utf8).span, to: STDERR_FILENO) }

  private func write(_ bytes: borrowing Span<UInt8>, to number: Int32) throws(SystemError) {
    try FileDescriptor.writeAll(bytes, to: number)
  }
}
