import Testing

@testable import Credentials
@testable import Linting

@Suite struct ServerTests {
  @Test func `a server is found by its name`() {
    #expect(Server.all.first?.name == "chroma")
    for server in Server.all { #expect(Server.named(server.name)?.title == server.title) }
    #expect(Server.named("Chroma") == nil)
    #expect(Server.named("") == nil)
  }

  @Test func `servers are distinguished`() {
    #expect(Set(Server.all.map(\.name)).count == Server.all.count)
    #expect(Set(Server.all.map(\.title)).count == Server.all.count)
    #expect(Set(Server.all.map(\.product)).count == Server.all.count)
    #expect(Server.all.allSatisfy { !$0.failurePhrase.isEmpty })
  }

  @Test func `a password is needed where it changes the answer`() {
    let bcrypt = "$2y$04$cccccccccccccccccccccO.RFXLYPtt71wGcIqugYLMJiIaxifz0q"
    let apr1 = "$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/"
    for (field, server, needs) in [
      (bcrypt, Server.chroma, true), (bcrypt.replacing("$04$", with: "$31$"), .chroma, false),
      (apr1, .chroma, false), (apr1, .nginx, true), ("{PLAIN}pw", .nginx, true), ("", .chroma, false),
    ] {
      #expect(server.needsPassword(.found(hash: Array(field.utf8), line: 1)) == needs, "\(field)")
    }
    #expect(!Server.chroma.needsPassword(.unknownUser))
    #expect(!Server.chroma.needsPassword(.doesNotStart(StartFailure(line: 1, cause: .emptyUser))))
  }
}
