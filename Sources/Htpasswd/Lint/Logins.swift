/// Who can log in at a server with a file: a fingerprint of each name, together with the hash that counts.
///
/// A byte order mark that a name begins with, and a NUL in it, is no part of it.
struct Logins {
  private let fingerprints: Set<UInt64>

  init(of server: Server, in bytes: [UInt8]) throws(SystemError) {
    // By the name as the server knows it: of duplicates one counts. nil where nobody can log in by it.
    var logins: [UInt64: UInt64?] = [:]
    let failure = try server.read(.memory(bytes)) { (line, entry, _) in
      let user = line.extracting(entry.user)
      let key = Fingerprint.of(user)
      if server.file.duplicates == .firstCounts, logins[key] != nil { return }
      let field = line.extracting(entry.hash)
      guard server.canUse(field) else {
        logins[key] = .some(nil)
        return
      }
      var name = user
      while name.starts(with: Utf8.mark) { name = name.extracting(Utf8.mark.count...) }
      if name.count < user.count { name = name.extracting(WhiteSpace.strip(name)) }
      let login =
        name.array.filter { $0 != Ascii.nul } + [Ascii.colon] + (server.canonicalBcrypt(field) ?? field.array)
      logins[key] = Fingerprint.of(login.span)
    }
    fingerprints = failure == nil ? Set(logins.values.compactMap { $0 }) : []
  }

  func isSubset(of other: Logins) -> Bool { fingerprints.isSubset(of: other.fingerprints) }
}
