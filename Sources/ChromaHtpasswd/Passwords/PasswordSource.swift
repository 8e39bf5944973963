internal import CLinux
internal import Glibc
internal import Htpasswd

/// Where a password comes from. It is chosen before any other file is opened, however long that waits: what others can
/// read of the process (its arguments, its environment) is taken at once, and core dumps are forbidden. Only a password
/// file is opened before that, since a process that cannot be dumped loses /proc/self/fd, and with it `<(...)` of the
/// shell.
enum PasswordSource: ~Copyable {
  /// In an argument, or a variable of the environment.
  case given(Secret)
  /// A file, standard input or a descriptor, and what it is called in messages.
  case file(FileDescriptor, name: String)
  case generated(length: Int)
  case terminal

  /// In bytes. No password that a server takes is as long; the rest is not read.
  private static let readLimit = 1 << 20

  private static let list = "-b, --stdin, --password-file, --password-env or --password-fd"

  /// The one that the command line names, or the terminal.
  static func chosen(_ invocation: Invocation) throws(Failure) -> PasswordSource {
    let source = try named(invocation)
    try forbidDumps()
    return source
  }

  private static func named(_ invocation: Invocation) throws(Failure) -> PasswordSource {
    if invocation.has(.argument) {
      guard let secret = invocation.takePassword() else { throw invocation.usage("PASSWORD is missing") }
      return .given(secret)
    }
    if let length = invocation[.generate] { return .generated(length: length) }
    if let name = invocation[.passwordEnvironment] {
      guard var secret = takeEnvironment(name) else {
        throw Failure(.usage, "the environment variable \(name.shown) is not set")
      }
      secret.removeFinalLineBreak()
      return .given(secret)
    }
    if let path = invocation[.passwordFile] {
      return try opened(path.description) { () throws(SystemError) in
        try FileDescriptor.open(path, .readOnly, waiting: true)
      }
    }
    if let number = invocation[.passwordDescriptor] {
      return try opened("descriptor \(number)") { () throws(SystemError) in
        try FileDescriptor.duplicating(Int32(number))
      }
    }
    guard invocation.has(.stdin) else { return .terminal }
    return try opened("standard input") { () throws(SystemError) in
      try FileDescriptor.duplicating(STDIN_FILENO)
    }
  }

  private static func opened(
    _ name: String, _ open: () throws(SystemError) -> FileDescriptor
  ) throws(Failure) -> PasswordSource {
    do {
      return .file(try open(), name: name)
    } catch {
      throw Failure(.unreachable, "cannot read the password from \(name): \(error)")
    }
  }

  var isGenerated: Bool {
    switch self {
    case .generated: true
    default: false
    }
  }

  var asksSomebody: Bool {
    switch self {
    case .terminal: true
    default: false
    }
  }

  /// Gets the password, once.
  ///
  /// - Parameters:
  ///   - user: for the prompt; nil if a token is asked for.
  ///   - twice: ask the terminal again, and compare.
  consuming func read(_ invocation: Invocation, user: [UInt8]?, twice: Bool) throws(Failure) -> Secret {
    switch consume self {
    case .given(let secret): return secret
    case .file(let descriptor, let name):
      var secret = Secret()
      do {
        _ = try secret.read(from: descriptor, limit: Self.readLimit)
      } catch {
        throw Failure(.unreachable, "cannot read the password from \(name): \(error)")
      }
      secret.removeFinalLineBreak()
      return secret
    case .generated(let length):
      do {
        return try Secret.generated(length: length)
      } catch {
        throw Failure(.unreachable, "the system gives no random bytes: \(error)")
      }
    case .terminal:
      return try Self.ask(user: user, twice: twice)
    }
  }

  /// How often two passwords that do not match are asked for.
  private static let attempts = 3

  private static func ask(user: [UInt8]?, twice: Bool) throws(Failure) -> Secret {
    guard let prompt = Prompt() else {
      throw Failure(
        .usage, "no password given, and no terminal to ask for it",
        hint: "give it with \(list)" + (twice ? "; --generate makes one" : ""))
    }
    for attempt in 1...attempts {
      let first = try prompt.ask(user.map { "password for \($0.userName): " } ?? "token: ")
      if !twice { return first }
      let second = try prompt.ask("repeat password: ")
      if first.equals(second) { return first }
      if attempt < attempts { try prompt.say("passwords do not match, try again") }
    }
    throw Failure(.refused, "passwords do not match")
  }
}

/// Keeps what the process holds from core dumps and from others of the same user.
func forbidDumps() throws(Failure) {
  guard clinux_forbid_dumps() != 0 else { return }
  throw Failure(.unreachable, "cannot keep the password out of core dumps: \(SystemError.last)")
}

/// Moves a variable's value out of the environment (environ(7)): NUL takes its place, in /proc/PID/environ too.
private func takeEnvironment(_ name: [UInt8]) -> Secret? {
  guard !name.isEmpty, !name.contains(UInt8(ascii: "=")), var entry = unsafe clinux_environment() else {
    return nil
  }
  let wanted = name.map { CChar(bitPattern: $0) } + [CChar(bitPattern: UInt8(ascii: "="))]
  // A null pointer ends the array; each entry is a C string of the process's own, which may be written.
  while let text = unsafe entry.pointee {
    if unsafe strncmp(text, wanted, wanted.count) == 0 {
      let value = unsafe UnsafeRawBufferPointer(
        start: text + wanted.count, count: strlen(text + wanted.count))
      var secret = Secret(capacity: value.count)
      unsafe secret.append(value)
      unsafe clinux_wipe(text + wanted.count, value.count)
      return secret
    }
    unsafe entry += 1
  }
  return nil
}
