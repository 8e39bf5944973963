import Htpasswd
import TestSupport
import Testing

/// Edits of a file on the disk by a program that imports the module.
@Suite struct CredentialStoreTests {
  private let user = try! Username("user1")
  private let hash = Array(Fixture.bob.utf8.dropFirst(4))

  private func store(_ folder: TemporaryFolder) -> CredentialStore {
    CredentialStore(FilePath(folder["file"]))
  }

  @Test func `a user who was set gets in, and one who was deleted does not`() throws {
    let folder = try TemporaryFolder(file: Fixture.alice)
    let result = try store(folder).set(user, hash: HashField(hash))
    #expect(result.changed && !result.created)
    #expect(try folder.text(of: "file") == "\(Fixture.alice)\nuser1:\(Fixture.bob.dropFirst(4))\n")
    let file = try CredentialFile(readingFrom: FilePath(folder["file"]))
    #expect(file.verify(user: "user1", password: Secret("bob-pw")) == .accepted)
    #expect(try store(folder).delete(user.bytes).changed)
    #expect(try !store(folder).delete(user.bytes).changed)
    #expect(try folder.text(of: "file") == Fixture.alice + "\n")
  }

  @Test func `a missing file is made only where that is asked for`() throws {
    let folder = try TemporaryFolder()
    #expect(throws: StorageError.self) { try store(folder).set(user, hash: HashField(hash)) }
    #expect(try store(folder).set(user, hash: HashField(hash), creating: true).created)
    #expect(try folder.names == ["file"])
  }

  @Test func `a file that a new line would not fit is left`() throws {
    let folder = try TemporaryFolder(file: "\u{FEFF}a:1\n")
    let error = #expect(throws: StorageError.self) { try store(folder).set(user, hash: HashField(hash)) }
    #expect(error?.cause == .notEditable(.byteOrderMark))
    #expect(error?.description == "cannot edit \(folder["file"]): the file begins with a byte order mark")
    #expect(try folder.text(of: "file") == "\u{FEFF}a:1\n")
  }
}
