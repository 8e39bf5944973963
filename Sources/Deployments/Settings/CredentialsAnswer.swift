internal import Credentials
internal import Hashing
internal import Kernel
internal import YAML

/// Chroma's answer to credentials when it starts.
struct CredentialsAnswer {
  /// Why it does not start with them.
  var failure: StartFailure?
  /// Who can log in, by the key that a roles file compares (`PyYAMLDocument.key`): users, or `anonymous` for a token without
  /// one.
  var users: [[UInt8]] = []
  /// Whether the token has no user of its own.
  var isSingleToken = false
  /// Whether that is unknown.
  var isUnknown = false
  /// Whether an empty token gets in, which anyone can send.
  var hasEmptyToken = false
  /// Why the first of those who cannot log in cannot.
  var reason: String?
  /// The hash field of that one is what a shell or compose left of a hash.
  var lostDollar = false

  private init() {}

  // MARK: Entries

  /// Entries of a file.
  init(entriesIn bytes: [UInt8], _ server: Server) {
    // Memory is read without system calls: nothing can fail.
    let failure = try? server.read(.memory(bytes)) { (line, entry, _) in
      let field = line.extracting(entry.hash)
      let user = line.extracting(entry.user).array
      if server.canUse(field) {
        users.append(PyYAMLDocument.key(ofText: user))
      } else if reason == nil {
        let diagnosis = HashDiagnosis(field)
        reason = server.reason(diagnosis, of: Redaction.shortUser(user))
        lostDollar = diagnosis.lostDollar || Self.isVariantAndCost(field)
      }
    }
    if server.file.duplicates == .firstCounts, !users.isEmpty { users = [users[0]] }
    self.failure = failure ?? nil
    if self.failure != nil { users = [] }
  }

  /// Entries of a variable, from 0.5 on: lines end in LF alone, and a byte that is not UTF-8 is a character.
  init(entriesOf value: [UInt8], _ server: Server) {
    var lines: [UInt8] = []
    for line in value.split(separator: Ascii.lineFeed) {
      let text = Array(line)
      // A CR does not end a line here, but does for the reader of files.
      lines += text[WhiteSpace.strip(text.span)].map { $0 == Ascii.carriageReturn ? 0x01 : $0 }
      lines.append(Ascii.lineFeed)
    }
    self.init(
      entriesIn: lines.isUTF8 ? lines : Array(String(decoding: lines, as: UTF8.self).utf8), server)
  }

  /// The entry of a variable in 0.4: the first two fields of all of it.
  init(entryOf value: [UInt8], _ server: Server) {
    let text = value[WhiteSpace.strip(value.span)]
    let fields = text.split(separator: Ascii.colon, maxSplits: 2, omittingEmptySubsequences: false)
    guard fields.count >= 2 else {
      failure = StartFailure(line: 1, cause: .missingColon)
      return
    }
    let (user, field) = (Array(fields[0]), Array(fields[1]))
    if server.canUse(field.span) {
      users = [PyYAMLDocument.key(ofText: user)]
    } else {
      let diagnosis = HashDiagnosis(field.span)
      reason = server.reason(diagnosis, of: Redaction.shortUser(user))
      lostDollar = diagnosis.lostDollar || Self.isVariantAndCost(field.span)
    }
  }

  /// Whether it is what compose leaves of a bcrypt hash: `$2y$10`, and of the salt what follows its first `.` or `/`.
  private static func isVariantAndCost(_ field: Span<UInt8>) -> Bool {
    guard (6..<59).contains(field.count), field.starts(with: Array("$2".utf8)), field[3] == Ascii.dollar
    else {
      return false
    }
    let isCost = (4..<6).allSatisfy { (Ascii.zero...Ascii.nine).contains(field[$0]) }
    return isCost && (field.count == 6 || field[6] == UInt8(ascii: ".") || field[6] == Ascii.slash)
  }

  // MARK: Tokens

  /// Tokens of a file, from 0.5 on.
  init(tokensIn bytes: [UInt8]) {
    let file = TokenFile(bytes)
    failure = file.failure
    isUnknown = file.unknownLine != nil
    if let single = file.single {
      isSingleToken = true
      if single.lineBreak.isEmpty, file.isToken(single.token) {
        judge(token: Array(bytes[single.token]))
      } else {
        reason =
          single.lineBreak.isEmpty
          ? Self.wrongCharacter : "the line break at the end of the file is part of the token"
      }
    } else if failure == nil {
      // Who has a list for an id gets in, and is not a user of any roles.
      users = file.users.filter { $0.id != nil && $0.tokens.contains { $0.isUsable } }.map { $0.key ?? [] }
      hasEmptyToken = file.emptyToken != nil
    }
  }

  /// Tokens of a variable, from 0.5 on: empty lines are left out.
  init(tokensOf value: [UInt8]) {
    let lines = value.split(separator: Ascii.lineFeed)
    if lines.count > 1 {
      self.init(tokensIn: Array(lines.joined(separator: [Ascii.lineFeed])))
      // It is not an end of a line there.
      if value.contains(Ascii.carriageReturn) { isUnknown = true }
      return
    }
    self.init()
    guard let line = lines.first else {
      failure = StartFailure(line: 1, cause: .noTokens)
      return
    }
    isSingleToken = true
    if line.allSatisfy(Token.canHold) { judge(token: Array(line)) } else { reason = Self.wrongCharacter }
  }

  /// The token of a variable in 0.4, which checks it at the start.
  init(tokenOf value: [UInt8]) {
    isSingleToken = true
    if value.allSatisfy(Token.canHold) {
      judge(token: value)
    } else {
      failure = StartFailure(line: 1, cause: .illegalToken)
    }
  }

  /// A token that requests can carry. Whoever has an entry there believes in a user and a password.
  private mutating func judge(token: [UInt8]) {
    if let colon = token.firstIndex(of: Ascii.colon) {
      switch HashDiagnosis(token.span.extracting((colon + 1)...)) {
      case .whole, .damaged:
        reason = "an entry is in place of a token"
        return
      case .desOrText, .sum, .empty, .lock, .failure, .text: break
      }
    }
    users = [Self.anonymous]
  }

  private static let anonymous = PyYAMLDocument.key(ofText: Array("anonymous".utf8))
  private static let wrongCharacter =
    "the token is not all visible ASCII"
}

/// Answers to files, of which many services may read the same.
final class CredentialsAnswers {
  private var known: [(content: [UInt8], server: String, answer: CredentialsAnswer)] = []
  private static let maximumCount = 16

  /// - Parameter server: Chroma, of some release and with some provider.
  func answer(to content: [UInt8], for server: Server) -> CredentialsAnswer {
    // Bytes that were read once are compared as one object.
    if let same = known.first(where: { $0.server == server.name && $0.content == content }) {
      return same.answer
    }
    let answer =
      server.readsTokens
      ? CredentialsAnswer(tokensIn: content) : CredentialsAnswer(entriesIn: content, server)
    if known.count < Self.maximumCount { known.append((content, server.name, answer)) }
    return answer
  }
}

extension HashDiagnosis {
  fileprivate var lostDollar: Bool {
    if case .damaged(_, .replacedDollar) = self { return true }
    return false
  }
}
