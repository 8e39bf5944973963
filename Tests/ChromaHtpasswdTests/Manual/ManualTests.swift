import Foundation
import Htpasswd
import Linting
import Testing

@testable import ChromaHtpasswd

/// The manual pages against the tables that the program is made of.
@Suite struct ManualTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "../../../man")

  /// A page as it is read: mdoc's marks for a hyphen and a dash taken out.
  private static func page(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      .replacing("Fl Fl ", with: "--").replacing("\\&", with: "")
  }

  @Test(arguments: Server.all.map(\.name))
  func `a server is in the manual`(name: String) throws {
    #expect(try Self.page("chroma-htpasswd.1").contains(name))
  }

  /// With `CHROMA_HTPASSWD_RECORD` set the section is written again.
  @Test func `the rules of chroma-htpasswd-rules(7) are made from the table`() throws {
    let path = Self.folder.appending(path: "chroma-htpasswd-rules.7")
    let page = try String(contentsOf: path, encoding: .utf8)
    let start = try #require(page.range(of: "\n.Sh RULES\n")).upperBound
    let end = try #require(page.range(of: ".Sh ", range: start..<page.endIndex)).lowerBound
    if ProcessInfo.processInfo.environment["CHROMA_HTPASSWD_RECORD"] != nil {
      try (page[..<start] + RulesManual.section + page[end...]).write(
        to: path, atomically: true, encoding: .utf8)
      return
    }
    let (manual, table) = (
      page[start..<end].split(separator: "\n"), RulesManual.section.split(separator: "\n")
    )
    #expect(
      manual == table,
      "CHROMA_HTPASSWD_RECORD=1 swift test --filter ManualTests writes the page again")
  }

  /// With `CHROMA_HTPASSWD_RECORD` set the lists are written again.
  @Test func `the lists of options of chroma-htpasswd(1) are made from the table`() throws {
    let path = Self.folder.appending(path: "chroma-htpasswd.1")
    let page = try String(contentsOf: path, encoding: .utf8)
    let made = OptionsManual.made(page)
    if ProcessInfo.processInfo.environment["CHROMA_HTPASSWD_RECORD"] != nil {
      try made.write(to: path, atomically: true, encoding: .utf8)
      return
    }
    #expect(
      made.split(separator: "\n") == page.split(separator: "\n"),
      "CHROMA_HTPASSWD_RECORD=1 swift test --filter ManualTests writes the page again")
  }

  @Test(arguments: MessageSource.all.map(\.speaker))
  func `a program whose messages are known is named in the manual`(speaker: String) throws {
    let page = try Self.page("chroma-htpasswd-rules.7").split(whereSeparator: \.isWhitespace).joined(
      separator: " ")
    #expect(page.contains(speaker))
  }
}
