internal import CLinux
internal import CStart
internal import Glibc
internal import Htpasswd

/// The whole program: what the arguments ask for, and how it ended.
func run(_ arguments: ArgumentVector) -> ExitStatus {
  keepStandardDescriptorsOpen()
  // A closed pipe, and a file too large for the process's limit, are errors of write(2), not the end of the process.
  signal(SIGPIPE, SIG_IGN)
  signal(SIGXFSZ, SIG_IGN)
  let isApache = ApacheArguments.isMeant(by: arguments)
  let name = isApache ? arguments[0].printable : "chroma-htpasswd"
  // `eval ""` succeeds, so the next command would start an unprotected server. Nobody evaluates what goes to a terminal.
  if !isApache, arguments.isConfigEnv, isatty(STDOUT_FILENO) == 0 { clinux_print_false_on_end(true) }
  if clinux_is_privileged_by_file() {
    // It would read and write files for whoever runs it.
    Console().error(
      Failure(
        .usage, "refusing to run with rights from its own file (setuid, setgid or capabilities)",
        hint: "to take them off: chmod u-s,g-s FILE; setcap -r FILE"))
    clinux_print_false()
    return .usage
  }
  // A C string that is never freed; without memory for it nothing is said.
  if let goodbye = unsafe strdup("\(name): interrupted\n") {
    unsafe clinux_end_on_signals(ExitStatus.interrupted.rawValue, goodbye)
  }

  if isApache { return ApacheHtpasswd.run(arguments) }
  var console = Console()
  do throws(Failure) {
    switch try Request(arguments, width: Help.width(ofTerminal: console.outputWidth)) {
    case .help(let text): return try console.print(text)
    case .nothing:
      console.message(Help.overview())
      clinux_print_false()
      return .usage
    case .command(let invocation):
      console = Console(quiet: invocation.has(.quiet), color: invocation[.color] ?? .auto)
      try invocation.checkOrder()
      return try invocation.command.run(invocation, console)
    }
  } catch {
    console.error(error)
    clinux_print_false()
    return error.status
  }
}

extension ArgumentVector {
  /// Whether this is `config env`, or may have been meant to be: not another command, nor another WHAT of `config`, nor
  /// what is nearer to one. What goes into a file of passwords gets no `false` from a slip.
  fileprivate var isConfigEnv: Bool {
    guard count > 1 else { return true }
    guard Command.hasName(self[1]) else {
      let words = (1..<count).map { self[$0] }
      if words.contains(Array(Command.config.name.utf8)) { return true }
      guard let first = words.first(where: { $0.first != Ascii.hyphen }) else { return false }
      let near = nearest(first, of: Command.all.map(\.name) + ["env"])
      let isLike =
        first.first.map { $0 | 0x20 == UInt8(ascii: "c") || $0 | 0x20 == UInt8(ascii: "e") } ?? false
      return near == Command.config.name || near == "env" || near == nil && isLike
    }
    guard self[1].elementsEqual("config".utf8) else { return false }
    let words = (2..<count).map { self[$0] }
    let others = Command.config.choices().filter { $0 != "env" }.map { Array($0.utf8) }
    return !words.contains(where: others.contains)
      || words.contains { $0.count > 1 && nearest($0, of: ["env"]) != nil }
  }
}

/// A descriptor that was closed when the program started would be given to the next file that is opened: results
/// would be written into the credential file. Each gets one that fails.
private func keepStandardDescriptorsOpen() {
  for (number, flags) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
  where fcntl(number, F_GETFD) == -1 {
    // The lowest free number is this one.
    _ = unsafe open("/dev/null", flags)
  }
}
