package import Kernel

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
      /// Go's, and any field that does not begin with a dollar is base64 of one (Caddy's `basic_auth`).
      case goOrBase64
    }

    package var form = Form.canonical
    /// The letters after `$2` that it takes, of canonical fields; nil for all four.
    package var variants: [BcryptField.Variant]?
    /// The beginnings that are given to bcrypt, if only some are.
    package var prefixes: [String]?
    /// The variant that every field is computed as; nil computes each as its own.
    package var computedAs: BcryptField.Variant?

    package init(
      form: Form = .canonical, variants: [BcryptField.Variant]? = nil, prefixes: [String]? = nil,
      computedAs: BcryptField.Variant? = nil
    ) {
      self.form = form
      self.variants = variants
      self.prefixes = prefixes
      self.computedAs = computedAs
    }

    func takes(_ variant: BcryptField.Variant) -> Bool { variants?.contains(variant) ?? true }
  }

  /// How {SHA} is compared.
  package enum SHA: Sendable {
    /// The text, all 28 characters of it.
    case text
    /// The 20 bytes that the base64 decodes to, up to the first byte that is not base64; white space is skipped, and
    /// spare bits are not looked at (lighttpd's `li_base64_dec`).
    case bytes
  }

  /// Which fields of MD5-crypt it takes besides those of its formats.
  package enum MD5: Sendable {
    case none
    /// Those under any magic, with a salt of any length, but for the four of bcrypt (github.com/abbot/go-http-auth).
    case anyMagic
  }

  /// Which salts it takes in the formats of crypt(3).
  package enum Salts: Sendable {
    /// Printable ASCII without what means something in passwd(5): libxcrypt (crypt(5)).
    case printable
    /// Any bytes but line feed and colon. Of each of the two of DES six bits count (musl's `ascii_to_bin`).
    case any
  }

  package var bcrypt: Bcrypt?
  /// Besides bcrypt.
  package var formats: [HashFormat] = []
  package var sha = SHA.text
  package var md5 = MD5.none
  package var salts = Salts.printable
  /// Whether DES goes on past eight characters of password (bigcrypt).
  package var hasBigcrypt = false
  /// The longest password that is computed, in bytes; a longer one is refused. Without a limit, bcrypt reads the first 72.
  package var maximumPasswordCount: Int?

  package init(
    bcrypt: Bcrypt? = nil, formats: [HashFormat] = [], sha: SHA = .text, md5: MD5 = .none,
    salts: Salts = .printable, hasBigcrypt: Bool = false, maximumPasswordCount: Int? = nil
  ) {
    self.bcrypt = bcrypt
    self.formats = formats
    self.sha = sha
    self.md5 = md5
    self.salts = salts
    self.hasBigcrypt = hasBigcrypt
    self.maximumPasswordCount = maximumPasswordCount
  }

  /// libxcrypt 4.4 as crypt(3): crypt(5), and `CRYPT_MAX_PASSPHRASE_SIZE`.
  package static let libxcrypt = CryptLibrary(
    bcrypt: Bcrypt(), formats: HashFormat.ofLibxcrypt, hasBigcrypt: true, maximumPasswordCount: 511)

  /// musl 1.2's crypt(3): `src/crypt/crypt_r.c`. It takes no password of more than 256 bytes (`KEY_MAX`) for SHA-crypt, and
  /// any for the rest: MD5-crypt's limit of 30,000 is more than a header holds.
  package static let musl = [
    CryptLibrary(formats: [.sha256crypt, .sha512crypt], salts: .any, maximumPasswordCount: 256),
    CryptLibrary(bcrypt: Bcrypt(), formats: [.des, .bsdi, .md5crypt], salts: .any),
  ]

  /// Caddy's `basic_auth`: `modules/caddyhttp/caddyauth/basicauth.go`.
  package static let caddy = CryptLibrary(bcrypt: Bcrypt(form: .goOrBase64, computedAs: .b))

  /// The Apache Portable Runtime: `apr_password_validate` computes these itself and leaves all else to crypt(3).
  package static let apr = CryptLibrary(bcrypt: Bcrypt(variants: [.a, .y]), formats: [.apr1, .sha])

  /// golang.org/x/crypto/bcrypt: `newFromHash`.
  package static let goBcrypt = CryptLibrary(bcrypt: Bcrypt(form: .go, computedAs: .b))

  /// github.com/abbot/go-http-auth: `CheckSecret`, without bcrypt.
  package static let goHTTPAuth = CryptLibrary(formats: [.apr1, .sha, .md5crypt], md5: .anyMagic)

  /// Python's bcrypt 5, which refuses a password of more than 72 bytes.
  package static let pythonBcrypt = CryptLibrary(bcrypt: Bcrypt(computedAs: .b), maximumPasswordCount: 72)

  /// Whether some password can match a field.
  ///
  /// - Parameter format: that of the field, so that it is parsed once for all libraries of a server.
  package func canMatch(_ field: Span<UInt8>, _ format: HashFormat) -> Bool {
    if md5 == .anyMagic, format != .sha { return hasMD5Crypt(field) }
    if salts == .any, let canMatch = canMatchAnySalt(field, format) { return canMatch }
    switch format {
    // Every prefix that some library asks for is a canonical one, and Go takes whatever is canonical.
    case .bcrypt(let parsed): return bcrypt?.takes(parsed.variant) == true
    case .malformedBcrypt: return bcrypt?.form != .canonical && canonicalBcrypt(field, format) != nil
    case .sha where sha == .bytes: return formats.contains(.sha) && field.looselyDecodedSHA != nil
    case .unknown where hasBigcrypt && HashFormat.mayBeBigcrypt(field): return true
    // Go's bcrypt takes `$1y$04$...`, which has the form of nothing else.
    default:
      return formats.contains(format) && format.isComplete(field) || canonicalBcrypt(field, format) != nil
    }
  }

  /// Whether a login with the field, whatever the password, can end the server.
  package func canEndServer(_ field: Span<UInt8>) -> Bool { sha == .bytes && field.overflowsLighttpd }

  /// A bcrypt field that this library takes, as libcrypt has to be given it to compute the same; or nil.
  package func canonicalBcrypt(_ field: Span<UInt8>, _ format: HashFormat) -> [UInt8]? {
    guard let bcrypt else { return nil }
    if let prefixes = bcrypt.prefixes, !prefixes.contains(where: { field.starts(with: Array($0.utf8)) }) {
      return nil
    }
    switch bcrypt.form {
    case .go: return BcryptField.canonicalFromGo(field)
    case .goOrBase64:
      if field.isEmpty || field[0] == Ascii.dollar { return BcryptField.canonicalFromGo(field) }
      return field.decodedGoBase64.flatMap { BcryptField.canonicalFromGo($0.span) }
    case .canonical:
      guard case .bcrypt(let parsed) = format, bcrypt.takes(parsed.variant) else { return nil }
      var canonical = field.array
      if let variant = bcrypt.computedAs { canonical[2] = variant.rawValue }
      return canonical
    }
  }
}

