internal import Htpasswd
internal import Linting

/// `config check`: what is wrong with Chroma's settings, above all what Chroma does not say.
struct ConfigCheck {
  private typealias Name = ChromaSettings.Name

  private struct Mistake {
    /// nil where it is about what stands nowhere.
    let place: Variables.Place?
    let message: String
    let hint: String?
  }

  private let release: ChromaRelease
  private var variables = Variables()
  /// What is looked at, for people.
  private var title = "environment"
  /// Whether Chroma would be started here, so that it sees the files that are seen here.
  private let isHere: Bool
  private var mistakes: [Mistake] = []
  private var warnings: [Mistake] = []

  init(_ invocation: Invocation) throws(Failure) {
    for option in [Option.authentication, .tokenHeader, .listen, .upstream, .proxy]
    where invocation.has(option) {
      throw invocation.usage("check takes no \(option.word)")
    }
    release = try invocation.release() ?? .v06
    isHere = invocation.operandCount == 1
    guard isHere else {
      let path = FilePath(bytes: invocation.operand(1))
      title = path.description
      try storing { () throws(StorageError) in try readVariables(path) }
      return
    }
    if release != .v1 { readDotEnv() }
    // It comes last: what stands in both is taken from here.
    variables.addEnvironment()
  }

  private mutating func readVariables(_ path: FilePath) throws(StorageError) {
    let bytes = try ByteSource.opening(path).read(path) { (source) throws(SystemError) in
      try source.bytes()
    }
    variables.add(bytes, from: path)
    let isText = (try? UTF8Span(validating: bytes.span)) != nil
    if !isText, path.fileName == Array(".env".utf8) {
      err(Variables.Place(path: path), "the file is not UTF-8, so Chroma does not start beside it")
    }
  }

  /// Chroma reads such a file in its working folder, behind the environment.
  private mutating func readDotEnv() {
    let path = FilePath(".env")
    // Anything but a file is passed over.
    guard let status = try? targetStatus(of: path), status.isRegular else { return }
    do throws(StorageError) {
      try readVariables(path)
      title += " and \(path)"
    } catch {
      err(Variables.Place(path: path), "\(error), so Chroma does not start")
    }
  }

  func run(_ console: Console) throws(Failure) -> ExitStatus {
    var check = self
    check.look()
    var text = ""
    for (word, list) in [("error", check.mistakes), ("warning", check.warnings)] {
      for mistake in list {
        text += "\(check.text(mistake.place).withoutWorkflowCommand): \(word): \(mistake.message)\n"
        if let hint = mistake.hint { text += "  = help: \(hint)\n" }
      }
    }
    if check.mistakes.isEmpty {
      text += "\(title): \(release.title) \(release == .v06 ? "ask" : "asks") for credentials\n"
    }
    try console.verdict(text)
    return check.mistakes.isEmpty ? .done : .unusable
  }

  private func text(_ place: Variables.Place?) -> String {
    guard let place else { return title }
    return (place.path?.description ?? "environment") + (place.line.map { ":\($0)" } ?? "")
  }

  private mutating func look() {
    for place in variables.oddLines {
      warn(place, "the line sets no variable")
    }
    lookAtValues()
    switch release {
    case .v1: lookAt1()
    case .v06: lookAt06()
    case .v04: lookAt04()
    }
    lookForUnknownNames()
  }

  private mutating func err(_ place: Variables.Place?, _ message: String, _ hint: String? = nil) {
    mistakes.append(Mistake(place: place, message: message, hint: hint))
  }

  private mutating func err(_ variable: Variables.Variable?, _ message: String, _ hint: String? = nil) {
    err(variable?.place, message, hint)
  }

  private mutating func warn(_ place: Variables.Place, _ message: String) {
    warnings.append(Mistake(place: place, message: message, hint: nil))
  }

  private static let names06 = [Name.provider, Name.credentials, Name.credentialsFile, Name.tokenHeader]
  private static let names04 = [
    Name.provider04, Name.credentialsProvider04, Name.credentials04, Name.credentialsFile04,
    Name.tokenHeader04,
  ]

  // MARK: Values

