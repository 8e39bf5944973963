@testable import ChromaHtpasswd
@testable import Credentials
@testable import Deployments
@testable import Hashing
@testable import Htpasswd
@testable import Kernel
@testable import Linting
@testable import Storage

/// Lines put together again are the file, whichever breaks are asked for.
func fuzzLines(_ bytes: [UInt8]) {
  for breaks in [LineBreaks.universal, .lineFeed] {
    var copy: [UInt8] = []
    var number = 0
    try? ByteSource.memory(bytes).forEachLine(breaks) { (content, line) in
      number += 1
      precondition(line.number == number && line.content.count == content.count)
      copy += content.array + line.ending.bytes
      return true
    }
    precondition(copy == bytes, "the lines are not the file")
  }
}

/// Every server answers, and knows whom it lists.
func fuzzServers(_ bytes: [UInt8]) {
  for server in Server.allToLint where !server.readsTokens {
    var users: [[UInt8]] = []
    let starts =
      try? server.read(.memory(bytes)) { (line, entry, _) in
        let user = line.extracting(entry.user).array
        _ = server.canUse(line.extracting(entry.hash))
        if users.count < 4 { users.append(user) }
      } == nil
    guard starts == true else { continue }
    for user in users {
      guard case .found = try? server.lookUp(user, in: .memory(bytes)) else {
        preconditionFailure("\(server.name) does not find whom it lists")
      }
    }
  }
}

/// Every rule, for every server.
func fuzzRules(_ bytes: [UInt8]) {
  let result = try? Linter(Server.all, LintOptions()).lint(
    .memory(bytes), attributes: FileAttributes(mode: 0o644, owner: 0, group: 0), listsUsers: true)
  precondition(result != nil)
}

/// A token file: who can log in is who has a token that a request carries, lint and settings say the same of it, and no
/// line of it is shown.
func fuzzTokens(_ bytes: [UInt8]) {
  let file = TokenFile(bytes)
  precondition(file.failure == nil || file.users.isEmpty, "users of a file that Chroma does not start with")
  precondition(file.unknownLine == nil || file.users.isEmpty, "users of a file that is not understood")
  let lineCount = max(1, bytes.count { $0 == Ascii.lineFeed || $0 == Ascii.carriageReturn } + 1)
  for user in file.users {
    precondition((1...lineCount).contains(user.line), "a line that the file does not have")
  }
  guard
    let result = try? Linter([.chromaToken], LintOptions()).lint(
      .memory(bytes), attributes: FileAttributes(mode: 0o644, owner: 0, group: 0), listsUsers: true)
  else { preconditionFailure("lint fails") }
  precondition(result.findings.allSatisfy { $0.excerpt == nil }, "a line of tokens is shown")
  if let answer = result.servers.first {
    precondition(answer.failure == file.failure && (answer.starts == nil) == (file.unknownLine != nil))
  }
  let answer = CredentialsAnswer(tokensIn: bytes)
  precondition(answer.failure == file.failure && answer.isUnknown == (file.unknownLine != nil))
  for withUnsafe in [false, true] {
    let fixer = Fixer(Linter([.chromaToken], LintOptions()), withUnsafe: withUnsafe)
    guard let once = try? fixer.fixed(bytes).bytes, let twice = try? fixer.fixed(once).bytes else {
      preconditionFailure("a fix fails")
    }
    precondition(once == twice, "a second fix changes more")
  }
}

/// A fixed file stays as it is when it is fixed again.
func fuzzFixes(_ bytes: [UInt8]) {
  for server in [Server.chroma, .apache] {
    for withUnsafe in [false, true] {
      let fixer = Fixer(Linter([server], LintOptions()), withUnsafe: withUnsafe)
      guard let once = try? fixer.fixed(bytes).bytes, let twice = try? fixer.fixed(once).bytes else {
        preconditionFailure("a fix fails")
      }
      precondition(once == twice, "a second fix changes more")
    }
  }
}

/// An edit keeps every other line's bytes.
func fuzzEdits(_ bytes: [UInt8]) {
  let user = Array("user".utf8)
  let hash = Array("$2y$04$cccccccccccccccccccccO.RFXLYPtt71wGcIqugYLMJiIaxifz0q".utf8)
  guard let survey = try? Survey(.memory(bytes), .set([(user, hash)])), survey.obstacle == nil else { return }
  var edited = bytes
  for splice in survey.edit.splices.reversed() {
    edited.replaceSubrange(splice.range, with: splice.replacement)
  }
  guard let after = try? Survey(.memory(edited), users: [user]) else { preconditionFailure() }
  precondition(after.matches[user]?.count == 1 && after.matches[user]?.first?.field == hash)
}

