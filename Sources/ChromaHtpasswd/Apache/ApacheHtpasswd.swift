internal import CLinux
internal import Glibc
internal import Htpasswd

/// `htpasswd` as Apache's users have it in their fingers: its messages and its exit statuses. It makes bcrypt and
/// nothing else, and its faults (lost entries, fused lines, empty passwords, a lowered cost) are left out; if that
/// shows, chroma-htpasswd(1) says so.
struct ApacheHtpasswd {
  private let program: String
  private let given: ApacheArguments

  /// The whole program under this name.
  static func run(_ arguments: ArgumentVector) -> ExitStatus {
    let program = arguments[0].printable
    if arguments.count > 1, [Array("-h".utf8), Array("--help".utf8)].contains(arguments[1]) {
      put(usage, to: STDOUT_FILENO)
      return .done
    }
    do throws(Failure) {
      return try ApacheHtpasswd(program: program, given: ApacheArguments(arguments)).run()
    } catch {
      if !error.message.isEmpty { put((error.namesProgram ? "\(program): " : "") + error.message + "\n") }
      if let hint = error.hint { put(hint == usage ? usage : "\(program): hint: \(hint)\n") }
      return error.status
    }
  }

  static let usage = """
    usage: htpasswd [-ciBDv] [-C cost] FILE USER
           htpasswd -b[cBDv] [-C cost] FILE USER PASSWORD
           htpasswd -n[iB] [-C cost] USER
           htpasswd -nb[B] [-C cost] USER PASSWORD

      -c  make a new file, with this user alone
      -n  print the entry and touch no file
      -b  take the password from the command line
      -i  take the password from standard input
      -B  bcrypt, which is made without it too
      -C  bcrypt's cost, 4 to 17 (10)
      -D  delete the user
      -v  verify the password

    The other hashes of Apache's htpasswd (-m -d -s -p -2 -5) are not made.
    chroma-htpasswd --help shows everything else this program does.

    """

  private init(program: String, given: ApacheArguments) { (self.program, self.given) = (program, given) }

  private func run() throws(Failure) -> ExitStatus {
    try checkUser()
    // Before any file is opened, however long that waits.
    let password = given.source == .argument ? given.takePassword() : nil
    if given.source != .standardInput { try forbidDumps() }
    guard let file = given.file else { return try show(password) }
    try checkAccess(to: file)
    let store = CredentialStore(file)
    switch given.action {
    case .verify: try verify(file, password)
    case .delete: try delete(store)
    case .create, .set, .show: try set(store, password)
    }
    return .done
  }

  // MARK: Checks

  private func checkUser() throws(Failure) {
    if given.user.count > Username.maximumCount {
      throw Failure(.unhashable, "username too long (> \(Username.maximumCount))")
    }
    if given.user.contains(Ascii.colon) {
      throw Failure(.user, "username contains illegal character ':'")
    }
    if given.source == .argument, given.passwordCount > Self.maximumPasswordCount {
      throw Failure(.unhashable, "password too long (> 256)")
    }
    // Any bytes can be looked for and removed.
    if [.set, .create, .show].contains(given.action) { _ = try Username.written(given.user) }
  }

  /// Tries what htpasswd tries before it asks for a password.
  private func checkAccess(to file: FilePath) throws(Failure) {
    let path = file.bytes.printable
    if (try? targetStatus(of: file))?.isRegular ?? false {
      let isRead = given.action == .verify
      if (try? FileDescriptor.open(file, isRead ? .readOnly : .readWrite)) == nil {
        throw Failure(.unreachable, "cannot open file \(path) for \(isRead ? "read" : "read/write") access")
      }
    } else if given.action != .create {
      throw Failure(.unreachable, "cannot modify file \(path); use '-c' to create it")
    } else if !mayBeCreated(file) {
      throw Failure(.unreachable, "cannot create file \(path)")
    }
  }