  private mutating func lookAtValues() {
    for variable in (Self.names06 + Self.names04).compactMap({ variables[$0] }) {
      if variable.isQuoted {
        err(
          variable, "the quotes around the value of \(variable.name) are a part of it",
          "leave them out: compose's list form and docker's --env-file keep them")
      } else if WhiteSpace.strip(variable.value.span) != 0..<variable.value.count {
        err(
          variable, "there is white space around the value of \(variable.name), which is a part of it",
          variable.value.last == Ascii.carriageReturn ? "the file has CR LF line endings, it needs LF" : nil)
      }
    }
  }

  /// The value without what `lookAtValues` has found around it, so that a mistake is told once.
  private func text(_ variable: Variables.Variable) -> String {
    var value = Array(variable.value[WhiteSpace.strip(variable.value.span)])
    if variable.isQuoted { value = Array(value.dropFirst().dropLast()) }
    return String(decoding: value, as: UTF8.self)
  }

  // MARK: Releases

  private mutating func lookAt1() {
    let set = (Self.names06 + Self.names04).compactMap { variables[$0] }.first
    err(
      set,
      set.map { "Chroma 1.0 and later ignores \($0.name) without a word: the server is open to everybody" }
        ?? "Chroma 1.0 and later has no authentication: the server is open to everybody",
      "chroma-htpasswd config nginx puts nginx in front of it")
  }

  private mutating func lookAt06() {
    guard let provider = variables[Name.provider] else {
      let other = Self.names04.compactMap { variables[$0] }.first
      if let other {
        err(
          other,
          "\(other.name) is a name of Chroma 0.4, which 0.5 and 0.6 ignore: the server is open to everybody",
          "chroma-htpasswd config env prints the names that count")
      } else {
        err(
          // Where it is set to nothing, that is the place.
          variables.all.last { $0.name == Name.provider } ?? variables[Name.credentialsFile]
            ?? variables[Name.credentials],
          "\(Name.provider) is not set: the server is open to everybody, whatever else is set",
          "\(Name.provider)=\(ChromaSettings.basicProvider)")
      }
      return
    }
    let type = text(provider)
    guard [ChromaSettings.basicProvider, ChromaSettings.tokenProvider].contains(type) else {
      err(
        provider, "Chroma 0.5 and 0.6 have no provider \(Array(type.utf8).printable), and do not start",
        "\(ChromaSettings.basicProvider), or \(ChromaSettings.tokenProvider)")
      return
    }
    let isToken = type == ChromaSettings.tokenProvider
    switch (variables[Name.credentials], variables[Name.credentialsFile]) {
    case (nil, nil):
      err(
        provider,
        "\(Name.credentialsFile) is not set: Chroma exits, No credentials file or credentials found")
    case (let credentials?, _?):
      err(
        credentials,
        "\(Name.credentials) and \(Name.credentialsFile) are both set: Chroma exits, Both credentials file and "
          + "credentials found")
    case (let credentials?, nil):
      look(
        at: Array(text(credentials).utf8), credentials, credentials.name, isToken ? .chromaToken : .chroma)
    case (nil, let file?): lookAtFile(file, isToken ? .chromaToken : .chroma)
    }
    if isToken, let header = variables[Name.tokenHeader], TokenHeader(rawValue: text(header)) == nil {
      err(
        header, "\(Name.tokenHeader) is neither Authorization nor X-Chroma-Token, so Chroma does not start")
    }
  }

  private mutating func lookAt04() {
    guard let provider = variables[Name.provider04] else {
      let other = Self.names06.compactMap { variables[$0] }.first
      if let other {
        err(
          other, "\(other.name) is a name of Chroma 0.5, which 0.4 ignores: the server is open to everybody",
          "chroma-htpasswd config env --for chroma-0.4 prints the names that count")
      } else {
        err(
          Self.names04.compactMap { variables[$0] }.first,
          "\(Name.provider04) is not set: the server is open to everybody, whatever else is set",
          "\(Name.provider04)=\(ChromaSettings.basicProvider04)")
      }
      return
    }
    let isToken = [ChromaSettings.tokenProvider04, "token"].contains(text(provider))
    guard isToken || [ChromaSettings.basicProvider04, "basic"].contains(text(provider)) else {
      err(
        provider, "Chroma 0.4 has no provider \(Array(text(provider).utf8).printable), and does not start",
        "\(ChromaSettings.basicProvider04), or \(ChromaSettings.tokenProvider04)")
      return
    }
    guard let credentials = variables[Name.credentialsProvider04] else {
      err(provider, "\(Name.credentialsProvider04) is not set: Chroma exits")
      return
    }
    lookAt04(credentials, isToken)
    if isToken, let header = variables[Name.tokenHeader04],
      !TokenHeader.allCases.map(\.nameIn04).contains(text(header))
    {
      err(
        header, "\(Name.tokenHeader04) is neither AUTHORIZATION nor X_CHROMA_TOKEN, so Chroma does not start")
    }
  }

