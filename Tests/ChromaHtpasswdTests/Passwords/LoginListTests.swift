import Htpasswd
import Linting
import Testing

@testable import ChromaHtpasswd

@Suite struct LoginListTests {
  private struct Line: Equatable {
    var user: String
    var number: Int
    var password: String
  }

  private func text(_ secret: borrowing Secret) -> String {
    secret.withBytes { (bytes: borrowing Span<UInt8>) in String(decoding: bytes.array, as: UTF8.self) }
  }

  private func lines(_ list: borrowing LoginList) -> [Line] {
    list.logins.map {
      Line(
        user: String(decoding: $0.user, as: UTF8.self), number: $0.line,
        password: text(list.password(of: $0)))
    }
  }

  @Test func `a line is a user, a colon and a password`() {
    let list = LoginList(Secret("alice:pw\nbob:a:b:\r\n\n\r\ncarol: x \n:empty\ndave:"))
    #expect(
      lines(list) == [
        Line(user: "alice", number: 1, password: "pw"), Line(user: "bob", number: 2, password: "a:b:"),
        Line(user: "carol", number: 5, password: " x "), Line(user: "", number: 6, password: "empty"),
        Line(user: "dave", number: 7, password: ""),
      ])
    #expect(list.faults.isEmpty)
  }

  @Test func `a line without colon is a fault that does not show it`() {
    let list = LoginList(Secret("alice:pw\nsecret\n\nbob:pw\nother"))
    #expect(list.faults.map(\.line) == [2, 5])
    #expect(list.faults.allSatisfy { $0.failure.status == .usage })
    #expect(list.faults.map(\.failure.message) == ["missing colon", "missing colon"])
    #expect(lines(list).map(\.number) == [1, 4])
  }

  @Test func `names alone have no colon`() {
    let list = LoginList(Secret("alice\r\n\nbob:secret\n carol \n"), namesOnly: true)
    #expect(
      lines(list) == [
        Line(user: "alice", number: 1, password: ""), Line(user: " carol ", number: 4, password: ""),
      ])
    #expect(list.faults.map(\.line) == [3])
    #expect(!list.faults[0].failure.message.contains("secret"))
  }

  @Test func `nothing is not a line`() {
    for empty in ["", "\n", "\r\n\n"] {
      let list = LoginList(Secret(empty))
      #expect(list.logins.isEmpty && list.faults.isEmpty)
    }
  }

  @Test func `generated passwords are in lines of the same form`() throws {
    let list = try LoginList(Secret("alice\n\nbob"), namesOnly: true).withGeneratedPasswords(length: 12)
    #expect(lines(list).map(\.user) == ["alice", "bob"] && lines(list).map(\.number) == [1, 3])
    #expect(lines(list).allSatisfy { $0.password.count == 12 })
    #expect(lines(list)[0].password != lines(list)[1].password)
    #expect(text(list.text) == lines(list).map { "\($0.user):\($0.password)\n" }.joined())
  }
}
