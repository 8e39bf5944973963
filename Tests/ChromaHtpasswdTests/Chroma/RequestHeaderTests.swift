import Deployments
import Foundation
import Htpasswd
import Linting
import Testing

@testable import ChromaHtpasswd

@Suite struct RequestHeaderTests {
  private func text(_ secret: borrowing Secret) -> String {
    secret.withBytes { (bytes: borrowing Span<UInt8>) -> String in
      String(decoding: bytes.array, as: UTF8.self)
    }
  }

  @Test(arguments: ["", "a", "ab", "abc", "a:b", "pässwörd", "\n\r\"\\", String(repeating: "x", count: 1000)])
  func `a user's line is the base64 of user and password`(password: String) {
    let header = RequestHeader(user: Array("jörg".utf8), password: Secret(password))
    #expect(
      text(header.line) == "Authorization: Basic " + Data("jörg:\(password)".utf8).base64EncodedString())
  }

  @Test func `every byte has its base64`() {
    let bytes = (0...255).map { UInt8($0) }
    var encoded = Secret()
    encoded.append(base64Of: Secret(copying: bytes.span))
    #expect(text(encoded) == Data(bytes).base64EncodedString())
  }

  @Test func `a token follows Bearer, or is alone`() {
    #expect(text(RequestHeader(token: Secret("t"), in: .authorization).line) == "Authorization: Bearer t")
    #expect(text(RequestHeader(token: Secret("t"), in: .chromaToken).line) == "X-Chroma-Token: t")
  }

  @Test func `a line for curl has its quotes and backslashes escaped`() {
    let header = RequestHeader(token: Secret(#"a"b\c$d'e"#), in: .chromaToken)
    #expect(text(header.curlLine) == #"header = "X-Chroma-Token: a\"b\\c$d'e""#)
  }
}
