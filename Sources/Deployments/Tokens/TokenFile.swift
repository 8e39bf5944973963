package import Credentials
internal import Kernel
package import YAML

/// A file of tokens, as Chroma 0.5.1 to 0.6.3 reads it (`chromadb/auth/token_authn/__init__.py`): one line is a
/// token, its line break included; more lines are YAML with users and their tokens.
package struct TokenFile: Sendable {
  package struct User: Sendable {
    /// nil if it has none: then nobody gets in.
    package let id: [UInt8]?
    /// A key that is equal for ids that are equal in Python, as a roles file compares them; nil for a list, or if that is not known.
    package let key: [UInt8]?
    /// Whether the id is a text. One whose id is a number, nothing or a list gets in too.
    package let isNamed: Bool
    package let line: Int
    package let tokens: [Token]
    /// `tokens` is a bare text, of which each character is a token.
    package let isSpelled: Bool
  }

  package struct Token: Sendable {
    package let bytes: [UInt8]
    package let line: Int
    /// YAML reads it as this, so that no request matches it.
    package let scalar: PlainScalar?
    /// A request can carry it, and then it gets in.
    package var isUsable: Bool {
      scalar == nil && !bytes.isEmpty && bytes.allSatisfy(Deployments.Token.canHold)
    }
  }

  /// One line: the range of the token without its line break, and that of the break.
  package struct Single: Sendable {
    package let token: Range<Int>
    package let lineBreak: Range<Int>
  }

  package let bytes: [UInt8]
  package private(set) var single: Single?
  package private(set) var users: [User] = []
  /// Why Chroma does not start with it.
  package private(set) var failure: StartFailure?
  /// A line of YAML that is not understood here, though Chroma may.
  package private(set) var unknownLine: Int?
  /// Lines that are not blank, without their breaks.
  package private(set) var textLines: [Range<Int>] = []

  /// Whether these bytes may be a user and a password, or prose, rather than a token that is damaged.
  package static func mayBeLogin(_ bytes: [UInt8]) -> Bool {
    bytes.contains(Ascii.colon) || bytes.split(separator: Ascii.space).count > 2
  }

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var lines: [Line] = []
    let source = ByteSource.memory(bytes)
    // Reading memory makes no system call, so that nothing can fail.
    try? source.forEachLine { (text, line) in
      lines.append(line)
      if !WhiteSpace.strip(text).isEmpty { textLines.append(line.content) }
      return true
    }
    do throws(StartFailure) {
      try read(lines)
    } catch {
      failure = error
      users = []
    }
  }

  private mutating func read(_ lines: [Line]) throws(StartFailure) {
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      let offset = error.byteOffsets.lowerBound
      let line = lines.first { $0.whole.contains(offset) }?.number ?? 1
      throw StartFailure(line: line, cause: .notUTF8(byte: bytes[offset], offset: offset))
    }
    guard let first = lines.first else { throw StartFailure(line: 1, cause: .noTokens) }
    if lines.count == 1 {
      single = Single(token: first.content, lineBreak: first.content.upperBound..<first.whole.upperBound)
      return
    }
    let document: PyYAMLDocument
    do throws(PyYAMLObstacle) {
      document = try PyYAMLDocument(bytes, lineEnds: .doubled)
    } catch {
      switch error {
      case .failure(_, let line): throw StartFailure(line: line, cause: .noUserList)
      case .unknown(let line): unknownLine = line
      }
      return
    }
    var reader = UserReader(document)
    users = try reader.users()
    unknownLine = reader.unknownLine
    if unknownLine != nil { users = [] }
  }
}

/// Reads the users of a document as `TokenAuthenticationServerProvider.__init__` does.
private struct UserReader {
  let document: PyYAMLDocument
  /// The first line of which it is not known what Python makes of it.
  private(set) var unknownLine: Int?
  private var owners: [[UInt8]: (user: YAMLNode, line: Int)] = [:]
  /// How many nodes may still be compared.
  private var budget = 1_000_000

  init(_ document: PyYAMLDocument) { self.document = document }

  mutating func users() throws(StartFailure) -> [TokenFile.User] {
    guard let root = document.root, let list = document.value(for: "users", in: root) else {
      throw StartFailure(line: document.root?.line ?? 1, cause: .noUserList)
    }
    guard list.kind == .sequence else {
      // Python goes through an empty mapping and an empty text as through an empty list.
      let isEmpty =
        list.kind == .mapping ? document.pairs(of: list).isEmpty : document.value(of: list) == .text([])
      if isEmpty { return [] }
      throw StartFailure(line: list.line, cause: .noUserList)
    }
    var users: [TokenFile.User] = []
    for node in list.items {
      guard let tokens = document.value(for: "tokens", in: node) else {
        throw StartFailure(line: node.line, cause: .noTokens)
      }
      let id = document.value(for: "id", in: node)
      let user = TokenFile.User(
        id: id.map(Self.name), key: id.flatMap { PyYAMLDocument.key(of: $0) },
        isNamed: id.map { document.isText($0) } ?? false, line: node.line,
        tokens: try self.tokens(tokens, of: node), isSpelled: tokens.kind == .scalar)
      users.append(user)
    }
    return users
  }