  private mutating func lookAt04(_ provider: Variables.Variable, _ isToken: Bool) {
    let takesToken: Bool
    let wanted: [String]
    switch text(provider) {
    case ChromaSettings.fileProvider04, "htpasswd_file":
      (takesToken, wanted) = (false, [Name.credentialsFile04])
    case ChromaSettings.entryProvider04: (takesToken, wanted) = (false, [Name.credentials04])
    case ChromaSettings.tokenCredentialsProvider04, "token_config":
      (takesToken, wanted) = (true, [Name.credentials04])
    case ChromaSettings.usersProvider04, "user_token_config":
      (takesToken, wanted) = (true, [Name.credentialsFile04, Name.credentials04])
    case let other:
      err(
        provider,
        "Chroma 0.4 has no credentials provider \(Array(other.utf8).printable), and does not start",
        isToken ? ChromaSettings.tokenCredentialsProvider04 : ChromaSettings.fileProvider04)
      return
    }
    guard let value = wanted.compactMap({ variables[$0] }).first else {
      err(provider, "\(wanted[0]) is not set: Chroma exits")
      return
    }
    if takesToken != isToken {
      err(provider, "\(text(provider)) is for \(takesToken ? "tokens" : "entries"), so nobody can log in")
    } else if wanted.count > 1 {
      warn(value.place, "a list of users with tokens of Chroma 0.4 is not checked")
    } else if value.name == Name.credentialsFile04 {
      lookAtFile(value, .chroma04)
    } else {
      look(at: Array(text(value).utf8), value, value.name, isToken ? .chromaToken : .chroma04)
    }
  }

  private mutating func lookForUnknownNames() {
    for variable in variables.all where variable.name.hasPrefix("CHROMA_SERVER_AUTHN_") {
      if !Self.names06.contains(variable.name) {
        err(variable, "Chroma knows no \(Array(variable.name.utf8).printable), and ignores it")
      }
    }
  }

  // MARK: Credentials

  private mutating func lookAtFile(_ variable: Variables.Variable, _ server: Server) {
    let file = FilePath(text(variable))
    do throws(StorageError) {
      let bytes = try ByteSource.opening(file).read(file) { (source) throws(SystemError) in
        try source.bytes()
      }
      look(at: bytes, variable, "\(file)", server)
    } catch {
      // A file of variables may be for another place: a container.
      if isHere {
        err(variable, "\(error), so Chroma does not start")
      } else {
        warn(variable.place, "\(error), so what is in it is not checked")
      }
    }
  }

  private mutating func look(
    at bytes: [UInt8], _ variable: Variables.Variable, _ name: String, _ server: Server
  ) {
    let source = ByteSource.memory(bytes)
    // Memory is read without system calls: nothing can fail.
    let result = try? Linter([server], LintOptions()).lint(
      source, attributes: nil, listsUsers: true)
    guard let answer = result?.servers.first else { return }
    let hint = "chroma-htpasswd lint --for \(server.name) \(Array(name.utf8).shellWord)"
    let isFile = !Self.names06.contains(name) && !Self.names04.contains(name)
    if let failure = answer.failure {
      err(variable, "Chroma does not start with \(name): \(failure)", isFile ? hint : nil)
    } else if !answer.users.contains(where: \.isUsable) {
      err(variable, "nobody can log in with \(name)", isFile ? hint : nil)
    }
  }
}

extension Variables.Variable {
  fileprivate var isQuoted: Bool {
    let range = WhiteSpace.strip(value.span)
    guard range.count >= 2 else { return false }
    let mark = value[range.lowerBound]
    return (mark == UInt8(ascii: "\"") || mark == UInt8(ascii: "'")) && value[range.upperBound - 1] == mark
  }
}
