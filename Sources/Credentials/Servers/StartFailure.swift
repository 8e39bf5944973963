internal import Hashing
internal import Kernel

/// Why a server does not start with a file.
public struct StartFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// The cause.
  public enum Cause: Sendable, Equatable {
    /// The byte is not valid here in UTF-8; `offset` counts from the start of the file.
    case notUTF8(byte: UInt8, offset: Int)
    case missingColon
    case extraField
    case emptyUser
    case emptyHash
    case duplicateUser([UInt8], firstLine: Int)
    /// The first line holds no entry, and it is the only one that is read.
    case noFirstEntry
    /// In bytes.
    case tooLong(maximum: Int)
    case unusableHash([UInt8])
    /// A character that the server's configuration cannot hold.
    case unwritable
    /// {SHA}, and not 28 bytes after it.
    case lengthOfSHA([UInt8])
    case emptyFile
    /// Nothing but blank lines and comments.
    case noUsers
    /// A file of tokens that has none.
    case noTokens
    /// More than one line, but no YAML with a list of users.
    case noUserList
    /// A character that no token may have, in YAML.
    case illegalToken
    case sharedToken(firstLine: Int)
    /// A fault of a roles file, and the name of the type of Python's exception.
    case unusableRoles(String, exception: String)
  }

  /// 1 for the first.
  public let line: Int
  public let cause: Cause

  package init(line: Int, cause: Cause) { (self.line, self.cause) = (line, cause) }

  /// The fault, in one line that shows nothing of an entry but a user's name.
  public var description: String {
    switch cause {
    case .notUTF8(let byte, let offset):
      "line \(line) is not UTF-8: 0x\(byte.hexadecimal) at offset \(offset)"
    case .missingColon: "line \(line) has no colon"
    case .extraField: "line \(line) has more than two fields"
    case .emptyUser: "line \(line) has no user name"
    case .emptyHash: "line \(line) has no hash"
    case .duplicateUser(let user, let first):
      "duplicate user \(Redaction.shortUser(user)) on lines \(first) and \(line)"
    case .noFirstEntry: "line 1 is not a user:hash entry"
    case .tooLong(let maximum): "line \(line) is over \(maximum) bytes"
    case .unusableHash(let user): "line \(line) gives \(Redaction.shortUser(user)) an unusable hash"
    case .lengthOfSHA: "line \(line) needs 28 characters after {SHA}"
    case .unwritable: "line \(line) has a character it cannot hold"
    case .emptyFile: "the file is empty"
    case .noUsers: "the file has no users"
    case .noTokens: "line \(line) gives no tokens"
    case .noUserList: "line \(line) is not part of a list of users"
    case .illegalToken: "line \(line)'s token is not all visible ASCII"
    case .unusableRoles(let what, _): "line \(line): \(what)"
    case .sharedToken(let first): "lines \(first) and \(line) have the same token"
    }
  }
}
