public import Foundation

/// A program that was started. One that nobody waited for is killed. Of several threads one at a time may use it.
public final class Child: @unchecked Sendable {
  public let process: pid_t
  private let command: Command
  private let input: Descriptor
  private let output: Descriptor
  private let errors: Descriptor
  private var isReaped = false
  /// Standard output and standard error, so far.
  private var said: [[UInt8]] = [[], []]

  init(of command: Command, process: pid_t, input: Descriptor, output: Descriptor, errors: Descriptor) {
    self.command = command
    self.process = process
    self.input = input
    self.output = output
    self.errors = errors
  }

  deinit {
    guard !isReaped else { return }
    kill(SIGKILL)
    _ = reap(process)
  }

  public func kill(_ signal: Int32) {
    _ = Foundation.kill(process, signal)
  }

  /// Gives a program that answers each line with one the next line; nil if it ends without an answer.
  public func answer(to line: [UInt8]) -> [UInt8]? {
    exchange(line, isLast: false)
    guard said[0].last == UInt8(ascii: "\n") else { return nil }
    defer { said[0] = [] }
    return said[0]
  }

  /// Gives the program its input, reads both of its streams to their ends, then waits for it.
  public func finish() throws -> Outcome {
    exchange(command.input, isLast: true)
    input.close()
    isReaped = true
    return Outcome(of: command, ending: reap(process), output: said[0], errors: said[1])
  }

  /// Gives the program more input, and reads both of its streams: to their ends if that was the last of it, else to the
  /// end of a line. A program that says nothing for minutes hangs: it is killed, which no test takes for success.
  private func exchange(_ bytes: [UInt8], isLast: Bool) {
    signal(SIGPIPE, SIG_IGN)
    var unwritten = bytes[...]
    while isLast || said[0].last != UInt8(ascii: "\n") {
      if isLast, unwritten.isEmpty { input.close() }
      let waiting = [output, errors].filter(\.isOpen)
      if waiting.isEmpty { return }
      var polled = waiting.map { pollfd(fd: $0.number, events: Int16(POLLIN), revents: 0) }
      if !unwritten.isEmpty { polled.append(pollfd(fd: input.number, events: Int16(POLLOUT), revents: 0)) }
      if unsafe poll(&polled, nfds_t(polled.count), hangAfter) == 0 { kill(SIGKILL) }
      for (descriptor, answer) in zip(waiting, polled) where answer.revents != 0 {
        let bytes = descriptor.read()
        said[descriptor === output ? 0 : 1] += bytes
        if bytes.isEmpty { descriptor.close() }
      }
      if !unwritten.isEmpty, polled.last!.revents != 0 {
        unwritten.removeFirst(input.write(unwritten.prefix(4096)) ?? unwritten.count)
      }
    }
  }
}

/// Milliseconds of silence after which a program is taken to hang; many more than a slow machine with other work needs.
public let hangAfter: Int32 = 900_000

/// Waits for a process and returns how it ended.
func reap(_ process: pid_t) -> Outcome.Ending {
  var status: Int32 = 0
  while unsafe waitpid(process, &status, 0) == -1 && errno == EINTR {}
  return status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .signalled(status & 0x7f)
}