extension CryptLibrary {
  /// Why a hash is not computed here.
  package enum Fault: Error, Equatable, Sendable {
    /// It would take this many seconds. Only bcrypt has a cost.
    case cost(Cost?, seconds: Double)
    /// It would take this much memory, in bytes.
    case memory(Double)
    /// A C string ends at a NUL.
    case containsNUL
    /// No password gives this field, whatever its form.
    case matchesNothing
    /// libcrypt refused; `errno`.
    case refused(SystemError)
  }

  /// Why a field that this library takes is not computed here, whatever the password; or nil.
  package func obstacle(_ field: Span<UInt8>, _ format: HashFormat) -> Fault? {
    if let bcrypt = canonicalBcrypt(field, format) {
      guard let cost = BcryptField(bcrypt.span)?.cost, let seconds = cost.secondsIfUnreasonable else {
        return nil
      }
      return .cost(cost, seconds: seconds)
    }
    if md5 == .anyMagic { return nil }
    guard let demand = HashDemand(format, field) else { return nil }
    // The time is measured, and a busy machine takes longer: what is always so comes first.
    if demand.memory > Self.maximumMemory { return .memory(demand.memory) }
    return demand.seconds > 60 ? .cost(nil, seconds: demand.seconds) : nil
  }

  /// A gibibyte: sixteen times what the costliest setting of crypt_gensalt(3)'s defaults needs.
  private static let maximumMemory = 1_073_741_824.0

