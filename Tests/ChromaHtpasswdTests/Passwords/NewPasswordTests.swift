import Foundation
import Htpasswd
import Testing

@testable import ChromaHtpasswd

@Suite struct NewPasswordTests {
  @Test(
    arguments: [
      (0.4, "0 s"), (61, "61 s"), (119.9, "119 s"), (120, "2 min"), (7199, "119 min"), (7200, "2 h"),
      (172_799, "47 h"), (172_800, "2 days"), (1_000_000, "11 days"),
    ] as [(Double, String)])
  func `a time has one unit`(seconds: Double, words: String) {
    #expect(duration(seconds) == words)
  }

  @Test func `a password is hashed at the cost`() throws {
    let field = try hashField(Secret("geheim"), Cost(5)!, isChosen: true)
    #expect(field.starts(with: "$2y$05$".utf8))
    #expect(try Bcrypt.matches(Secret("geheim"), field))
  }

  @Test func `a cost that takes days is not computed unless it was chosen`() {
    let failure = #expect(throws: Failure.self) {
      try hashField(Secret("geheim"), Cost(31)!, isChosen: false)
    }
    #expect(failure?.status == .unhashable)
    #expect(failure?.message.hasPrefix("the entry has cost 31: one hash takes ") == true)
    #expect(failure?.hint?.contains("-C 10") == true)
  }

  @Test func `what libcrypt cannot hash is reported`() {
    let nul = #expect(throws: Failure.self) { try hashField(Secret("a\0"), Cost(4)!, isChosen: true) }
    #expect(nul?.status == .unhashable)
    #expect(nul?.message.contains("NUL") == true)
    let long = String(repeating: "x", count: 600)
    let refused = #expect(throws: Failure.self) { try hashField(Secret(long), Cost(4)!, isChosen: true) }
    #expect(refused?.status == .unhashable)
    #expect(refused?.message.contains(SystemError(code: ERANGE).description) == true)
  }
}
