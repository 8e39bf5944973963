import Foundation
import TestSupport
import Testing

/// Apache's `htpasswd` takes what `chroma-htpasswd` writes, and the reverse.
@Suite struct ApacheTests {
  let folder: TemporaryFolder
  let htpasswd: String
  var random = SeededGenerator(stream: 2000)

  init() throws {
    folder = try TemporaryFolder()
    htpasswd = try Peers.htpasswd
  }

  @Test mutating func `Apache accepts the users of a file made here`() throws {
    let people = randomPeople()
    for (number, person) in people.enumerated() {
      try folder.run(
        number == 0 ? "create" : "add", "-b", "-C", "\(4 + number % 3)", "file", person.user, person.password
      ).expect(exits: 0)
    }
    try expectApacheAccepts(people)
    for variant in ["2a", "2b"] {
      let text = try folder.text(of: "file").replacing(":$2y$", with: ":$\(variant)$")
      try folder.write(text, to: "file")
      try expectApacheAccepts(people)
      try expectProgramAccepts(people)
    }
  }

  @Test mutating func `a file made by Apache is accepted here`() throws {
    let people = randomPeople()
    for (number, person) in people.enumerated() {
      try apache(
        number == 0 ? "-cbB" : "-bB", "-C", "\(4 + number % 3)", "file", person.user, person.password
      )
      .expect(exits: 0)
    }
    for variant in ["2y", "2a", "2b"] {
      let text = try folder.text(of: "file").replacing(":$2y$", with: ":$\(variant)$")
      try folder.write(text, to: "other")
      try expectProgramAccepts(people, in: "other")
    }
  }

  @Test func `both edit one file in turn`() throws {
    try folder.run("create", "-b", "-C", "4", "file", "admin", "one").expect(exits: 0)
    try apache("-bB", "-C", "4", "file", "bob", "two").expect(exits: 0)
    try folder.run("add", "-b", "-C", "4", "file", "carol", "three").expect(exits: 0)
    try apache("-D", "file", "admin").expect(exits: 0)
    try folder.run("delete", "file", "bob").expect(exits: 0)
    try apache("-bB", "-C", "4", "file", "admin", "four").expect(exits: 0)
    let people = [Person(user: "carol", password: "three"), Person(user: "admin", password: "four")]
    try expectApacheAccepts(people)
    try expectProgramAccepts(people)
    #expect(try folder.text(of: "file").split(separator: "\n").count == 2)
  }

  private func apache(_ arguments: String...) throws -> Outcome {
    try Command([htpasswd] + arguments, in: folder.path).run()
  }

  private func expectApacheAccepts(_ people: [Person]) throws {
    for person in people {
      try apache("-vb", "file", person.user, person.password).expect(exits: 0)
      try apache("-vb", "file", person.user, person.other).expect(exits: 3)
    }
  }

  private func expectProgramAccepts(_ people: [Person], in file: String = "file") throws {
    for person in people {
      try folder.run("verify", "-b", file, person.user, person.password).expect(exits: 0)
      try folder.run("verify", "-b", file, person.user, person.other).expect(exits: 3)
    }
  }

  /// Users and passwords that both tools take: Apache needs records of at most 255 bytes.
  private mutating func randomPeople() -> [Person] {
    var people: [String: String] = [:]
    while people.count < 25 * rounds {
      let user = text(ofBytes: 1...150, without: ":#- ")
      people[user] = text(ofBytes: 1...71, without: "-")
    }
    return people.map(Person.init)
  }

  private mutating func text(ofBytes count: ClosedRange<Int>, without excluded: String) -> String {
    let characters = [
      Array(" !\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~").map(String.init),
      ["ä", "ß", "é", "e\u{301}", "ж", "Ω", "中", "の", "한", "ع", "א", "🔑", "👩‍💻", "\u{200b}"],
    ]
    let length = Int.random(in: count, using: &random)
    var text = ""
    while true {
      let character = characters.randomElement(using: &random)!.randomElement(using: &random)!
      guard text.utf8.count + character.utf8.count <= length else { break }
      if !excluded.contains(character) { text += character }
    }
    return text.isEmpty ? "x" : text
  }
}

private struct Person {
  var user: String
  var password: String

  /// A password that is not the right one.
  var other: String { password + "x" }
}