  /// Whether a password is the one of a field that this library takes, as the library would say.
  ///
  /// - Parameters:
  ///   - password: no longer than `maximumPasswordCount`.
  ///   - field: one without `obstacle`.
  package func matches(
    _ password: borrowing Secret, _ field: [UInt8], _ format: HashFormat
  ) throws(Fault) -> Bool {
    guard !password.contains(Ascii.nul) else { throw .containsNUL }
    do {
      if let bcrypt = canonicalBcrypt(field.span, format) {
        // More is not read, and libcrypt takes no more than 511 bytes.
        let first = Secret(password, 0..<min(password.count, Hashing.Bcrypt.maximumPasswordCount))
        return try Hashing.Bcrypt.matches(first, bcrypt)
      }
      switch format {
      case .sha: return SHAField.matches(password, sha: field.span, sha)
      case _ where md5 == .anyMagic: return MD5Crypt.matches(password, field.span)
      case .apr1: return MD5Crypt.matches(password, field.span)
      case _ where salts == .any && DESField(field.span) != nil: return try matchesDES(password, field)
      case .md5crypt where salts == .any: return MD5Crypt.matches(password, field.span)
      case .sha256crypt where salts == .any, .sha512crypt where salts == .any:
        return SHACrypt.matches(password, field.span)
      case .ssha: return SHAField.matches(password, ssha: field.span)
      case .plain:
        return password.equals(Secret(copying: field.span.extracting("{PLAIN}".utf8.count...)))
      default: return try Hashing.Bcrypt.matchesAsCrypt(password, field)
      }
    } catch {
      switch error {
      case .containsNUL: throw .containsNUL
      case .refused(.invalid): throw .matchesNothing
      case .refused(let cause): throw .refused(cause)
      }
    }
  }

  /// Whether a library with salts of any bytes can match; nil for formats that have no salt of their own there.
  private func canMatchAnySalt(_ field: Span<UInt8>, _ format: HashFormat) -> Bool? {
    switch format {
    case .sha256crypt, .sha512crypt:
      if SHACryptField(field) != nil { return formats.contains(format) }
    case .md5crypt: return formats.contains(format) && format.isComplete(field, salts: salts)
    // nginx looks for these before it asks crypt(3).
    case .apr1, .sha, .ssha, .plain: return false
    default: break
    }
    guard formats.contains(.des) else { return false }
    return DESField(field) != nil ? true : nil
  }

  /// libcrypt is given a salt of its alphabet with the same bits, and the eight characters that count.
  private func matchesDES(
    _ password: borrowing Secret, _ field: [UInt8]
  ) throws(Hashing.Bcrypt.Fault) -> Bool {
    guard let canonical = DESField(field.span)?.canonical(field) else { return false }
    return try Hashing.Bcrypt.matchesAsCrypt(Secret(password, 0..<min(password.count, 8)), canonical)
  }

  private func hasMD5Crypt(_ field: Span<UInt8>) -> Bool {
    guard let parts = MD5CryptField(field) else { return false }
    let magic = field.extracting(parts.magic)
    guard magic.count == 4, magic.hasPrefix("$2") else { return true }
    return BcryptField.Variant(rawValue: magic[2]) == nil
  }
}

extension Cost {
  /// The time of one hash if that is more than a minute, in seconds. Costs up to 14, about a second, are not
  /// measured.
  package var secondsIfUnreasonable: Double? {
    guard log2Rounds > 14 else { return nil }
    let seconds = Bcrypt.estimatedSeconds(self)
    return seconds > 60 ? seconds : nil
  }
}

extension HashFormat {
  /// The formats that libxcrypt computes, besides bcrypt (crypt(5)).
  package static let ofLibxcrypt: [HashFormat] = [
    .des, .bsdi, .nt, .sunMD5, .sha1crypt, .md5crypt, .sha256crypt, .sha512crypt, .yescrypt, .gostYescrypt,
    .scrypt,
  ]
}
