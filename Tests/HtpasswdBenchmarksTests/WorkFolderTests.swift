import Foundation
import Htpasswd
import Testing

@testable import HtpasswdBenchmarks

@Suite struct WorkFolderTests {
  @Test(arguments: [1, 1000])
  func `a file has so many entries, each user once, none in order, and the last gets in`(entries: Int) throws
  {
    let folder = try WorkFolder()
    try folder.makeCredentials("file", entries: entries)
    let file = try CredentialFile(readingFrom: FilePath(folder["file"]))
    let names = file.users.map { String(decoding: $0.name, as: UTF8.self) }
    #expect(names.count == entries)
    #expect(Set(names).count == entries)
    #expect(names.last == "user0000000")
    #expect(entries == 1 || names != names.sorted())
    #expect(file.verify(user: "user0000000", password: Secret("password123")) == .accepted)
  }

  @Test func `it is gone with its last reference`() throws {
    var folder: WorkFolder? = try WorkFolder()
    let path = try #require(folder?.path)
    #expect(FileManager.default.fileExists(atPath: path))
    folder = nil
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}
