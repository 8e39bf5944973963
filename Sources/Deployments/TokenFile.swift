package import Credentials
internal import Kernel

/// A file of tokens, as Chroma 0.5.1 to 0.6.3 reads it (`chromadb/auth/token_authn/__init__.py`): one line is a
/// token, its line break included; more lines are YAML with users and their tokens.
package struct TokenFile: Sendable {
  package struct User: Sendable {
    /// nil where it has none: then nobody gets in.
    package let id: [UInt8]?
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

  /// One line: where the token stands without its line break, and where the break is.
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
    for line in lines {
      if bytes[line.content].contains(where: { $0 < Ascii.space && $0 != 0x09 || $0 == Ascii.delete }) {
        throw StartFailure(line: line.number, cause: .noUserList)
      }
    }
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let document: TokenYAML
    do throws(TokenYAML.Fault) {
      document = try TokenYAML(
        lines.map { Array(bytes[max($0.content.lowerBound, start)..<$0.content.upperBound]) })
    } catch {
      switch error {
      case .broken(let line): throw StartFailure(line: line, cause: .noUserList)
      case .unsupported(let line): unknownLine = line
      }
      return
    }
    try readUsers(document)
  }

  private mutating func readUsers(_ document: TokenYAML) throws(StartFailure) {
    guard case .sequence(let nodes, _)? = document["users"] else {
      throw StartFailure(line: document["users"]?.line ?? 1, cause: .noUserList)
    }
    var owners: [[UInt8]: (user: [UInt8], line: Int)] = [:]
    for node in nodes {
      guard let tokens = node["tokens"] else { throw StartFailure(line: node.line, cause: .noTokens) }
      let user = try User(node, tokens)
      let owner = node.canonical
      for token in user.tokens {
        let key = [token.scalar == nil ? 0 : 1] + (token.scalar?.canonical(token.bytes) ?? token.bytes)
        if let former = owners[key], former.user != owner {
          throw StartFailure(line: token.line, cause: .sharedToken(firstLine: former.line))
        }
        owners[key] = (owner, token.line)
      }
      users.append(user)
    }
  }
}

extension TokenFile.User {
  fileprivate init(_ node: TokenYAML, _ tokens: TokenYAML) throws(StartFailure) {
    line = node.line
    if case .scalar(let id, _, _)? = node["id"] { self.id = id } else { id = nil }
    switch tokens {
    case .scalar(let text, let isPlain, let line):
      // A text is a list of its characters; a number, or nothing, is no list.
      if isPlain && PlainScalar(text) != nil { throw StartFailure(line: line, cause: .noTokens) }
      isSpelled = true
      self.tokens = text.map { TokenFile.Token(bytes: [$0], line: line, scalar: nil) }
    case .mapping(let pairs, let line):
      isSpelled = false
      self.tokens = pairs.map { TokenFile.Token(bytes: $0.key, line: line, scalar: nil) }
    case .sequence(let items, _):
      isSpelled = false
      var list: [TokenFile.Token] = []
      for item in items {
        // Python writes a mapping with a space, and a list is no key.
        guard case .scalar(let text, let isPlain, let line) = item else {
          throw StartFailure(line: item.line, cause: .illegalToken)
        }
        list.append(TokenFile.Token(bytes: text, line: line, scalar: isPlain ? PlainScalar(text) : nil))
      }
      self.tokens = list
    }
    for token in self.tokens {
      let isText = token.scalar == nil
      if token.scalar == .time || isText && !token.bytes.allSatisfy(Deployments.Token.canHold) {
        throw StartFailure(line: token.line, cause: .illegalToken)
      }
    }
  }
}

extension TokenFile {
  /// Whether a request can carry these bytes of the file as a token.
  package func isToken(_ range: Range<Int>) -> Bool {
    !range.isEmpty && bytes[range].allSatisfy(Deployments.Token.canHold)
  }
}
