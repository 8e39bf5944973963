internal import Hashing
internal import Kernel

extension Server {
  /// Chroma's basic authentication from 0.5.4 on: `chromadb/auth/basic_authn/__init__.py`, the same bytes in
  /// every release up to 1.5.9, with bcrypt 5, which refuses a password of more than 72 bytes.
  public static let chroma = Server(
    name: "chroma",
    title: "Chroma 0.5.4 to 0.6.3, and its Python server after that",
    product: "Chroma",
    failurePhrase: "will not start",
    successPhrase: "starts",
    afterEdit: "restart Chroma to apply this",
    file: FileRules(
      mustBeUTF8: true, lineBreaks: .universal, trimming: .python, commentStarts: [],
      missingColon: .refused, extraField: .refused, emptyUser: .refused, emptyHash: .refused,
      duplicates: .refused),
    hashes: HashRules(.pythonBcrypt),
    passwords: PasswordRules(mustBeUTF8: true),
    logLine: chromaLogLine
  )
}

/// The exception that Chroma's log ends in.
func chromaLogLine(_ cause: StartFailure.Cause) -> String? {
  switch cause {
  case .notUTF8(let byte, _):
    "UnicodeDecodeError: 'utf-8' codec can't decode byte 0x\(byte.hexadecimal)"
  case .missingColon, .extraField, .emptyUser, .emptyHash:
    "ValueError: Invalid htpasswd credentials found"
  case .duplicateUser:
    "ValueError: Duplicate username found in [chroma_server_authn_credentials]"
  case .noFirstEntry: "IndexError: list index out of range"
  case .illegalToken: "ValueError: Invalid token"
  case .unusableRoles(_, let exception): exception
  case .tooLong, .unusableHash, .unwritable, .lengthOfSHA, .emptyFile, .noUsers, .noTokens, .noUserList,
    .sharedToken:
    nil
  }
}
