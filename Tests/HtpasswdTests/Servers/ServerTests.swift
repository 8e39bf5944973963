import Testing

@testable import Htpasswd

@Suite struct ServerTests {
  @Test func `a server is found by its name`() {
    #expect(Server.all.first?.name == "chroma")
    for server in Server.all { #expect(Server.named(server.name)?.title == server.title) }
    #expect(Server.named("Chroma") == nil)
    #expect(Server.named("") == nil)
  }

  @Test func `servers are told apart`() {
    #expect(Set(Server.all.map(\.name)).count == Server.all.count)
    #expect(Set(Server.all.map(\.title)).count == Server.all.count)
    #expect(Set(Server.all.map(\.product)).count == Server.all.count)
    #expect(Server.all.allSatisfy { !$0.failurePhrase.isEmpty })
  }

  @Test func `a password is needed where the user is known`() {
    #expect(Server.Lookup.found(hash: [], line: 1).needsPassword)
    #expect(!Server.Lookup.unknownUser.needsPassword)
    #expect(!Server.Lookup.doesNotStart(StartFailure(line: 1, cause: .emptyUser)).needsPassword)
  }
}
