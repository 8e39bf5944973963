import Testing

@testable import ChromaHtpasswd

@Suite struct ExitStatusTests {
  private typealias Status = ChromaHtpasswd.ExitStatus

  @Test func `the numbers are those of htpasswd, and each has a meaning`() {
    #expect(Status.allCases.map(\.rawValue) == Array(0...7))
    for command in ChromaHtpasswd.Command.all {
      #expect(Set(Status.allCases.map { $0.words(of: command) }).count == 8)
      // A status that every command has is not listed.
      let isListed = command.exits().contains { $0.isEverywhere }
      #expect(!isListed)
    }
    #expect(Status(rawValue: 8) == nil)
    #expect(Status.usage.rawValue == 2 && Status.refused.rawValue == 3)
    #expect(Status.unhashable.rawValue == 5 && Status.user.rawValue == 6)
    #expect(Status.unusable.rawValue == 7 && Status.interrupted.rawValue == 4)
  }
}
