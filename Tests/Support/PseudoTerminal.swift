import Foundation
import Synchronization
public import Testing

/// A program with a terminal of its own: all three streams and the controlling terminal.
public final class PseudoTerminal {
  private let command: Command
  private let process: pid_t
  private let near: Descriptor
  /// Held open meanwhile: a terminal that nobody has open is at its end.
  private let far: Descriptor
  private var isReaped = false
  /// Everything that the terminal has shown.
  public private(set) var shown = ""

  /// - Parameter columns: how wide it is; 0 if it does not say so.
  public init(_ command: Command, columns: UInt16 = 0) throws {
    self.command = command
    (near, far, process) = try Command.spawning.withLock { _ in
      var ends: (near: Int32, far: Int32) = (-1, -1)
      var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
      _ = unsafe openpty(&ends.near, &ends.far, nil, nil, &size)
      let near = try Descriptor(ends.near)
      let far = try Descriptor(ends.far)
      let process = try unsafe command.spawn { actions in
        // The first terminal that the leader of a new session opens becomes its controlling terminal.
        unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, ttyname(far.number), O_RDWR, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDOUT_FILENO)
        unsafe posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDERR_FILENO)
      }
      return (near, far, process)
    }
  }

  deinit {
    guard !isReaped else { return }
    kill(SIGKILL)
    _ = reap(process)
  }

  /// Whether the terminal shows what is typed.
  public var echoes: Bool {
    var settings = termios()
    _ = unsafe tcgetattr(near.number, &settings)
    return settings.c_lflag & tcflag_t(ECHO) != 0
  }

  public func type(_ text: String) {
    _ = near.write(text.utf8)
  }

  public func kill(_ signal: Int32) {
    _ = Foundation.kill(process, signal)
  }

  /// Reads until the text has been shown since the last call, and records an issue when it never is.
  public func waitFor(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
    var news = ""
    while !news.contains(text) {
      guard let bytes = readNext() else {
        Issue.record("\(text) was not shown, but \(shown)", sourceLocation: sourceLocation)
        return
      }
      news += bytes
    }
  }

  /// Waits for the program's end.
  public func finish() throws -> Outcome {
    far.close()
    while readNext() != nil {}
    isReaped = true
    return Outcome(of: command, ending: reap(process), output: Array(shown.utf8), errors: [])
  }

  /// The text that is shown next; nil when the program has left the terminal. One that shows nothing for minutes hangs: it
  /// is killed.
  private func readNext() -> String? {
    var polled = pollfd(fd: near.number, events: Int16(POLLIN), revents: 0)
    if unsafe poll(&polled, 1, hangAfter) == 0 { kill(SIGKILL) }
    let bytes = near.read()
    guard !bytes.isEmpty else { return nil }
    let text = String(decoding: bytes, as: UTF8.self)
    shown += text
    return text
  }
}
