/// Who can log in at a server with a file: a fingerprint of each name, together with the hash that counts.
///
/// A byte order mark that the file begins with is no part of a name.
struct Logins {
  private let fingerprints: Set<UInt64>

  init(of server: Server, in bytes: [UInt8]) throws(SystemError) {
    // By the name as the server knows it: of duplicates one counts. nil where nobody can log in by it.
    var logins: [UInt64: UInt64?] = [:]
    let failure = try server.read(.memory(bytes)) { (line, entry, place) in
      let user = line.extracting(entry.user)
      let key = Fingerprint.of(user)
      if server.file.duplicates == .firstCounts, logins[key] != nil { return }
      let field = line.extracting(entry.hash)
      guard server.canUse(field) else {
        logins[key] = .some(nil)
        return
      }
      var name = user
      if place.content.lowerBound == 0 {
        while name.starts(with: [0xEF, 0xBB, 0xBF]) { name = name.extracting(3...) }
        if name.count < user.count { name = name.extracting(WhiteSpace.strip(name)) }
      }
      let login = name.array + [Ascii.colon] + (server.canonicalBcrypt(field) ?? field.array)
      logins[key] = Fingerprint.of(login.span)
    }
    fingerprints = failure == nil ? Set(logins.values.compactMap { $0 }) : []
  }

  func isSubset(of other: Logins) -> Bool { fingerprints.isSubset(of: other.fingerprints) }
}
