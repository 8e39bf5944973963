public import Foundation

/// A program that was started. One that nobody waited for is killed. Of several threads one at a time may use it.
public final class Child: @unchecked Sendable {
  public let process: pid_t
  private let command: Command
  private let input: Descriptor
  private let output: Descriptor
  private let errors: Descriptor
  private var isReaped = false
  private var errorsBefore: [UInt8] = []

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

  /// Gives a program that answers each line with one the next line; nil if it ends, or hangs.
  public func answer(to line: [UInt8]) throws -> [UInt8]? {
    signal(SIGPIPE, SIG_IGN)
    var unwritten = line[...]
    var answer: [UInt8] = []
    while answer.last != UInt8(ascii: "\n") {
      var polled = [output, errors].map { pollfd(fd: $0.number, events: Int16(POLLIN), revents: 0) }
      if !unwritten.isEmpty { polled.append(pollfd(fd: input.number, events: Int16(POLLOUT), revents: 0)) }
      if unsafe poll(&polled, nfds_t(polled.count), hangAfter) == 0 { return nil }
      if polled[0].revents != 0 {
        let bytes = output.read()
        if bytes.isEmpty { return nil }
        answer += bytes
      }
      if polled[1].revents != 0 { errorsBefore += errors.read() }
      if !unwritten.isEmpty, polled[2].revents != 0 {
        guard let count = input.write(unwritten.prefix(4096)) else { return nil }
        unwritten.removeFirst(count)
      }
    }
    return answer
  }

  /// Gives the program its input, reads both of its streams to their ends, then waits for it. A program that says
  /// nothing for minutes hangs: it is killed, which no test takes for success.
  public func finish() throws -> Outcome {
    signal(SIGPIPE, SIG_IGN)
    var unwritten = command.input[...]
    var collected: [[UInt8]] = [[], errorsBefore]
    var open = [output, errors]
    while !open.isEmpty {
      if unwritten.isEmpty { input.close() }
      let waiting = open.filter(\.isOpen)
      var polled = waiting.map { pollfd(fd: $0.number, events: Int16(POLLIN), revents: 0) }
      if input.isOpen { polled.append(pollfd(fd: input.number, events: Int16(POLLOUT), revents: 0)) }
      if unsafe poll(&polled, nfds_t(polled.count), hangAfter) == 0 {
        kill(SIGKILL)
      }
      for (descriptor, answer) in zip(waiting, polled) where answer.revents != 0 {
        let bytes = descriptor.read()
        collected[descriptor === output ? 0 : 1] += bytes
        if bytes.isEmpty { descriptor.close() }
      }
      open.removeAll { !$0.isOpen }
      if input.isOpen, polled.last!.revents != 0 {
        unwritten.removeFirst(input.write(unwritten.prefix(4096)) ?? unwritten.count)
      }
    }
    input.close()
    isReaped = true
    return Outcome(of: command, ending: reap(process), output: collected[0], errors: collected[1])
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
