internal import Deployments
internal import Htpasswd

/// The line of a request that says who asks, `Authorization: Basic ...`.
struct RequestHeader: ~Copyable {
  let line: Secret

  /// RFC 7617.
  init(user: [UInt8], password: borrowing Secret) {
    var pair = Secret(capacity: user.count + 1 + password.count)
    pair.append(user.span)
    pair.append([Ascii.colon].span)
    pair.append(password)
    var line = Secret("Authorization: Basic ")
    line.append(base64Of: pair)
    self.line = line
  }

  init(token: borrowing Secret, in header: TokenHeader) {
    var line = Secret(header == .authorization ? "Authorization: Bearer " : "\(header.rawValue): ")
    line.append(token)
    self.line = line
  }

  /// As a line of a curl configuration file (curl(1), `--config`).
  var curlLine: Secret {
    var text = Secret("header = \"")
    for index in 0..<line.count {
      let byte = line[index]
      // Other characters that curl needs escaped are in no header: RequestHeader has no control characters.
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        text.append([UInt8(ascii: "\\")].span)
      }
      text.append([byte].span)
    }
    text.append([UInt8(ascii: "\"")].span)
    return text
  }
}

extension Secret {
  mutating func append(_ other: borrowing Secret) { other.withBytes { append($0) } }

  /// Adds the base64 (RFC 4648, section 4) of another.
  mutating func append(base64Of other: borrowing Secret) {
    for start in stride(from: 0, to: other.count, by: 3) {
      let length = min(3, other.count - start)
      var bits = 0
      for offset in 0..<3 {
        bits = bits << 8 | (offset < length ? Int(other[start + offset]) : 0)
      }
      for place in 0..<4 {
        let digit = Base64.digits[bits >> (18 - 6 * place) & 0x3F]
        append([place <= length ? digit : UInt8(ascii: "=")].span)
      }
    }
  }
}
