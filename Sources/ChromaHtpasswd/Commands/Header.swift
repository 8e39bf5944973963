internal import Deployments
internal import Htpasswd

extension Command {
  static let header = Command(
    name: "header",
    operands: ["USER"],
    insteadOfLast: .token,
    summary: "print the header that a client sends",
    details: """
      Prints the line of a request that lets a user in: Authorization: Basic and the encoded user and password. With \
      --token there is no USER, and the same sources give a token. The line is as secret as the password. --curl \
      prints it for curl --config -, which keeps it out of the arguments.
      """,
    examples: """
      chroma-htpasswd header --curl admin
      chroma-htpasswd header --token --password-file server.token
      """,
    exits: [.unhashable, .user],
    options: {
      Options.passwords
      Option.token
      Option.tokenHeader
      Option.curl
    }, exclusions: { [.passwords] },
    requirements: { [.tokenHeader] },
    run: { (invocation, console) throws(Failure) in
      let credentials = try Credentials(
        invocation, user: invocation.has(.token) ? nil : invocation.operand(0))
      let source = try PasswordSource.chosen(invocation)
      let header = credentials.header(try credentials.secret(source, invocation, console))
      if invocation.has(.curl) {
        try console.print(secret: header.curlLine)
      } else {
        try console.print(secret: header.line)
      }
      return .done
    })
}

extension Console {
  /// A server hashes what it is sent: with the hash of a password nobody can log in.
  ///
  /// - Parameter user: named if the password is one of several.
  /// - Returns: whether it is a hash.
  @discardableResult
  func warnOfHash(_ password: borrowing Secret, of user: [UInt8]? = nil) -> Bool {
    // Nearly every password: nothing is made for it.
    if password.placeOfHash() == nil { return false }
    guard let hash = password.hashItIs() else { return false }
    let whose = user.map { "\($0.userName)'s" } ?? "the"
    warning("\(whose) password is itself a hash (\(hash)); servers hash it again")
    return true
  }
}

extension Requirement {
  static var tokenHeader: Requirement { Requirement(.tokenHeader, "needs --token") { $0.has(.token) } }
}

/// Who asks: a user, or whoever has the token.
enum Credentials {
  case user([UInt8])
  case token(TokenHeader)

  /// - Parameter user: nil if there is none.
  init(_ invocation: Invocation, user: [UInt8]?) throws(Failure) {
    guard let user else {
      self = .token(invocation[.tokenHeader] ?? .authorization)
      return
    }
    if user.contains(Ascii.colon) {
      throw Failure(.user, "the user name holds a colon, which ends the name in the header")
    }
    self = .user(user)
  }

  /// Who asks, for messages.
  var name: String {
    switch self {
    case .user(let user): user.userName
    case .token: "the token"
    }
  }

  /// Gets the password, or the token.
  func secret(
    _ source: consuming PasswordSource, _ invocation: Invocation, _ console: Console
  ) throws(Failure) -> Secret {
    switch self {
    case .user(let user):
      let password = try source.read(invocation, user: user, twice: false)
      if !password.isUTF8 {
        console.warning("the password is not UTF-8; \(user.userName) cannot log in to Chroma with it")
      }
      console.warnOfHash(password)
      return password
    case .token:
      let token = try source.read(invocation, user: nil, twice: false)
      if token.count == 0 { throw Failure(.usage, "the token is empty") }
      guard token.isToken else {
        throw Failure(
          .unhashable, "the token has a character that Chroma does not allow",
          hint: "to make a token: chroma-htpasswd token")
      }
      return token
    }
  }

  /// - Parameter secret: the password, or the token.
  func header(_ secret: borrowing Secret) -> RequestHeader {
    switch self {
    case .user(let user): RequestHeader(user: user, password: secret)
    case .token(let header): RequestHeader(token: secret, in: header)
    }
  }
}
