internal import Hashing
internal import Kernel

/// Tokens of Chroma's token authentication (`chromadb/auth/token_authn/__init__.py`).
package enum Token {
  /// ASCII letters, digits and punctuation.
  package static func canHold(_ byte: UInt8) -> Bool { (0x21...0x7E).contains(byte) }
}

extension Secret {
  /// Whether a request can carry it as a token.
  package var isToken: Bool {
    for index in 0..<count where !Token.canHold(self[index]) { return false }
    return count > 0
  }
}
