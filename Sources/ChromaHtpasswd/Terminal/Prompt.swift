internal import CLinux
internal import Glibc
internal import Htpasswd

/// Asks for a password on the controlling terminal (/dev/tty, tty(4)), the echo off. It is put back on every way
/// out, signals included.
struct Prompt: ~Copyable {
  private let terminal: FileDescriptor

  /// - Returns: nil if there is no terminal.
  init?() {
    guard let terminal = try? FileDescriptor.open(FilePath("/dev/tty"), .readWrite) else { return nil }
    self.terminal = terminal
  }

  func say(_ text: String) throws(Failure) {
    do {
      try terminal.write(Array((text + "\n").utf8).span)
    } catch {
      throw Failure(.unreachable, "cannot ask for the password on the terminal: \(error)")
    }
  }

  /// - Parameter question: what is shown, such as `password for admin: `.
  func ask(_ question: String) throws(Failure) -> Secret {
    var secret = Secret()
    do throws(SystemError) {
      let bytes = Array(question.utf8)
      // The C string outlives the prompt: SIGTSTP shows it again.
      guard let text = unsafe strdup(question) else { throw SystemError.outOfMemory }
      defer { unsafe free(text) }
      if unsafe clinux_hide_echo(terminal.number, text) != 0 { throw SystemError.last }
      defer { clinux_show_echo() }
      try terminal.write(bytes.span)
      let ended = try secret.read(from: terminal, line: true, limit: 4096)
      try terminal.write([0x0A].span)
      if !ended || secret.count > 0 { return secret }
    } catch {
      throw Failure(.unreachable, "cannot ask for the password on the terminal: \(error)")
    }
    throw Failure(.usage, "no password was typed")
  }
}