  /// Whether there is nothing under the path, and its folder takes a new file.
  private func mayBeCreated(_ file: FilePath) -> Bool {
    guard !file.bytes.isEmpty, (try? targetStatus(of: file)) == nil,
      (try? targetStatus(of: file.folder))?.isFolder ?? false
    else { return false }
    let folder = file.folder.bytes.map { CChar(bitPattern: $0) } + [0]
    // The array is NUL-terminated and lives through the call.
    return unsafe access(folder, W_OK | X_OK) == 0
  }

  /// htpasswd makes costs 4 to 17.
  private func cost() throws(Failure) -> Cost? {
    guard let number = given.cost else { return nil }
    guard (4...17).contains(number), let cost = Cost(number) else {
      throw Failure(.refused, "Unable to encode with bcrypt: Invalid argument")
    }
    return cost
  }

  // MARK: Passwords

  /// In bytes.
  private static let maximumPasswordCount = 255

  /// - Parameter known: that of `-b`.
  private func password(_ question: String, _ known: consuming Secret?) throws(Failure) -> Secret {
    if let known { return known }
    switch given.source {
    case .argument: return Secret()
    case .standardInput:
      var secret = Secret()
      try forbidDumps()
      do {
        let input = try FileDescriptor.duplicating(STDIN_FILENO)
        _ = try secret.read(from: input, limit: 1 << 20)
      } catch {
        throw Failure(.unreachable, "cannot read the password from standard input: \(error)")
      }
      // With its line break.
      if secret.count > Self.maximumPasswordCount {
        throw Failure(
          .unhashable, "password too long (>256)", namesProgram: given.action != .verify)
      }
      secret.removeFinalLineBreak()
      return secret
    case .terminal:
      guard let prompt = Prompt() else {
        throw Failure(
          .usage, "no password given, and no terminal to ask for it", hint: "give it with -i or -b")
      }
      return try prompt.ask(question)
    }
  }

  private func newPassword(_ known: consuming Secret?) throws(Failure) -> Secret {
    let password = try password("New password: ", known)
    if given.source == .terminal {
      let again = try self.password("Re-type new password: ", nil)
      guard password.equals(again) else { throw Failure(.refused, "password verification error") }
    }
    if let failure = password.failureToSet(for: .chroma, allowingEmpty: false) {
      throw Failure(failure.status, failure.message)
    }
    if !password.isUTF8 {
      say(
        "\(program): warning: the password is not UTF-8; \(name) cannot log in to Chroma with it")
    }
    return password
  }

  // MARK: Actions

  private func show(_ known: consuming Secret?) throws(Failure) -> ExitStatus {
    let cost = try cost() ?? .standard
    let field = try hashField(newPassword(known), cost, isChosen: given.cost != nil)
    do {
      let line = given.user + [Ascii.colon] + field + [Ascii.lineFeed]
      try FileDescriptor.writeAll(line.span, to: STDOUT_FILENO)
    } catch {
      throw Failure(.unreachable, "cannot write to standard output: \(error)")
    }
    return .done
  }

  /// Who else is in a file that is about to be replaced: `bob`, `bob and 3 others`; nil for nobody.
  private func others(in path: FilePath) -> String? {
    var first: [UInt8]?
    var count = 0
    do throws(StorageError) {
      try ByteSource.opening(path, waiting: false).read(path) { (source) throws(SystemError) in
        try source.forEachLine { (bytes, _) in
          guard let entry = Entry(bytes), !bytes.extracting(entry.user).array.elementsEqual(given.user) else {
            return true
          }
          if first == nil { first = bytes.extracting(entry.user).array }
          count += 1
          return true
        }
      }
    } catch {
      return nil
    }
    return first.map {
      count == 1 ? $0.userName : "\($0.userName) and \(count - 1) other\(count == 2 ? "" : "s")"
    }
  }

