internal import CLinux
internal import Glibc
internal import Htpasswd

/// A program to run, with its standard input.
struct Program {
  let words: [String]
  var input = "/dev/null"
  /// Whether it prints how many seconds count, since its own start does not.
  var timesItself = false
  /// A run that ends otherwise is none to be measured.
  var status: Int32 = 0

  init(_ words: [String], input: String = "/dev/null", timesItself: Bool = false, status: Int32 = 0) {
    self.words = words
    self.input = input
    self.timesItself = timesItself
    self.status = status
  }

  /// The cost of one run. Of memory the peak, as wait4(2) reports it: at least that of this program, from which it was
  /// started.
  func run(in folder: WorkFolder) throws(Problem) -> Cost {
    let output = timesItself ? folder["output"] : "/dev/null"
    let start = monotonicSeconds()
    let process = try spawn(output)
    var status: Int32 = 0
    var usage = rusage()
    // Both live through the call.
    while unsafe wait4(process, &status, 0, &usage) == -1 {
      if errno != EINTR { throw Problem("cannot wait for \(words[0])") }
    }
    var seconds = monotonicSeconds() - start
    if status != self.status << 8 { throw Problem("\(words.prefix(2)) failed: \(status)") }
    if timesItself { seconds = try printed(output) }
    return Cost(seconds: seconds, peak: Int(usage.ru_maxrss) * 1024)
  }

  struct Cost {
    let seconds: Double
    /// In bytes.
    let peak: Int
  }

  private func spawn(_ output: String) throws(Problem) -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    // C strings made by strdup(3) live until they are freed; the array of them ends in null.
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(
      &actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var pointers = unsafe words.map { unsafe strdup($0) } + [nil]
    defer { for index in words.indices { unsafe free(pointers[index]) } }
    var process: pid_t = 0
    guard unsafe posix_spawnp(&process, words[0], &actions, nil, &pointers, clinux_environment()) == 0 else {
      throw Problem("cannot start \(words[0])")
    }
    return process
  }

  private func printed(_ path: String) throws(Problem) -> Double {
    let bytes: [UInt8]
    do {
      bytes = try FileDescriptor.open(FilePath(path), .readOnly).readToEnd()
    } catch {
      throw Problem("cannot read \(path): \(error)")
    }
    let digits = bytes.prefix { $0 != 0x0A }
    guard let seconds = Double(String(decoding: digits, as: UTF8.self)) else {
      throw Problem("\(words[0]) printed no time")
    }
    return seconds
  }
}

/// Whether a program is in the PATH, or at a path.
func isThere(_ program: String) -> Bool {
  // Paths are C strings for the call.
  if program.utf8.contains(0x2F) { return unsafe access(program, X_OK) == 0 }
  return environment("PATH").split(separator: ":" as Character).contains {
    unsafe access("\($0)/\(program)", X_OK) == 0
  }
}

func environment(_ name: String) -> String {
  // The value is a C string that nobody changes.
  guard let value = unsafe getenv(name) else { return "" }
  return unsafe String(cString: value)
}
