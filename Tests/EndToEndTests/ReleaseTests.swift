import Foundation
import TestSupport
import Testing

/// The release build, where `CHROMA_HTPASSWD_BINARY` names it: one file that needs nothing.
@Suite(
  .enabled(
    if: ProcessInfo.processInfo.environment["CHROMA_HTPASSWD_BINARY"] != nil,
    "CHROMA_HTPASSWD_BINARY names no release build"))
struct ReleaseTests {
  @Test func `it runs where there is nothing but it and proc`() throws {
    let folder = try TemporaryFolder()
    try folder.shell(
      """
      mkdir -p root/proc
      cp "$(type -P chroma-htpasswd)" root/
      \(mountNamespace) bash -ec '
        mount -t proc proc root/proc
        chroot root /chroma-htpasswd create -b -C4 file admin pw
        chroot root /chroma-htpasswd verify -b file admin pw'
      """
    ).expect(exits: 0)
  }

  @Test func `it has less than 8 MB`() throws {
    let size = try FileManager.default.attributesOfItem(atPath: Program.path)[.size] as? Int
    #expect(try #require(size) < 8_000_000)
  }
}
