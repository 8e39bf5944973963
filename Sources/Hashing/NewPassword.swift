public import Kernel

/// Why a password should not be set: some server, or a reader of a file of passwords, would take another one.
public enum PasswordFault: Error, Equatable, Sendable {
  case empty
  case lineBreak
  case nul
  /// Editors put it in front of a file; nobody types it.
  case byteOrderMark
  /// More than 72 bytes: bcrypt reads no further, and Chroma with bcrypt 5 refuses such a login.
  case tooLong(count: Int)
}

extension Secret {
  /// Checks that the password can be set.
  ///
  /// - Throws: the first `PasswordFault`; `.empty` last, so that a caller may pass it over.
  public borrowing func checkForSetting() throws(PasswordFault) {
    if contains(Ascii.nul) { throw .nul }
    if withBytes({ $0.starts(with: ByteOrderMark.utf8) }) { throw .byteOrderMark }
    if contains(Ascii.lineFeed) || contains(Ascii.carriageReturn) { throw .lineBreak }
    if count > Bcrypt.maximumPasswordCount { throw .tooLong(count: count) }
    if count == 0 { throw .empty }
  }

  /// A random password of ASCII letters and digits, each equally likely: 5.95 bits a character.
  ///
  /// - Parameter length: in characters.
  /// - Throws: `SystemError` if the system gives no random bytes.
  public static func generated(length: Int) throws(SystemError) -> Secret {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    // Bytes above the largest multiple of 62 are drawn again, so that none is likelier.
    let limit = 256 / alphabet.count * alphabet.count
    var secret = Secret(capacity: length)
    while secret.count < length {
      let byte = Int(try randomBytes(1)[0])
      if byte < limit { secret.append([alphabet[byte % alphabet.count]].span) }
    }
    return secret
  }
  /// A random token of ASCII letters and digits: all of Chroma's versions take it, and no shell, YAML or
  /// configuration file reads it as anything but text. It begins with a letter, so it is neither a number nor an option.
  ///
  /// - Parameter length: in characters; 43 have 255 bits.
  /// - Throws: `SystemError` if the system gives no random bytes.
  package static func token(length: Int) throws(SystemError) -> Secret {
    while true {
      let secret = try generated(length: length)
      if !(Ascii.zero...Ascii.nine).contains(secret[0]) { return secret }
    }
  }
}
