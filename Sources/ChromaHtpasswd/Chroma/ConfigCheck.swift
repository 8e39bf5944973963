internal import Htpasswd

/// `config check`: what is wrong with Chroma's settings, above all what Chroma does not say.
struct ConfigCheck {
  private typealias Name = ChromaSettings.Name

  private struct Mistake {
    let variable: Variables.Variable?
    let message: String
    let hint: String?
  }

  private let release: ChromaRelease
  private let variables: Variables
  /// nil for the environment.
  private let path: FilePath?
  private var mistakes: [Mistake] = []
  private var warnings: [Mistake] = []

  init(_ invocation: Invocation) throws(Failure) {
    for option in [Option.authentication, .tokenHeader, .listen, .upstream, .proxy]
    where invocation.has(option) {
      throw invocation.usage("check takes no \(option.word)")
    }
    release = try invocation.release() ?? .v06
    guard invocation.operandCount > 1 else {
      path = nil
      variables = .ofProcess
      return
    }
    let path = FilePath(bytes: invocation.operand(1))
    self.path = path
    variables = Variables(
      file: try storing { () throws(StorageError) in
        try ByteSource.opening(path).read(path) { (source) throws(SystemError) in try source.bytes() }
      })
  }

  func run(_ console: Console) throws(Failure) -> ExitStatus {
    var check = self
    check.look()
    var text = ""
    for (word, list) in [("error", check.mistakes), ("warning", check.warnings)] {
      for mistake in list {
        let place = mistake.variable?.line.map { ":\($0)" } ?? ""
        text += "\(path?.description ?? "environment")\(place): \(word): \(mistake.message)\n"
        if let hint = mistake.hint { text += "  = help: \(hint)\n" }
      }
    }
    if check.mistakes.isEmpty {
      text += "\(path?.description ?? "environment"): \(release.title) asks for credentials\n"
    }
    try console.verdict(text)
    return check.mistakes.isEmpty ? .done : .unusable
  }

  private mutating func look() {
    for line in variables.oddLines {
      warn(nil, "line \(line) sets no variable")
    }
    lookAtValues()
    switch release {
    case .v1: lookAt1()
    case .v06: lookAt06()
    case .v04: lookAt04()
    }
    lookForUnknownNames()
  }

  private mutating func err(_ variable: Variables.Variable?, _ message: String, _ hint: String? = nil) {
    mistakes.append(Mistake(variable: variable, message: message, hint: hint))
  }

  private mutating func warn(_ variable: Variables.Variable?, _ message: String, _ hint: String? = nil) {
    warnings.append(Mistake(variable: variable, message: message, hint: hint))
  }

  private static let names06 = [Name.provider, Name.credentials, Name.credentialsFile, Name.tokenHeader]
  private static let names04 = [
    Name.provider04, Name.credentialsProvider04, Name.credentials04, Name.credentialsFile04,
    Name.tokenHeader04,
  ]

  // MARK: Values

  private mutating func lookAtValues() {
    for variable in variables.all where (Self.names06 + Self.names04).contains(variable.name) {
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
          variables[Name.credentialsFile] ?? variables[Name.credentials],
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
    guard variables[Name.credentialsProvider04] != nil else {
      err(provider, "\(Name.credentialsProvider04) is not set: Chroma exits")
      return
    }
    let wanted = isToken ? Name.credentials04 : Name.credentialsFile04
    guard let value = variables[wanted] else {
      err(provider, "\(wanted) is not set: Chroma exits")
      return
    }
    if isToken {
      look(at: Array(text(value).utf8), value, value.name, .chromaToken)
    } else {
      lookAtFile(value, .chroma04)
    }
    if isToken, let header = variables[Name.tokenHeader04],
      !TokenHeader.allCases.map(\.nameIn04).contains(text(header))
    {
      err(
        header, "\(Name.tokenHeader04) is neither AUTHORIZATION nor X_CHROMA_TOKEN, so Chroma does not start")
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
      if path == nil {
        err(variable, "\(error), so Chroma does not start")
      } else {
        warn(variable, "\(error), so what is in it is not checked")
      }
    }
  }

  private mutating func look(
    at bytes: [UInt8], _ variable: Variables.Variable, _ name: String, _ server: Server
  ) {
    let source = ByteSource.memory(bytes)
    // Memory is read without system calls: nothing can fail.
    let result = try? Linter([server], LintOptions()).lint(
      source, path: name, permissions: nil, listsUsers: true)
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