/// The command line: words, apart at NUL.
func fuzzArguments(_ bytes: [UInt8]) {
  let words = [Array("chroma-htpasswd".utf8)] + bytes.split(separator: 0, maxSplits: 30).map { Array($0) }
  // Memory of this function's own, freed at its end; every word ends in NUL, the vector in null.
  unsafe withUnsafeTemporaryAllocation(
    of: UnsafeMutablePointer<CChar>?.self, capacity: words.count + 1
  ) { vector in
    for (index, word) in words.enumerated() {
      let text = UnsafeMutablePointer<CChar>.allocate(capacity: word.count + 1)
      for (place, byte) in (word.filter { $0 != 0 } + [0]).enumerated() {
        unsafe text.advanced(by: place).initialize(to: CChar(bitPattern: byte))
      }
      unsafe vector.initializeElement(at: index, to: text)
    }
    unsafe vector.initializeElement(at: words.count, to: nil)
    if let start = vector.baseAddress {
      _ = try? Request(unsafe ArgumentVector(start, count: words.count))
    }
    for index in words.indices { unsafe vector[index]?.deallocate() }
  }
}

/// Every reader of variables, and every release with what they got: a value that is known is no longer than it may be.
func fuzzSettings(_ bytes: [UInt8]) {
  for reader in EnvironmentFile.Reader.allCases {
    let variables = EnvironmentFile.variables(bytes, from: FilePath("file"), as: reader) { name in
      name == [UInt8(ascii: "X")] ? Array("x".utf8) : nil
    }
    precondition(variables.all.allSatisfy { ($0.bytes?.count ?? 0) <= 1 << 20 + bytes.count })
    for release in Deployments.ChromaRelease.allCases {
      let judgement = release.judge(variables) { path in
        path.bytes.count % 2 == 0 ? .content(path.bytes) : .missing
      }
      let isRefused = variables.refusal != nil || variables.isCut
      precondition(!isRefused || !judgement.outcome.isProtected, "a file that is not read says something")
    }
  }
}

/// Every front reads what it is given, and says of a part of it no more than of nothing.
func fuzzFronts(_ bytes: [UInt8]) {
  for front in Front.allCases {
    let reading = front.read([FrontFile(bytes, at: FilePath("file"))])
    if case .asksNobody(let place?) = reading.answer {
      let lineCount = bytes.count { $0 == Ascii.lineFeed || $0 == Ascii.carriageReturn } + 1
      precondition((1...lineCount).contains(place.line ?? 1), "a line that the file does not have")
    }
  }
}

/// A compose file with itself as every file beside it: values stay bounded, and places are lines of the file.
func fuzzCompose(_ bytes: [UInt8]) {
  let context = DeploymentContext(FilePath("compose.yaml"), bytes) { path in
    path.bytes.count % 3 == 0 ? .missing : .content(bytes)
  } environment: { name in
    name == [UInt8(ascii: "X")] ? Array("x".utf8) : nil
  }
  guard let deployment = ComposeReader.deployment(in: context) else { return }
  let lineCount = bytes.count { $0 == Ascii.lineFeed || $0 == Ascii.carriageReturn } + 1
  for finding in deployment.findings {
    precondition((1...lineCount).contains(finding.place?.line ?? 1), "a line that the file does not have")
  }
  for service in deployment.services {
    precondition(service.variables.all.allSatisfy { ($0.bytes?.count ?? 0) <= 1 << 20 + bytes.count })
  }
  _ = deployment.answers { _ in .missing }
}

/// A reader of deployments: what it gives is bounded, lies within the file, and is not protected where nothing starts.
func fuzzDeployment(_ bytes: [UInt8], _ kind: FileKind) {
  let path = FilePath("folder/file")
  // Every other file is there, and holds the same.
  let context = DeploymentContext(
    path, bytes, file: { $0.bytes.count % 2 == 0 ? .content(bytes) : .missing },
    environment: { $0 == [UInt8(ascii: "X")] ? Array("x".utf8) : nil })
  guard let deployment = kind.deployment(in: context) else { return }
  precondition(deployment.services.count <= 3000, "more services than a file may have")
  let lineCount = bytes.count { $0 == Ascii.lineFeed || $0 == Ascii.carriageReturn } + 1
  let answers = deployment.answers { _ in .missing }
  for finding in deployment.findings + answers.flatMap(\.findings) {
    guard let place = finding.place, place.path == path else { continue }
    precondition((1...lineCount).contains(place.line ?? 1), "a line that the file does not have")
  }
  for answer in answers {
    precondition(
      answer.service.obstacles.isEmpty || answer.outcome == .doesNotStart, "what is refused does not start")
    precondition(answer.service.variables.all.allSatisfy { ($0.bytes?.count ?? 0) <= 1 << 21 + bytes.count })
  }
}
