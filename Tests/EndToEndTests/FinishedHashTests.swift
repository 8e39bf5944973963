import Foundation
import TestSupport
import Testing

/// Hashes and passwords are not taken for each other.
@Suite struct FinishedHashTests {
  private static let bcrypt = String(Fixture.alice.dropFirst("alice:".count))
  private static let apr1 = "$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/"
  private static let sha = "{SHA}/Hrn08gEogcgvDjo5YNQSGibZVM="
  static let hashes = [bcrypt, apr1, sha, "$1$MLvADDN0$3USF1kUicjHqbT.d2eKIr."]

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: hashes)
  func `a hash is not set as a password, and the hint says how to store it`(hash: String) throws {
    try folder.write("bob:\(hash)\n", to: "pairs")
    for arguments in [
      ["create", "-b", "-C4", "f", "bob", hash], ["add", "--create", "-b", "-C4", "f", "bob", hash],
    ] {
      try folder.program(arguments).run().expect(exits: 2).expect(says: "the password is itself a hash")
        .expect(says: "add --hash").expect(neverSays: String(hash.suffix(12)))
    }
    try folder.run("import", "--create", "-C4", "--from", "pairs", "f").expect(exits: 2)
      .expect(says: "is itself a hash").expect(says: "import --hashed").expect(
        neverSays: String(hash.suffix(12)))
    #expect(try folder.names == ["pairs"])
  }

  @Test(arguments: [
    "\(bcrypt) ", " \(apr1)", "'\(bcrypt)'", "alice:\(bcrypt)", "alice:\(sha)",
    bcrypt.replacingOccurrences(of: "$", with: "$$"), "\(bcrypt) # alice",
  ])
  func `a hash with something around it is one all the same`(password: String) throws {
    try folder.run("create", "-b", "-C4", "f", "bob", password).expect(exits: 2).expect(
      says: "the password is itself a hash")
    #expect(try folder.names == [])
  }

  @Test(arguments: [
    "a$b{c}d$e:fghijklm", "{SHA} is no hash", "$2y$10$ is a prefix", "x:$1$2$3$4$5$6$7", "0123456789{}$:",
  ])
  func `a password that looks like a hash from afar is one`(password: String) throws {
    try folder.run("create", "-b", "-C4", "f", "bob", password).expect(exits: 0)
    try folder.expect("bob", hasPassword: password, in: "f")
  }

  @Test(arguments: hashes)
  func `verify and header warn of a hash in a password's place`(hash: String) throws {
    try folder.write(Fixture.alice + "\n", to: "f")
    try folder.run("verify", "-b", "f", "alice", hash).expect(exits: 3).expect(
      says: "warning: the password is itself a hash")
    try folder.run("header", "-b", "alice", hash).expect(exits: 0).expect(
      says: "warning: the password is itself a hash")
    try folder.run("verify", "-b", "f", "alice", "alice-pw").expect(exits: 0).expect(neverSays: "warning")
  }

  @Test func `add --hash stores a finished hash that the server can use, and no other`() throws {
    try folder.run("add", "--create", "--hash", Self.bcrypt, "f", "bob").expect(exits: 0)
    try folder.expect("bob", hasPassword: "alice-pw", in: "f")
    let before = try folder.text(of: "f")
    for field in [
      Self.apr1, Self.sha, "x", "", Self.bcrypt + "\nroot:x", String(Self.bcrypt.dropLast()), "a:b",
    ] {
      let outcome = try folder.run("add", "--hash=\(field)", "f", "carol")
      #expect(outcome.ending != .exited(0), "\(outcome)")
      #expect(try folder.text(of: "f") == before, "\(outcome)")
    }
    try folder.run("add", "--hash", Self.apr1, "--for", "apache", "f", "carol").expect(exits: 0)
    #expect(try folder.text(of: "f") == before + "carol:\(Self.apr1)\n")
    try folder.run("add", "--hash", Self.sha, "--for", "envoy", "--create", "g", "carol").expect(exits: 0)
    try folder.run("add", "--hash", Self.bcrypt, "-b", "f", "bob", "pw").expect(exits: 2)
    try folder.run("add", "--hash", Self.bcrypt, "-C", "5", "f", "bob").expect(exits: 2)
  }

  @Test func `import --hashed merges a file into another, and takes no hash that the server refuses`() throws
  {
    try folder.write("\(Fixture.alice)\nbob:\(Self.bcrypt)\n", to: "old")
    try folder.run("import", "--create", "--hashed", "--from", "old", "new").expect(exits: 0)
    #expect(try folder.text(of: "new") == folder.text(of: "old"))
    try folder.expect("bob", hasPassword: "alice-pw", in: "new")
    try folder.write("carol:\(Self.bcrypt)\ndave:\(Self.apr1)\n", to: "mixed")
    let outcome = try folder.run("import", "--hashed", "--from", "mixed", "new").expect(exits: 7)
    outcome.expect(says: "line 2 of mixed: dave's hash is apr1").expect(says: "Chroma")
    #expect(try folder.text(of: "new") == folder.text(of: "old"))
    try folder.run("import", "--hashed", "--generate", "--from", "old", "new").expect(exits: 2)
  }

  @Test(arguments: ["import --create -C4 f", "import --create --generate f", "verify --batch f"])
  func `an endless standard input is an answer, in little memory`(arguments: String) throws {
    try folder.write(Fixture.alice + "\n", to: "f")
    let outcome = try folder.shell(
      "yes user:password | prlimit --as=\(400 << 20) chroma-htpasswd \(arguments)")
    outcome.expect(exits: 5).expect(says: "standard input is longer than 32 MiB")
  }
}
