internal import Kernel

/// Code that computes hashes for a server, as data: which formats it takes, in which forms, and of what length a password
/// may be. A server names its libraries; whoever asks what a server accepts asks these.
package struct CryptLibrary: Sendable {
  /// Which bcrypt fields it takes, and what it makes of the variant.
  package struct Bcrypt: Sendable {
    package enum Form: Sendable {
      /// 60 characters as `BcryptField` describes them.
      case canonical
      /// golang.org/x/crypto/bcrypt: any letter or none after the 2, whatever follows the 31st character of the digest,
      /// and spare bits in the salt.
      case go
    }

    package var form = Form.canonical
    /// The letters after `$2` that it takes, of canonical fields.
    package var variants: [BcryptField.Variant] = [.a, .b, .x, .y]
    /// The beginnings that are given to bcrypt, where only some are.
    package var prefixes: [String]?
    /// The variant that every field is computed as; nil computes each as its own.
    package var computedAs: BcryptField.Variant?

    package init(
      form: Form = .canonical, variants: [BcryptField.Variant] = [.a, .b, .x, .y], prefixes: [String]? = nil,
      computedAs: BcryptField.Variant? = nil
    ) {
      self.form = form
      self.variants = variants
      self.prefixes = prefixes
      self.computedAs = computedAs
    }
  }

  /// How {SHA} is compared.
  package enum SHA: Sendable {
    /// The text, all 28 characters of it.
    case text
    /// The 20 bytes that the base64 decodes to, up to the first byte that is not base64; white space is skipped, and
    /// spare bits are not looked at (lighttpd's `li_base64_dec`).
    case bytes
  }

  package var bcrypt: Bcrypt?
  /// Besides bcrypt.
  package var formats: [HashFormat] = []
  package var sha = SHA.text
  /// Whether DES goes on past eight characters of password (bigcrypt).
  package var hasBigcrypt = false
  /// The longest password that is computed, in bytes; a longer one is refused. Without a limit, bcrypt reads the first 72.
  package var maximumPasswordCount: Int?

  package init(
    bcrypt: Bcrypt? = nil, formats: [HashFormat] = [], sha: SHA = .text, hasBigcrypt: Bool = false,
    maximumPasswordCount: Int? = nil
  ) {
    self.bcrypt = bcrypt
    self.formats = formats
    self.sha = sha
    self.hasBigcrypt = hasBigcrypt
    self.maximumPasswordCount = maximumPasswordCount
  }

  /// libxcrypt 4.4 as crypt(3): crypt(5), and `CRYPT_MAX_PASSPHRASE_SIZE`.
  package static let libxcrypt = CryptLibrary(
    bcrypt: Bcrypt(), formats: HashFormat.ofLibxcrypt, hasBigcrypt: true, maximumPasswordCount: 511)

  /// The Apache Portable Runtime: `apr_password_validate` computes these itself and leaves all else to crypt(3).
  package static let apr = CryptLibrary(bcrypt: Bcrypt(variants: [.a, .y]), formats: [.apr1, .sha])

  /// golang.org/x/crypto/bcrypt: `newFromHash`.
  package static let goBcrypt = CryptLibrary(bcrypt: Bcrypt(form: .go, computedAs: .b))

  /// Python's bcrypt 5, which refuses a password of more than 72 bytes.
  package static let pythonBcrypt = CryptLibrary(bcrypt: Bcrypt(computedAs: .b), maximumPasswordCount: 72)

  /// Whether some password can match a field.
  ///
  /// - Parameter format: that of the field, so that it is parsed once for all libraries of a server.
  package func canMatch(_ field: Span<UInt8>, _ format: HashFormat) -> Bool {
    switch format {
    // Every prefix that some library asks for is a canonical one, and Go takes whatever is canonical.
    case .bcrypt(let parsed): return bcrypt?.variants.contains(parsed.variant) == true
    case .malformedBcrypt: return bcrypt?.form == .go && canonicalBcrypt(field, format) != nil
    case .sha where sha == .bytes: return formats.contains(.sha) && field.decodesToSHA
    case .unknown where hasBigcrypt && HashFormat.mayBeBigcrypt(field): return true
    // Go's bcrypt takes `$1y$04$...`, which has the form of nothing else.
    default:
      return formats.contains(format) && format.isComplete(field) || canonicalBcrypt(field, format) != nil
    }
  }

  /// A bcrypt field that this library takes, as libcrypt has to be given it to compute the same; or nil.
  package func canonicalBcrypt(_ field: Span<UInt8>, _ format: HashFormat) -> [UInt8]? {
    guard let bcrypt else { return nil }
    if let prefixes = bcrypt.prefixes, !prefixes.contains(where: { field.starts(with: Array($0.utf8)) }) {
      return nil
    }
    switch bcrypt.form {
    case .go: return BcryptField.canonicalFromGo(field)
    case .canonical:
      guard case .bcrypt(let parsed) = format, bcrypt.variants.contains(parsed.variant) else { return nil }
      var canonical = field.array
      if let variant = bcrypt.computedAs { canonical[2] = variant.rawValue }
      return canonical
    }
  }
}

extension HashFormat {
  /// The formats that libxcrypt computes, besides bcrypt (crypt(5)).
  package static let ofLibxcrypt: [HashFormat] = [
    .des, .bsdi, .nt, .sunMD5, .sha1crypt, .md5crypt, .sha256crypt, .sha512crypt, .yescrypt, .gostYescrypt,
    .scrypt,
  ]
}

extension Span<UInt8> {
  /// Whether what follows `{SHA}` decodes to 20 bytes, up to the first byte that is not base64: 27 characters do.
  fileprivate var decodesToSHA: Bool {
    var characters = 0
    for index in 5..<Swift.max(5, count) {
      switch self[index] {
      case 0x09...0x0D, Ascii.space: continue
      case let byte where Self.base64Value(byte) != nil: characters += 1
      default: return characters == 27
      }
    }
    return characters == 27
  }
}