  private func set(_ store: CredentialStore, _ known: consuming Secret?) throws(Failure) {
    let chosen = try cost()
    let user = given.user
    let before = given.action == .create ? nil : try survey(store.path)
    if let obstacle = before?.obstacle { throw .notEditable(store.path, obstacle, for: .chroma) }
    // -c gives up the users that are in it, and nothing else.
    if given.action == .create, let kind = Surroundings.kindToGiveUp(of: store.path), kind != .credentials {
      throw .notReplaceable(store.path, "it is \(kind.title), not a credential file")
    }
    let cost = chosen ?? max(.standard, before?.cost(of: user) ?? .standard)
    let field = try hashField(newPassword(known), cost, isChosen: chosen != nil)

    if given.action == .create {
      let line = user + [Ascii.colon] + field + [Ascii.lineFeed]
      let lost = others(in: store.path)
      _ = try storing { () throws(StorageError) in try store.overwrite(line) }
      say("Adding password for user \(name)")
      if let lost {
        say("\(program): warning: -c replaced \(store.path), without \(lost); to add a user, leave out -c")
      }
      return
    }
    let (_, there) = try store.edit(.set([(user, field)]), for: .chroma) { survey in
      guard chosen == nil, let there = survey.cost(of: user), there > cost else { return nil }
      return .costRaised(of: user, to: there, store.path)
    }
    say("\(there.first(user) == nil ? "Adding" : "Updating") password for user \(name)")
  }

  private func delete(_ store: CredentialStore) throws(Failure) {
    let user = given.user
    // A comment to htpasswd, and no user.
    let isComment = user.first == Ascii.hash
    _ = try store.edit(.delete([user]), for: .chroma) { survey in
      isComment || survey.first(user) == nil
        ? Failure(.user, "User \(name) not found", namesProgram: false) : nil
    }
    say("Deleting password for user \(name)")
  }

  private func verify(_ file: FilePath, _ known: consuming Secret?) throws(Failure) {
    let password = try password("Enter password: ", known)
    var fields: [[UInt8]] = []
    var isValid = true
    try storing { () throws(StorageError) in
      try ByteSource.opening(file).read(file) { (source) throws(SystemError) in
        (fields, isValid) = ([], true)
        try source.forEachLine(.lineFeed) { (bytes, _) in
          // A C string, read from its first character that is not white space.
          let line = bytes.extracting(0..<(bytes.firstIndex(of: Ascii.nul) ?? bytes.count))
          let start = WhiteSpace.strip(line, where: WhiteSpace.isASCIISpace).lowerBound
          guard start < line.count, line[start] != Ascii.hash else { return true }
          guard let colon = line.firstIndex(of: Ascii.colon) else {
            isValid = false
            return false
          }
          guard line.extracting(start..<colon).equals(given.user.span) else { return true }
          let end = line.firstIndex(of: Ascii.carriageReturn, in: colon..<line.count) ?? line.count
          fields.append(line.extracting(colon + 1..<end).array)
          return true
        }
      }
    }
    // If the user has two entries, both have to match.
    for field in fields {
      if field.isEmpty { throw Failure(.unusable, "Empty hash for user \(name)", namesProgram: false) }
      let verdict = Server.apache.verdict(.found(hash: field, line: 0), password: password, of: given.user)
      switch verdict {
      case .accepted: break
      case .cannotCheck:
        throw Failure(.unusable, Answer(verdict, given.user, file, .apache).message)
      default: throw Failure(.refused, "password verification failed", namesProgram: false)
      }
    }
    if !isValid {
      throw Failure(.unusable, "The file \(file) does not appear to be a valid htpasswd file.")
    }
    if fields.isEmpty { throw Failure(.user, "User \(name) not found", namesProgram: false) }
    say("Password for user \(name) correct.")
  }

  // MARK: Voice

  /// The user, for messages.
  private var name: String { given.user.isEmpty ? "" : given.user.userName }

  private func survey(_ path: FilePath) throws(Failure) -> Survey {
    try storing { () throws(StorageError) in
      try ByteSource.opening(path).survey([given.user], path)
    }
  }

  private func say(_ text: String) { Self.put(text + "\n") }

  private static func put(_ text: String, to number: Int32 = STDERR_FILENO) {
    try? FileDescriptor.writeAll(Array(text.utf8).span, to: number)
  }
}
