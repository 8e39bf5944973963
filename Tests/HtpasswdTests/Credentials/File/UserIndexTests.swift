import Testing

@testable import Credentials

@Suite struct UserIndexTests {
  private func place(_ name: String, in users: [String]) -> Int? {
    let bytes = Array(name.utf8)
    return UserIndex(users.map { Array($0.utf8) }).place(of: bytes.span)
  }

  @Test(arguments: [1, 4, 5, 1000])
  func `each user is found, and nobody else`(count: Int) {
    let users = (0..<count).map { "user\($0)" }
    for (number, user) in users.enumerated() { #expect(place(user, in: users) == number) }
    for name in ["user", "user\(count)", "User0", "user0 ", ""] { #expect(place(name, in: users) == nil) }
  }

  @Test func `the empty name is a name`() {
    #expect(place("", in: [""]) == 0)
    #expect(place("", in: ["a", "b", "c", "d", "e", ""]) == 5)
    #expect(place("a", in: []) == nil)
  }
}
