internal import Credentials
internal import Deployments
internal import Kernel

/// Who can log in at a server with a file: a fingerprint of each name together with the hash that counts, or of each token.
///
/// A byte order mark that a name begins with, and a NUL in it, is not a part of it.
struct Logins {
  private let fingerprints: Set<UInt64>
  /// The hashes with which users with a name can log in, also those of lines that are left out, and how many users.
  private let hashes: Set<UInt64>

  /// - Parameter changed: in the file's order; entries of lines that these touch are left out.
  init(of server: Server, in bytes: [UInt8], except changed: [Range<Int>] = []) throws(SystemError) {
    if server.content == .tokens {
      // A file of one token has no other line.
      fingerprints = changed.isEmpty ? Self.tokens(of: bytes) : []
      hashes = []
      return
    }
    if let reader = server.rolesReader {
      // Rights: of a line that is changed all may be.
      fingerprints = changed.isEmpty ? Self.rights(of: RolesFile(bytes, for: reader)) : []
      hashes = []
      return
    }
    // By the name as the server knows it: of duplicates one counts. nil if nobody can log in with it.
    var logins: [UInt64: UInt64?] = [:]
    var usable: [UInt64: UInt64?] = [:]
    var rest = changed[...]
    let failure = try server.read(.memory(bytes)) { (line, entry, place) in
      let user = line.extracting(entry.user)
      let key = Fingerprint.of(user)
      while let first = rest.first, first.upperBound <= place.content.lowerBound,
        !first.isEmpty || first.upperBound < place.content.lowerBound
      {
        rest.removeFirst()
      }
      if server.file.duplicates == .firstCounts, logins[key] != nil { return }
      let field = line.extracting(entry.hash)
      let isChanged = rest.first.map { $0.lowerBound < place.whole.upperBound } ?? false
      guard server.canUse(field) else {
        logins[key] = .some(nil)
        usable[key] = .some(nil)
        return
      }
      let hash = server.canonicalBcrypt(field) ?? field.array
      if !user.isEmpty { usable[key] = Fingerprint.of(hash.span) }
      logins[key] = isChanged ? .some(nil) : Self.fingerprint(user, hash)
    }
    fingerprints = failure == nil ? Set(logins.values.compactMap { $0 }) : []
    let numbers = usable.values.compactMap { $0 }
    hashes = failure == nil ? Set(Self.numbered(numbers)) : []
  }

  /// Numbers of which no two are the same: of one that is there several times, others take the places.
  private static func numbered(_ numbers: [UInt64]) -> [UInt64] {
    var counts: [UInt64: UInt64?] = [:]
    return numbers.map { number in
      var count: UInt64 = 0
      if let known = counts[number], let known { count = known }
      counts[number] = .some(.some(count + 1))
      return number &+ count &* 0x9E37_79B9_7F4A_7C15
    }
  }

  private static func tokens(of bytes: [UInt8]) -> Set<UInt64> {
    let file = TokenFile(bytes)
    var tokens = file.users.filter { $0.id != nil }.flatMap(\.tokens).filter(\.isUsable).map(\.bytes)
    if let single = file.single, single.lineBreak.isEmpty, file.isToken(single.token) {
      tokens.append(Array(bytes[single.token]))
    }
    return file.failure == nil ? Set(tokens.map { Fingerprint.of($0.span) }) : []
  }

  private static func rights(of file: RolesFile) -> Set<UInt64> {
    if file.failure != nil { return [] }
    return Set(
      file.users.flatMap { user in
        file.actions(ofKey: user.key).filter { RolesAction.named($0)?.isAsked(by: file.reader) == true }.map {
          Fingerprint.of((user.key + [Ascii.lineFeed] + $0).span)
        }
      })
  }

  private static func fingerprint(_ user: Span<UInt8>, _ field: [UInt8]) -> UInt64 {
    var name = user
    while name.starts(with: ByteOrderMark.utf8) { name = name.extracting(ByteOrderMark.utf8.count...) }
    if name.count < user.count { name = name.extracting(WhiteSpace.strip(name)) }
    let login = name.array.filter { $0 != Ascii.nul } + [Ascii.colon] + field
    return Fingerprint.of(login.span)
  }

  func isSubset(of other: Logins) -> Bool { fingerprints.isSubset(of: other.fingerprints) }

  /// Whether every hash with which somebody can log in is one of the other's, perhaps under another name.
  func hasHashes(in other: Logins) -> Bool { hashes.isSubset(of: other.hashes) }
}
