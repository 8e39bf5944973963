internal import Htpasswd

/// The address of a server, as `check` takes it: `http://HOST:PORT`, perhaps with a path, or `HOST:PORT`.
struct ServerAddress: CustomStringConvertible {
  /// Without a slash at the end.
  let description: String
  /// The whole of it, if it has a path: to be requested as is.
  let page: String?
  /// Whether what is sent can be read on the way.
  let isExposed: Bool
  /// Whether a proxy can read it, wherever the server is.
  let isPlainHTTP: Bool

  init(_ bytes: [UInt8], _ invocation: Invocation) throws(Failure) {
    let text = String(decoding: bytes, as: UTF8.self)
    let lower = text.lowercased()
    let given = ["http://", "https://"].first(where: lower.hasPrefix)
    if given == nil, bytes.contains(words: "://") {
      throw invocation.usage(
        "the URL begins with neither http:// nor https://",
        hint: lower.hasPrefix("file:") ? nil : "did you mean http://\(Self.afterScheme(bytes).printable)?")
    }
    // A bare HOST:PORT is plain HTTP.
    let scheme = given ?? "http://"
    let rest = bytes.dropFirst(given?.utf8.count ?? 0)
    let authority = rest.prefix { $0 != Ascii.slash }
    if authority.contains(UInt8(ascii: "@")) {
      throw invocation.usage(
        "the URL holds credentials, which other users can see", hint: "give USER after it, and be asked")
    }
    // A path may have a query; an authority has none.
    let isPlain =
      authority.allSatisfy { $0 != UInt8(ascii: "?") }
      && rest.allSatisfy { byte in
        switch byte {
        case _ where byte.isAlphanumeric: true
        default: Array("-._~:/[]%!$&'()*+,;=?".utf8).contains(byte)
        }
      }
    guard !authority.isEmpty, isPlain else {
      throw invocation.usage("the URL is not a server's address", hint: "such as http://localhost:8000")
    }
    var end = rest.endIndex
    while end > rest.startIndex, rest[end - 1] == Ascii.slash { end -= 1 }
    description = scheme + String(decoding: rest[..<end], as: UTF8.self)
    page = end > authority.endIndex ? scheme + String(decoding: rest, as: UTF8.self) : nil
    isPlainHTTP = scheme == "http://"
    isExposed = isPlainHTTP && !Self.isLoopback(authority)
  }

  private static func afterScheme(_ bytes: [UInt8]) -> [UInt8] {
    Array(bytes[(bytes.firstIndex(of: Ascii.colon) ?? 0)...].drop { $0 == Ascii.colon || $0 == Ascii.slash })
  }

  private static func isLoopback(_ authority: ArraySlice<UInt8>) -> Bool {
    let text = String(decoding: authority, as: UTF8.self).lowercased()
    if text.hasPrefix("[") { return text.hasPrefix("[::1]") }
    let host = text.prefix { $0 != ":" }
    if host == "localhost" || host.hasSuffix(".localhost") { return true }
    let parts = host.split(separator: Character("."), omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}
