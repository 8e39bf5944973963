import Foundation
import Synchronization

/// A program to run, with what it is given. It runs in a session of its own, so that it has no terminal but one
/// that a test gives it.
public struct Command: Sendable {
  /// The program, looked up in `PATH`, and its arguments.
  public var words: [[UInt8]]
  /// The working folder.
  public var folder: String?
  /// Variables to set besides those of the tests.
  public var environment: [String: String] = [:]
  /// The bytes that the program reads on standard input.
  public var input: [UInt8] = []

  public init(_ words: [String], in folder: String? = nil) {
    self.init(bytes: words.map { Array($0.utf8) }, in: folder)
  }

  public init(bytes words: [[UInt8]], in folder: String? = nil) {
    self.words = words
    self.folder = folder
  }

  /// Starts the program and returns without waiting for it.
  public func start() throws -> Child {
    try Self.spawning.withLock { _ in
      let input = try Pipe()
      let output = try Pipe()
      let errors = try Pipe()
      let process = try unsafe spawn { actions in
        unsafe posix_spawn_file_actions_adddup2(&actions, input.reading.number, STDIN_FILENO)
        unsafe posix_spawn_file_actions_adddup2(&actions, output.writing.number, STDOUT_FILENO)
        unsafe posix_spawn_file_actions_adddup2(&actions, errors.writing.number, STDERR_FILENO)
      }
      return Child(
        of: self, process: process, input: input.writing, output: output.reading, errors: errors.reading)
    }
  }

  /// Runs the program to its end.
  public func run() throws -> Outcome {
    try start().finish()
  }

  private static let inherited = ProcessInfo.processInfo.environment
    .filter { !isDecisive($0.key) }
    .merging(["PATH": Program.searchPath]) { $1 }

  /// Whether a variable changes what the program says: tests set it where they want it, whoever runs them.
  private static func isDecisive(_ name: String) -> Bool {
    name == "CI" || name == "CHROMA_HTPASSWD_LINT" || name.hasPrefix("GITHUB_")
      || name.hasPrefix("CHROMA_") && !name.hasPrefix("CHROMA_HTPASSWD_")
  }

  /// Held from the making of a pipe until the child has its end: a child started meanwhile would inherit it.
  static let spawning = Mutex(())

  /// Starts the program with the descriptors that `prepare` asks for, in a new session, with default signals.
  func spawn(_ prepare: (inout posix_spawn_file_actions_t) -> Void) throws -> pid_t {
    let newSession: Int16 = 0x80  // POSIX_SPAWN_SETSID, which <spawn.h> hides without _GNU_SOURCE
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe prepare(&actions)

    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    // The threads that run tests block signals; what they start should not.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    unsafe sigfillset(&signals)
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    let flags = Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK) | newSession
    unsafe posix_spawnattr_setflags(&attributes, flags)

    let place = folder.map { ["env", "-C", $0].map { Array($0.utf8) } } ?? []
    let variables = Self.inherited.merging(environment) { $1 }.map { Array("\($0)=\($1)".utf8) }
    return try unsafe withCStrings(place + words) { arguments in
      try unsafe withCStrings(variables) { variables in
        var process: pid_t = 0
        try check(unsafe posix_spawnp(&process, arguments[0]!, &actions, &attributes, arguments, variables))
        return process
      }
    }
  }
}

/// Runs `body` with a null-terminated array of null-terminated strings.
private func withCStrings<Result>(
  _ strings: [[UInt8]],
  _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) throws -> Result
) rethrows -> Result {
  var pointers = unsafe strings.map { string in
    unsafe (string + [0]).withUnsafeBytes { unsafe strdup($0.bindMemory(to: CChar.self).baseAddress!) }
  }
  unsafe pointers.append(nil)
  defer { for index in unsafe pointers.indices { unsafe free(pointers[index]) } }
  return try unsafe pointers.withUnsafeMutableBufferPointer { try unsafe body($0.baseAddress!) }
}
