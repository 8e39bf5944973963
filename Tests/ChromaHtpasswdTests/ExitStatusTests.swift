import Testing

@testable import ChromaHtpasswd

@Suite struct ExitStatusTests {
  private typealias Status = ChromaHtpasswd.ExitStatus

  @Test func `the numbers are those of htpasswd, and each has a meaning`() {
    #expect(Status.meanings.map(\.status.rawValue) == Array(0...7))
    #expect(Set(Status.meanings.map(\.words)).count == 8)
    #expect(Status(rawValue: 8) == nil)
    #expect(Status.usage.rawValue == 2 && Status.refused.rawValue == 3)
    #expect(Status.unhashable.rawValue == 5 && Status.user.rawValue == 6)
    #expect(Status.unusable.rawValue == 7 && Status.interrupted.rawValue == 4)
  }
}
