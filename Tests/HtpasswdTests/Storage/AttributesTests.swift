import Foundation
import TestSupport
import Testing

@testable import Hashing
@testable import Kernel
@testable import Storage

@Suite struct AttributesTests {
  @Test func `a file is given the mode and the attributes of another, and loses its own`() throws {
    let folder = try TemporaryFolder(file: "")
    try folder.write("", to: "new")
    try folder.setMode(0o2751)
    let file = try folder.open()
    let new = try folder.open("new")
    try file.setExtendedAttribute("user.kept".bytes, to: "1".bytes)
    try file.setExtendedAttribute("user.same".bytes, to: "2".bytes)
    try new.setExtendedAttribute("user.same".bytes, to: "2".bytes)
    try new.setExtendedAttribute("user.extra".bytes, to: "3".bytes)
    try new.carryAttributes(from: file)
    let attributes = try new.extendedAttributes().filter { $0.name.text.hasPrefix("user.") }
    let found = Dictionary(uniqueKeysWithValues: attributes.map { ($0.name.text, $0.value.text) })
    #expect(found == ["user.kept": "1", "user.same": "2"])
    #expect(try folder.mode("new") == 0o2751)
  }

  @Test(.enabled(if: isRoot)) func `setuid and setgid survive a change of the owner`() throws {
    let folder = try TemporaryFolder(file: "")
    try folder.write("", to: "new")
    try folder.setOwner(12345, 54321)
    try folder.setMode(0o6755)
    let file = try folder.open()
    let new = try folder.open("new")
    try new.carryAttributes(from: file)
    let status = try folder.status("new")
    #expect(status.st_uid == 12345 && status.st_gid == 54321)
    #expect(try folder.mode("new") == 0o6755)
  }
}
