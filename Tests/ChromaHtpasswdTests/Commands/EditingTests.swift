import Foundation
import Htpasswd
import Linting
import TestSupport
import Testing

@testable import ChromaHtpasswd

@Suite struct EditingTests {
  @Test(
    arguments: [
      ("", .user), ("a:b", .user), ("a\u{1B}", .user), ("#a", .user), (" a", .user), ("\u{FEFF}a", .user),
      (String(repeating: "x", count: 256), .unhashable),
    ] as [(String, ChromaHtpasswd.ExitStatus)])
  func `a name that cannot be written has its status, and steers no terminal`(
    name: String, status: ChromaHtpasswd.ExitStatus
  ) {
    let failure = #expect(throws: Failure.self) { try Username.written(Array(name.utf8)) }
    #expect(failure?.status == status)
    #expect(failure?.message.contains("\u{1B}") == false)
    #expect(failure?.message.hasPrefix("the user name ") == true)
  }

  @Test func `every fault of a name has words of its own`() {
    let names: [[UInt8]] = ["", "a:b", "\u{1}", "#a", " a", "\u{FEFF}a"].map { Array($0.utf8) } + [[0xFF]]
    let messages = names.map { name in
      (#expect(throws: Failure.self) { try Username.written(name) })?.message
    }
    #expect(Set(messages).count == names.count)
  }

  @Test func `an edit is written unless it is refused`() throws {
    let folder = try TemporaryFolder()
    try folder.write("a:1\nb:2\n", to: "file")
    let store = CredentialStore(FilePath(folder["file"]))
    let user = Array("b".utf8)
    let failure = #expect(throws: Failure.self) {
      try store.edit(.delete([user]), for: .chroma) { _ in Failure(.user, "no") }
    }
    #expect(failure?.message == "no")
    #expect(try folder.text(of: "file") == "a:1\nb:2\n")
    let (result, before) = try store.edit(.delete([user]), for: .chroma) { _ in nil }
    #expect(result.changed)
    #expect(before.first(user)?.line.number == 2)
    #expect(try folder.text(of: "file") == "a:1\n")
  }

  @Test func `a file that cannot be edited says what would fix it`() throws {
    let folder = try TemporaryFolder()
    let text = "\u{FEFF}a:$2y$04$cccccccccccccccccccccO.RFXLYPtt71wGcIqugYLMJiIaxifz0q\n"
    try folder.write(text, to: "it's")
    let store = CredentialStore(FilePath(folder["it's"]))
    let failure = #expect(throws: Failure.self) { try store.edit(.delete([]), for: .chroma) { _ in nil } }
    #expect(failure?.status == .unusable)
    #expect(failure?.message.contains("byte order mark") == true)
    #expect(failure?.hint == "to fix it: chroma-htpasswd lint --fix \(FilePath(folder["it's"]).shellWord)")
    #expect(try folder.text(of: "it's") == text)
    // Without a hash nothing is fixed.
    try folder.write("\u{FEFF}a:1\n", to: "it's")
    let other = #expect(throws: Failure.self) { try store.edit(.delete([]), for: .nginx) { _ in nil } }
    #expect(
      other?.hint
        == "to see what is wrong: chroma-htpasswd lint --for nginx \(FilePath(folder["it's"]).shellWord)")
  }

  @Test func `a missing file is unreachable`() throws {
    let folder = try TemporaryFolder()
    let store = CredentialStore(FilePath(folder["file"]))
    let failure = #expect(throws: Failure.self) { try store.edit(.delete([]), for: .chroma) { _ in nil } }
    #expect(failure?.status == .unreachable)
    #expect(failure?.message == "cannot open \(folder["file"]): no such file or directory")
    let exists = Failure.alreadyExists(store.path, for: .chroma)
    #expect(exists.status == .unreachable)
  }
}