  /// The name of a user in `lint`.
  private static func name(_ id: YAMLNode) -> [UInt8] {
    switch id.kind {
    case .scalar: id.text
    case .sequence: Array("[...]".utf8)
    case .mapping: Array("{...}".utf8)
    }
  }

  private mutating func tokens(
    _ node: YAMLNode, of user: YAMLNode
  ) throws(StartFailure) -> [TokenFile.Token] {
    var tokens: [TokenFile.Token] = []
    switch node.kind {
    case .scalar:
      // A text is a list of its characters; a number, or nothing, is not a list.
      guard case .text(let text) = document.value(of: node) else {
        throw StartFailure(line: node.line, cause: .noTokens)
      }
      for byte in text {
        let token = TokenFile.Token(bytes: [byte], line: node.line, scalar: nil)
        try add(token, PyYAMLDocument.key(ofText: token.bytes), of: user)
        tokens.append(token)
      }
    case .mapping:
      for (key, _) in document.pairs(of: node) { tokens.append(try token(key, of: user)) }
    case .sequence:
      for item in node.items { tokens.append(try token(item, of: user)) }
    }
    return tokens
  }

  private mutating func token(_ node: YAMLNode, of user: YAMLNode) throws(StartFailure) -> TokenFile.Token {
    // Python writes a mapping with a space, and a list is not a key.
    guard node.kind == .scalar else { throw StartFailure(line: node.line, cause: .illegalToken) }
    let token =
      switch document.value(of: node) {
      case .text(let text): TokenFile.Token(bytes: text, line: node.line, scalar: nil)
      case .other(let type, _): TokenFile.Token(bytes: node.text, line: node.line, scalar: type)
      }
    try add(token, PyYAMLDocument.key(of: node), of: user)
    return token
  }

  /// - Parameter key: nil if it is not known what the token is equal to.
  private mutating func add(
    _ token: TokenFile.Token, _ key: [UInt8]?, of user: YAMLNode
  ) throws(StartFailure) {
    let isText = token.scalar == nil
    if token.scalar == .time || isText && !token.bytes.allSatisfy(Token.canHold) {
      throw StartFailure(line: token.line, cause: .illegalToken)
    }
    guard let key else {
      unknownLine = unknownLine ?? token.line
      return
    }
    if let former = owners[key] {
      switch areEqual(former.user, user) {
      case true?: break
      case false?: throw StartFailure(line: token.line, cause: .sharedToken(firstLine: former.line))
      case nil: unknownLine = unknownLine ?? token.line
      }
    }
    owners[key] = (user, token.line)
  }

  /// Whether Python takes two users for one. Chroma has filled in what they lack.
  private mutating func areEqual(_ one: YAMLNode, _ other: YAMLNode) -> Bool? {
    if one.index == other.index { return true }
    guard let pairs = document.dictionary(of: one), let others = document.dictionary(of: other) else {
      return nil
    }
    budget -= pairs.count + others.count
    for key in Set(pairs.keys).union(others.keys) {
      let areEqual: Bool?
      if let value = pairs[key], let other = others[key] {
        areEqual = document.areEqual(value, other, budget: &budget)
      } else {
        areEqual = isDefault(pairs[key] ?? others[key], for: key)
      }
      guard areEqual == true else { return areEqual }
    }
    return true
  }

  /// Whether a value is what Chroma fills in.
  private func isDefault(_ value: YAMLNode?, for key: [UInt8]) -> Bool {
    let all = PyYAMLDocument.Value.text(Array("*".utf8))
    if key == PyYAMLDocument.key(ofText: Array("tenant".utf8)) {
      return value.map { $0.kind == .scalar && document.value(of: $0) == all } ?? false
    }
    guard key == PyYAMLDocument.key(ofText: Array("databases".utf8)), let value, value.items.count == 1,
      let item = value.items.first
    else { return false }
    return item.kind == .scalar && document.value(of: item) == all
  }
}

extension TokenFile {
  /// The first token of a list that is an empty text: Chroma lets whoever sends the header with nothing in it in (tried
  /// with 0.6.2, in either header).
  package var emptyToken: Token? {
    users.lazy.filter { $0.id != nil }.flatMap(\.tokens).first { $0.scalar == nil && $0.bytes.isEmpty }
  }

  /// Whether a request can carry these bytes of the file as a token.
  package func isToken(_ range: Range<Int>) -> Bool {
    !range.isEmpty && bytes[range].allSatisfy(Deployments.Token.canHold)
  }
}
