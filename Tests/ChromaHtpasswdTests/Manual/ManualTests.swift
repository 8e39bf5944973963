import Foundation
import Htpasswd
import Linting
import Testing

@testable import ChromaHtpasswd

/// The manual pages against the tables that the program is made of.
@Suite struct ManualTests {
  /// A page as it is read: mdoc's marks for a hyphen and a dash taken out.
  private static func page(_ name: String) throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
    return try String(contentsOf: root.appending(path: "man/\(name)"), encoding: .utf8)
      .replacing("Fl Fl ", with: "--").replacing("\\&", with: "")
  }

  @Test(arguments: Server.all.map(\.name))
  func `a server is in the manual`(name: String) throws {
    #expect(try Self.page("chroma-htpasswd.1").contains(name))
  }

  @Test(arguments: Rule.all.map(\.name))
  func `a rule has its page, with the words of explain`(name: String) throws {
    let page = try Self.page("chroma-htpasswd-rules.7").split(whereSeparator: \.isWhitespace).joined(
      separator: " ")
    let rule = try #require(Rule.named(name))
    #expect(page.contains(".Ss \(name) "))
    let words = rule.page.replacing(".Pp", with: "").split(whereSeparator: \.isWhitespace)
    let plain = page.replacing("\\e", with: "\\").replacing(".Pp ", with: "")
    #expect(plain.contains(words.joined(separator: " ")))
  }

  @Test(arguments: MessageSource.all.map(\.speaker))
  func `a program whose messages are known is named in the manual`(speaker: String) throws {
    let page = try Self.page("chroma-htpasswd-rules.7").split(whereSeparator: \.isWhitespace).joined(
      separator: " ")
    #expect(page.contains(speaker))
  }
}
