internal import CLinux
internal import Glibc
internal import Htpasswd

/// `user:password` lines, or bare user names, in memory that is wiped. A password may hold colons; LF or CR LF ends
/// a line; lines without anything are passed over.
struct LoginList: ~Copyable, Sendable {
  struct Login: Sendable {
    let user: [UInt8]
    /// 1 for the first.
    let line: Int
    fileprivate let password: Range<Int>
  }

  /// A line that cannot be used, and why.
  struct Fault {
    let line: Int
    let failure: Failure
  }

  let logins: [Login]
  /// The lines that are not logins.
  let faults: [Fault]
  /// All of them.
  let text: Secret

  /// - Parameter namesOnly: whether a line is a user name. Then a colon is a fault, and what follows it is not
  ///   shown: it may be a password.
  init(_ text: consuming Secret, namesOnly: Bool = false) {
    var logins: [Login] = []
    var faults: [Fault] = []
    text.withBytes { (bytes: borrowing Span<UInt8>) in
      var (start, line) = (0, 1)
      while start < bytes.count {
        let lineFeed = bytes.firstIndex(of: Ascii.lineFeed, in: start..<bytes.count) ?? bytes.count
        var end = lineFeed
        if end > start, bytes[end - 1] == Ascii.carriageReturn { end -= 1 }
        let colon = bytes.firstIndex(of: Ascii.colon, in: start..<end)
        if start < end {
          switch (namesOnly, colon) {
          case (false, let colon?):
            let user = bytes.extracting(start..<colon).array
            logins.append(Login(user: user, line: line, password: colon + 1..<end))
          case (true, nil):
            let user = bytes.extracting(start..<end).array
            logins.append(Login(user: user, line: line, password: end..<end))
          case (false, nil):
            faults.append(Fault(line: line, failure: Failure(.usage, "missing colon")))
          case (true, _?):
            faults.append(
              Fault(
                line: line,
                failure: Failure(.usage, "colon found; --generate needs user names alone")))
          }
        }
        start = lineFeed + 1
        line += 1
      }
    }
    self.text = text
    self.logins = logins
    self.faults = faults
  }

  private init(_ logins: [Login], _ text: consuming Secret) {
    self.logins = logins
    self.text = text
    faults = []
  }

  /// Gives each user a random password.
  func withGeneratedPasswords(length: Int) throws(SystemError) -> LoginList {
    var text = Secret(capacity: logins.reduce(0) { $0 + $1.user.count + length + 2 })
    var new: [Login] = []
    for login in logins {
      text.append(login.user.span)
      text.append([Ascii.colon].span)
      let start = text.count
      let password = try Secret.generated(length: length)
      password.withBytes { text.append($0) }
      new.append(Login(user: login.user, line: login.line, password: start..<text.count))
      text.append([Ascii.lineFeed].span)
    }
    return LoginList(new, text)
  }

  func password(of login: Login) -> Secret { Secret(text, login.password) }
}

extension Secret {
  /// Whether it is what follows the name in a line of passwd(5), shadow(5) or group(5).
  var isRestOfAccount: Bool {
    withBytes { (bytes: borrowing Span<UInt8>) -> Bool in
      // The places of the colons, and whether there are digits alone before each of them, or nothing.
      var (colons, areNumbers): ([Int], [Bool]) = ([], [true])
      for index in bytes.indices {
        if bytes[index] == Ascii.colon {
          colons.append(index)
          areNumbers.append(true)
        } else if !(Ascii.zero...Ascii.nine).contains(bytes[index]) {
          areNumbers[colons.count] = false
        }
      }
      // A password that is a number, or none, would be one.
      if areNumbers[0] { return false }
      switch colons.count {
      case 2: return bytes[0] == UInt8(ascii: "x") && colons[0] == 1 && colons[1] > 2 && areNumbers[1]
      case 5: return areNumbers[1] && areNumbers[2] && colons[1] > colons[0] + 1 && colons[2] > colons[1] + 1
      case 7: return !areNumbers[1...].contains(false)
      default: return false
      }
    }
  }
}

/// Where such lines come from. It is opened before core dumps are forbidden, as `PasswordSource` is.
struct LoginSource: ~Copyable {
  /// As messages name it.
  let name: String
  private let descriptor: FileDescriptor

  /// The file of `--from`, or standard input.
  init(_ invocation: Invocation) throws(Failure) {
    let path = invocation[.from]
    name = path?.description ?? "standard input"
    if path == nil, isatty(STDIN_FILENO) == 1 {
      // Passwords typed there would be shown.
      throw invocation.usage("standard input is a terminal", hint: "pipe the lines into it")
    }
    do {
      descriptor =
        if let path {
          try FileDescriptor.open(path, .readOnly, waiting: true)
        } else {
          try FileDescriptor.duplicating(STDIN_FILENO)
        }
    } catch {
      throw Failure(.unreachable, "cannot read \(name): \(error)")
    }
  }

  /// In bytes: a million logins and more. A pipe that never ends would fill the memory.
  private static let limit = 32 << 20

  /// Reads it to its end, once.
  consuming func read() throws(Failure) -> Secret {
    try forbidDumps()
    var text = Secret(capacity: 1 << 12)
    let isWhole: Bool
    do throws(SystemError) {
      isWhole = try text.read(from: descriptor, limit: Self.limit)
    } catch {
      throw Failure(.unreachable, "cannot read \(name): \(error)")
    }
    guard isWhole else {
      throw Failure(
        .unhashable, "\(name) is longer than \(Self.limit >> 20) MiB",
        hint: "split it: several commands may run at once")
    }
    if text.withBytes({ $0.beginsUTF16 }) {
      throw Failure(
        .usage, "\(name) is UTF-16, as PowerShell writes it", hint: "to convert it: iconv -f UTF-16 -t UTF-8")
    }
    return text
  }
}

extension Console {
  /// Says of each line what is wrong with it.
  ///
  /// - Parameters:
  ///   - source: where they come from.
  ///   - consequence: what is not done.
  /// - Returns: how the command ends.
  func refusal(_ faults: [LoginList.Fault], of source: String, _ consequence: String) -> Failure {
    for fault in faults.sorted(by: { $0.line < $1.line }) {
      error(Failure(fault.failure.status, "line \(fault.line) of \(source): \(fault.failure.message)"))
    }
    let worst = [ExitStatus.usage, .user, .unusable].first { status in
      faults.contains { $0.failure.status == status }
    }
    let lines = faults.count == 1 ? "one line" : "\(faults.count) lines"
    return Failure(worst ?? .unhashable, "\(lines) of \(source) cannot be used; \(consequence)")
  }
}
