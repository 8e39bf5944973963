internal import Htpasswd

extension Deployment {
  /// The headers with which a front answers browsers (CORS, fetch.spec.whatwg.org): before a request with credentials they
  /// ask by OPTIONS, without credentials, whether a page of this origin may send it. Chroma's own answer, `*` for the
  /// headers, does not cover Authorization.
  ///
  /// - Returns: none unless pages of some origin may ask.
  var crossOriginHeaders: [(name: String, value: String)] {
    guard let origin else { return [] }
    return [
      ("Access-Control-Allow-Origin", origin),
      ("Access-Control-Allow-Methods", Self.crossOriginMethods.joined(separator: ", ")),
      ("Access-Control-Allow-Headers", Self.crossOriginRequestHeaders.joined(separator: ", ")),
      ("Access-Control-Max-Age", "600"),
      ("Vary", "Origin"),
    ]
  }

  static var crossOriginMethods: [String] { ["GET", "POST", "PUT", "PATCH", "DELETE"] }

  /// Those that Chroma's client in JavaScript sends.
  static var crossOriginRequestHeaders: [String] {
    ["Authorization", "X-Chroma-Token", "Content-Type", "User-Agent"]
  }
}

extension OptionValue {
  /// `*`, or scheme, host and port as browsers send them.
  func origin() throws(Failure) -> String {
    if bytes == [UInt8(ascii: "*")] { return text }
    let scheme = ["https://", "http://"].first { bytes.starts(with: $0.utf8) }
    let authority = bytes.dropFirst(scheme?.utf8.count ?? 0)
    let isAuthority = authority.allSatisfy { byte in
      switch byte {
      case 0x30...0x3A, 0x61...0x7A, Ascii.hyphen, UInt8(ascii: "."), UInt8(ascii: "["), UInt8(ascii: "]"):
        true
      default: false
      }
    }
    guard scheme != nil, isAuthority, !authority.isEmpty, bytes.count <= 300 else {
      throw usage("--cors takes the origin of a page, such as https://app.example.org, or *")
    }
    return text
  }
}
