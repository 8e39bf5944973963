import Foundation
import TestSupport
import Testing

@testable import Credentials
@testable import Kernel
@testable import Storage

@Suite struct InPlaceTests {
  private let recovery = ".file.chroma-htpasswd-recovery"

  @Test func `on demand the file that is there is written`() throws {
    let folder = try TemporaryFolder(file: "one\ntwo\nthree\n")
    let inode = try folder.inode()
    let store = folder.store { $0.inPlace = true }
    for (range, text, whole) in [
      (4..<7, "TWO", "one\nTWO\nthree\n"), (0..<4, "", "TWO\nthree\n"), (4..<4, "2.5\n", "TWO\n2.5\nthree\n"),
      (0..<14, "", ""), (0..<0, "new\n", "new\n"), (0..<4, "new\n", "new\n"),
    ] {
      #expect(try store.replace(range, by: text).inPlace == .requested)
      #expect(try folder.text(of: "file") == whole)
      #expect(try folder.inode() == inode)
      #expect(try folder.names == ["file"])
    }
  }

  @Test func `a file with several hard links stays all of them`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    try #require(unsafe Foundation.link(folder["file"], folder["second"]) == 0)
    try #require(unsafe Foundation.link(folder["file"], folder["third"]) == 0)
    let result = try folder.store().append("two\n")
    #expect(result.inPlace == .hardLinks(3))
    for name in ["file", "second", "third"] {
      #expect(try folder.text(of: name) == "one\ntwo\n")
      #expect(try folder.inode(name) == folder.inode())
    }
    #expect(try folder.names == ["file", "second", "third"])
  }

  @Test func `what is written to a file that was replaced meanwhile is written to its successor`() throws {
    let folder = try TemporaryFolder(file: "old\n")
    var calls = 0
    let result = try folder.store { $0.inPlace = true }.update { (source) throws(SystemError) in
      calls += 1
      if calls == 1 { try? folder.replace(by: "theirs\n") }
      let end = try source.count()
      return Edit([Splice(end..<end, "ours\n".bytes)])
    }
    #expect(result.changed)
    #expect(try folder.text(of: "file") == "theirs\nours\n")
  }

  @Test func `a new file is made beside and named even with in-place`() throws {
    let folder = try TemporaryFolder()
    let result = try folder.store { $0.inPlace = true }.append("one\n", missing: .isCreated)
    #expect(result.created)
    #expect(result.inPlace == nil)
    #expect(try folder.names == ["file"])
  }

  @Test func `what the file is stays: mode and owner, attributes and links to it`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    try folder.setMode(0o640)
    try folder.open().setExtendedAttribute("user.one".bytes, to: [1])
    _ = try folder.store { $0.inPlace = true }.append("two\n")
    #expect(try folder.mode() == 0o640)
    let attributes = try folder.open().extendedAttributes().map(\.name.text)
    #expect(attributes.contains("user.one"))
  }

  // MARK: Interrupted writes

  /// The remains of an interrupted write over `alice:1 bob:2 carol:3`: the bytes of the target, and what was to be written
  /// from the offset on.
  struct Torn {
    let target: String
    let offset: Int
    let new: String

    /// A recovery copy, as `Change` keeps it.
    func copy(inode: UInt) -> String {
      let old = String(InPlaceTests.whole.dropFirst(offset))
      let common = old.count == new.count ? zip(old.reversed(), new.reversed()).prefix { $0 == $1 }.count : 0
      return "chroma-htpasswd recovery 2 \(inode) \(offset) 22 \(offset + new.utf8.count)\n"
        + old.dropLast(common) + new.dropLast(common)
    }
  }

  static let torn: [Torn] = [
    // bob's line was to become longer: a part of it is written,
    Torn(target: "alice:1\nbob:2loarol:3\n", offset: 8, new: "bob:2long\ncarol:3\n"),
    Torn(target: "alice:1\nbob:2long\ncarol", offset: 8, new: "bob:2long\ncarol:3\n"),
    // or room for it is there.
    Torn(target: "alice:1\nbob:2\ncarol:3\n\0\0\0\0", offset: 8, new: "bob:2long\ncarol:3\n"),
    // It was to go, and was not cut off yet; or not wholly written.
    Torn(target: "alice:1\ncarol:3\nrol:3\n", offset: 8, new: "carol:3\n"),
    Torn(target: "alice:1\ncar:2\ncarol:3\n", offset: 8, new: "carol:3\n"),
    // The new text is as long: only what changed was kept.
    Torn(target: "alice:1\nbXb:2\ncarol:3\n", offset: 8, new: "bXb:Y\ncarol:3\n"),
    // A line was to be added.
    Torn(target: "alice:1\nbob:2\ncarol:3\ndav", offset: 22, new: "dave:4\n"),
    // Everything was to be replaced.
    Torn(target: "x\nice:1\nbob:2\ncarol:3\n", offset: 0, new: "x\nlice:1\nbob:2\ncarol:3\n"),
  ]

  static let whole = "alice:1\nbob:2\ncarol:3\n"

  @Test(arguments: torn.indices, [false, true])
  func `an interrupted write is taken back before the next one`(index: Int, inPlace: Bool) throws {
    let torn = Self.torn[index]
    let folder = try TemporaryFolder(file: torn.target)
    try folder.write(torn.copy(inode: folder.inode()), to: recovery)
    var seen = ""
    let result = try folder.store { $0.inPlace = inPlace }.update { (source) throws(SystemError) in
      seen = try source.bytes().text
      return Edit([Splice(22..<22, "dave:4\n".bytes)])
    }
    #expect(seen == Self.whole)
    #expect(result.restored)
    #expect(result.changed)
    #expect(try folder.text(of: "file") == Self.whole + "dave:4\n")
    #expect(try folder.names == ["file"])
  }

  @Test func `it is taken back even where nothing else is to be done`() throws {
    let torn = Self.torn[1]
    let folder = try TemporaryFolder(file: torn.target)
    let inode = try folder.inode()
    try folder.write(torn.copy(inode: inode), to: recovery)
    let result = try folder.store().update { (_) throws(SystemError) in Edit() }
    #expect(result.restored)
    #expect(!result.changed)
    #expect(try folder.text(of: "file") == Self.whole)
    #expect(try folder.inode() == inode)
    #expect(try folder.names == ["file"])
  }

  @Test func `a dry run leaves it as it is`() throws {
    let torn = Self.torn[1]
    let folder = try TemporaryFolder(file: torn.target)
    let copy = try torn.copy(inode: folder.inode())
    try folder.write(copy, to: recovery)
    let result = try folder.store { $0.dryRun = true }.append("dave:4\n")
    #expect(!result.restored)
    #expect(try folder.text(of: "file") == torn.target)
    #expect(try folder.text(of: recovery) == copy)
  }

  @Test func `a copy of another file is removed`() throws {
    let torn = Self.torn[1]
    let folder = try TemporaryFolder(file: torn.target)
    try folder.write(torn.copy(inode: folder.inode() + 1), to: recovery)
    #expect(try !folder.store().append("dave:4\n").restored)
    #expect(try folder.text(of: "file") == torn.target + "dave:4\n")
    #expect(try folder.names == ["file"])
  }

  /// States that no write cut short leaves: it had not begun, or was done, and others may have written since.
  @Test(arguments: [
    Torn(target: whole, offset: 8, new: "carol:3\n"),
    Torn(target: "alice:1\ncarol:3\n", offset: 8, new: "carol:3\n"),
    Torn(target: whole + "eve:5\n", offset: 8, new: "carol:3\n"),
    Torn(target: "alice:1\ncarol:3\neve:5\n", offset: 8, new: "carol:3\n"),
    Torn(target: "alice:9\nbob:2\ncarol:3\n", offset: 8, new: "carol:3\n"),
    Torn(target: "alice:1\nbob:2\n", offset: 22, new: "dave:4\n"),
    Torn(target: whole + "eve:5\n", offset: 22, new: "dave:4\n"),
    Torn(target: whole + "dave:4\neve:5\n", offset: 22, new: "dave:4\n"),
    Torn(target: "alice:1\nbob:2\n", offset: 14, new: ""),
    Torn(target: "alice:1\nbob:2\neve:5\n", offset: 14, new: ""),
    Torn(target: "alice:1\nbob:Y\ncarol:4\n", offset: 8, new: "bob:Y\ncarol:3\n"),
  ])
  func `a write that had not begun, or was done, is not taken back`(torn: Torn) throws {
    let folder = try TemporaryFolder(file: torn.target)
    try folder.write(torn.copy(inode: folder.inode()), to: recovery)
    #expect(try !folder.store().append("fay:6\n").restored)
    #expect(try folder.text(of: "file") == torn.target + "fay:6\n")
    #expect(try folder.names == ["file"])
  }

  /// Lines of one length, so that what another program leaves looks like the change in some places.
  @Test(arguments: [
    // bob's line is half gone, and somebody took out carol's, or changed alice's length.
    Torn(target: "alice:1\ncar:2\n", offset: 8, new: "carol:3\n"),
    Torn(target: "al:1\nbob:2\ncarol:3\n", offset: 8, new: "carol:3\n"),
    Torn(target: whole + "daveve:5\n", offset: 22, new: "dave:4\n"),
    Torn(target: "alice:1\nbob:2\ncarol:9\n", offset: 8, new: "carol:3\n"),
    Torn(target: "a:1\n", offset: 8, new: "carol:3\n"),
    Torn(target: "alice:1\nbob:9\ncarol:3\n", offset: 8, new: "bob:Y\ncarol:3\n"),
  ])
  func `nothing is taken back, or removed, where somebody else has written since`(torn: Torn) throws {
    let folder = try TemporaryFolder(file: torn.target)
    let copy = try torn.copy(inode: folder.inode())
    try folder.write(copy, to: recovery)
    let error = storageError { () throws(StorageError) in try folder.store().append("fay:6\n") }
    #expect(error?.cause == .recoveryOutdated(folder.path(recovery)))
    #expect(try folder.text(of: "file") == torn.target)
    #expect(try folder.text(of: recovery) == copy)
  }

  /// Sectors of either, as a power cut leaves them; but not a part of one in front of another's.
  @Test(arguments: [true, false])
  func `sectors may be old or new in any order`(isOurs: Bool) throws {
    let old = String(repeating: "o", count: 2000)
    let new = String(repeating: "n", count: 2000)
    let shift = isOurs ? 0 : 1
    let now = old.prefix(504) + new.prefix(512) + old.prefix(512 + shift) + new.prefix(472 - shift)
    let folder = try TemporaryFolder(file: "start:1\n" + now)
    let copy = try "chroma-htpasswd recovery 2 \(folder.inode()) 8 2008 2008\n" + old + new
    try folder.write(copy, to: recovery)
    let result = try? folder.store().append("fay:6\n")
    #expect(result?.restored == (isOurs ? true : nil))
    #expect(try folder.text(of: "file") == "start:1\n" + (isOurs ? old + "fay:6\n" : String(now)))
  }

  @Test(arguments: [
    "", "\n", "something else\n", "chroma-htpasswd recovery 2", "chroma-htpasswd recovery 2\n",
    "chroma-htpasswd recovery 2 INODE 0 22\nalice", "chroma-htpasswd recovery 2 INODE 0 22 22 22\nalice",
    "chroma-htpasswd recovery 1 INODE 0 22 26\nalice", "chroma-htpasswd recovery 2 INODE -1 22 26\nalice",
    "chroma-htpasswd recovery 2 INODE 20 22 26\nalice", "chroma-htpasswd recovery 2 INODE 30 22 26\n",
    "chroma-htpasswd recovery 2 INODE x 22 26\nalice",
    // Sizes that the old bytes do not reach: the file would grow by a hole, however large.
    "chroma-htpasswd recovery 2 INODE 0 4000000000000 22\nalice",
    "chroma-htpasswd recovery 2 INODE 3999999999995 4000000000000 22\nalice",
    // Numbers whose sum is none.
    "chroma-htpasswd recovery 2 INODE MOST MOST 22\nalice",
    "chroma-htpasswd recovery 2 INODE MOST 22 22\nalice",
    "chroma-htpasswd recovery 2 INODE 0 -MOST 22\nalice",
    "chroma-htpasswd recovery 2 INODE -MOST -MOST MOST\n",
    "chroma-htpasswd recovery 2 INODE MOST1 22 22\nalice",
  ])
  func `a copy that no write left restores nothing`(copy: String) throws {
    let folder = try TemporaryFolder(file: Self.whole)
    let copy = try copy.replacing("INODE", with: "\(folder.inode())").replacing("MOST", with: "\(Int.max)")
    try folder.write(copy, to: recovery)
    let result = try folder.store().append("dave:4\n")
    #expect(!result.restored)
    #expect(try folder.text(of: "file") == Self.whole + "dave:4\n")
    #expect(try folder.names == ["file"])
  }

  @Test(arguments: [false, true])
  func `what has the copy's name, but is not a file, is left`(inPlace: Bool) throws {
    let folder = try TemporaryFolder(file: Self.whole)
    try folder.makeFolder(recovery)
    let result = try folder.store { $0.inPlace = inPlace }.append("dave:4\n")
    #expect(!result.restored)
    #expect(try folder.text(of: "file") == Self.whole + "dave:4\n")
    #expect(try folder.names == [recovery, "file"])
  }

  // MARK: Folders that others may write, and plant a copy in

  @Test(.enabled(if: isRoot), arguments: [false, true], [0o1777, 0o777, 0o755])
  func `a stranger's copy counts for nothing, in a folder of theirs either`(inPlace: Bool, mode: UInt32)
    throws
  {
    let torn = Self.torn[1]
    let folder = try TemporaryFolder(file: torn.target)
    let copy = try torn.copy(inode: folder.inode())
    try folder.write(copy, to: recovery)
    try folder.setOwner(12345, 12345, recovery)
    try folder.setOwner(12345, 12345, "")
    try folder.setMode(mode, "")
    let result = try folder.store { $0.inPlace = inPlace }.append("dave:4\n")
    #expect(!result.restored)
    #expect(try folder.text(of: "file") == torn.target + "dave:4\n")
    #expect(try folder.text(of: recovery) == copy)
    #expect(try folder.names == [recovery, "file"])
  }

  @Test(
    .enabled(if: isRoot), arguments: [(0o1777, 0), (0o1777, 54321), (0o777, 0)] as [(UInt32, UInt32)])
  func `a copy of root, or of the file's owner, counts`(
    mode: UInt32, owner: UInt32
  ) throws {
    let torn = Self.torn[1]
    let folder = try TemporaryFolder(file: torn.target)
    try folder.write(torn.copy(inode: folder.inode()), to: recovery)
    try folder.setOwner(54321, 54321)
    try folder.setOwner(owner, owner, recovery)
    try folder.setMode(mode, "")
    #expect(try folder.store().append("dave:4\n").restored)
    #expect(try folder.text(of: "file") == Self.whole + "dave:4\n")
    #expect(try folder.names == ["file"])
  }

  @Test(.enabled(if: isRoot))
  func `in a sticky folder a stranger's link does not keep anybody from writing`() throws {
    let folder = try TemporaryFolder(file: Self.whole)
    try folder.link(recovery, to: "file")
    try folder.setOwner(12345, 12345, recovery)
    try folder.setMode(0o1777, "")
    _ = try folder.store().append("dave:4\n")
    #expect(try folder.text(of: "file") == Self.whole + "dave:4\n")
  }

  @Test(.enabled(if: isRoot))
  func `in a sticky folder a stranger's unreadable copy does not keep anybody from writing`() throws {
    let folder = try TemporaryFolder(file: Self.whole)
    try folder.setOwner(54321, 54321)
    try folder.write("anything", to: recovery)
    try folder.setOwner(12345, 12345, recovery)
    try folder.setMode(0o600, recovery)
    try folder.setMode(0o1777, "")
    let result = try asUser(54321) { () throws(StorageError) in try folder.store().append("dave:4\n") }
    #expect(result.changed)
  }

  @Test(.enabled(if: isRoot)) func `a copy that cannot be read stops the write`() throws {
    let folder = try TemporaryFolder(file: Self.whole)
    try folder.setOwner(54321, 54321)
    try folder.write("anything", to: recovery)
    try folder.setMode(0o600, recovery)
    try folder.setMode(0o777, "")
    let error = storageError {
      try asUser(54321) { () throws(StorageError) in try folder.store().append("dave:4\n") }
    }
    #expect(error?.cause == .recoveryUnreadable(folder.path(recovery), SystemError(code: EACCES)))
    #expect(try folder.text(of: "file") == Self.whole)
    // But not one of a stranger.
    try folder.setOwner(12345, 12345, recovery)
    try folder.setMode(0, recovery)
    #expect(
      try asUser(54321) { () throws(StorageError) in try folder.store().append("dave:4\n") }.changed)
  }
}
