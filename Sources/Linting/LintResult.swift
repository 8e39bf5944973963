package import Credentials
internal import Deployments
internal import Kernel
internal import YAML

/// The result of linting one file.
package struct LintResult: Sendable {
  package struct ServerAnswer: Sendable {
    package let server: Server
    /// Why it cannot use the file; nil if it can, or if that is unknown.
    package let failure: StartFailure?
    /// nil if unknown.
    package let starts: Bool?
    /// Whether its workers can read the file, by the permissions that it has here.
    package internal(set) var isReadable = true
    /// How many users it knows; 0 if it cannot use the file.
    package var userCount = 0
    /// How many of those cannot log in.
    package var lockedOutCount = 0
    /// The first of those that cannot log in.
    package var lockedOut: [[UInt8]] = []
    /// Those that it knows, of duplicates the one that counts, in file order; none if it cannot use the file.
    /// Only filled if it was asked for.
    package var users: [User] = []

    /// How many names of users who cannot log in are kept.
    static let nameCount = 10
  }

  package struct User: Sendable {
    package let name: [UInt8]
    package let line: Int
    package let isUsable: Bool
  }

  package let servers: [ServerAnswer]
  /// By severity, line, column and rule.
  package let findings: Findings

  package init(servers: [ServerAnswer], findings: [Finding]) {
    self.init(servers: servers, findings: Findings(findings))
  }

  init(servers: [ServerAnswer], findings: Findings) {
    (self.servers, self.findings) = (servers, findings)
  }
}

extension LintResult.ServerAnswer {
  /// - Parameter users: in file order.
  init(_ server: Server, users: [LintResult.User], lists: Bool) {
    self.init(server: server, failure: nil, starts: true)
    userCount = users.count
    let locked = users.filter { !$0.isUsable }
    lockedOutCount = locked.count
    lockedOut = locked.prefix(Self.nameCount).map(\.name)
    if lists { self.users = users }
  }

  /// Makes the answer for a file of tokens; without users Chroma calls whoever has the token `anonymous`.
  init(_ server: Server, _ file: TokenFile, lists: Bool) {
    if let failure = file.failure {
      self.init(server: server, failure: failure, starts: false)
      return
    }
    if file.unknownLine != nil {
      self.init(server: server, failure: nil, starts: nil)
      return
    }
    var users = file.users.map { user in
      LintResult.User(
        name: user.id ?? [], line: user.line,
        isUsable: user.id != nil && user.tokens.contains { $0.isUsable })
    }
    if let single = file.single {
      let isUsable = single.lineBreak.isEmpty && file.isToken(single.token)
      users = [LintResult.User(name: Array("anonymous".utf8), line: 1, isUsable: isUsable)]
    }
    self.init(server, users: users, lists: lists)
  }

  /// Makes the answer for a roles file: a user is usable if it may do something. One without a name is not listed.
  init(_ server: Server, _ file: RolesFile, lists: Bool) {
    if let failure = file.startFailure {
      self.init(server: server, failure: failure, starts: false)
      return
    }
    if file.unknownLine != nil {
      self.init(server: server, failure: nil, starts: nil)
      return
    }
    var places: [[UInt8]: Int] = [:]
    var users: [LintResult.User] = []
    for user in file.users {
      let entry = LintResult.User(
        name: user.id.text, line: user.line, isUsable: user.name.map { file.canAct($0) } ?? false)
      if let place = places.updateValue(places[user.key] ?? users.count, forKey: user.key) {
        users[place] = entry
      } else {
        users.append(entry)
      }
    }
    self.init(server, users: users, lists: lists)
  }

  private init(server: Server, failure: StartFailure?, starts: Bool?) {
    (self.server, self.failure, self.starts) = (server, failure, starts)
  }

  init(_ server: Server, failure: StartFailure) {
    self.init(server: server, failure: failure, starts: false)
  }
}

extension Linter {
  /// Asks a server about a file.
  ///
  /// - Parameters:
  ///   - lists: whether the users are to be listed.
  ///   - hasDuplicates: whether some user may have several entries, of which one counts.
  ///   - plain: the file, if the source has only its other lines.
  func ask(
    _ server: Server, _ source: borrowing ByteSource, lists: Bool, hasDuplicates: Bool,
    besides plain: PlainFile? = nil
  ) throws(SystemError) -> (answer: LintResult.ServerAnswer, entryCount: Int) {
    if lists || hasDuplicates { return try askForUsers(server, source, lists: lists) }
    var (count, lockedOutCount) = (0, 0)
    var lockedOut: [(line: Int, user: [UInt8])] = []
    let failure = try server.read(source) { (bytes, entry, line) in
      count += 1
      if server.canUse(bytes.extracting(entry.hash)) { return }
      lockedOutCount += 1
      if lockedOut.count < LintResult.ServerAnswer.nameCount {
        lockedOut.append((line.number, bytes.extracting(entry.user).array))
      }
    }
    if let plain {
      count += plain.plainCount
      let locked = PlainFile.HashClass.all.filter {
        plain.count(of: $0) > 0 && !server.canUse($0.example.span)
      }
      lockedOutCount += locked.reduce(0) { $0 + plain.count(of: $1) }
      let lines = plain.lines.lazy.filter { locked.contains($0.hashClass) }
      lockedOut += lines.prefix(LintResult.ServerAnswer.nameCount).map { ($0.number, $0.user) }
      lockedOut.sort { $0.line < $1.line }
    }
    if let failure { return (.init(server, failure: failure), count) }
    var answer = LintResult.ServerAnswer(server, users: [], lists: false)
    (answer.userCount, answer.lockedOutCount) = (count, lockedOutCount)
    answer.lockedOut = lockedOut.prefix(LintResult.ServerAnswer.nameCount).map(\.user)
    return (answer, count)
  }

  private func askForUsers(
    _ server: Server, _ source: borrowing ByteSource, lists: Bool
  ) throws(SystemError) -> (answer: LintResult.ServerAnswer, entryCount: Int) {
    var users: [LintResult.User] = []
    var places: [[UInt8]: Int] = [:]
    var count = 0
    let failure = try server.read(source) { (bytes, entry, line) in
      count += 1
      let user = LintResult.User(
        name: bytes.extracting(entry.user).array, line: line.number,
        isUsable: server.canUse(bytes.extracting(entry.hash)))
      guard let place = places[user.name] else {
        places[user.name] = users.count
        users.append(user)
        return
      }
      if server.file.duplicates == .lastCounts { users[place] = user }
    }
    if let failure { return (.init(server, failure: failure), count) }
    users.sort { $0.line < $1.line }
    return (.init(server, users: users, lists: lists), count)
  }
}
