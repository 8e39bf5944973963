import Foundation
import TestSupport
import Testing

/// The release build, where `CHROMA_HTPASSWD_BINARY` names it: one file that needs nothing.
@Suite(
  .enabled(
    if: ProcessInfo.processInfo.environment["CHROMA_HTPASSWD_BINARY"] != nil,
    "CHROMA_HTPASSWD_BINARY names no release build"))
struct ReleaseTests {
  /// The Swift runtime would look for its own libraries, ask the terminals and read `/proc/self/maps` (CStart).
  @Test func `before the arguments are read no file is opened or looked for`() throws {
    let folder = try TemporaryFolder()
    let text = try folder.shell(
      "strace -e trace=openat,open,newfstatat,fstatat64,access,readlink,ioctl chroma-htpasswd --version 2>&1"
    ).expect(exits: 0).text
    // glibc asks for the program's own name, and the program whether it prints to terminals.
    let calls = text.split(separator: "\n").filter {
      $0.contains("(") && !$0.contains("/proc/self/exe") && !$0.hasPrefix("ioctl")
    }
    #expect(calls.isEmpty, "\(text)")
    #expect(text.contains("/proc/self/exe"), "strace shows what was called: \(text)")
  }

  /// The Swift runtime would end a program that cannot read `/proc/self/exe` (CStart).
  @Test(arguments: [true, false])
  func `it runs where there is nothing but it, with and without proc`(hasProc: Bool) throws {
    let folder = try TemporaryFolder()
    try folder.shell(
      """
      mkdir -p root/proc
      cp "$(type -P chroma-htpasswd)" root/
      \(mountNamespace) bash -ec '
        \(hasProc ? "mount -t proc proc root/proc" : ":")
        alone() { chroot root /chroma-htpasswd "$@"; }
        alone create -b -C10 file admin pw
        alone add -b -C4 file bob pw
        alone rename file bob eve
        alone delete file eve
        alone verify -b file admin pw
        alone lint file
        alone list file
        alone config env file
        alone token'
      """
    ).expect(exits: 0)
  }

  /// Places that an attacker who can write somewhere would write to: constants, and the tables that calls go by.
  @Test func `constants, imports and tables of functions are read-only once it runs`() throws {
    let segments = try Command(["readelf", "-lW", Program.path]).run().expect(exits: 0).text
    let written = segments.split(separator: "\n").filter { $0.contains(" .bss ") && $0.contains(" .data ") }
    #expect(written.count == 1, "\(segments)")
    for section in [".rodata", ".got", ".got.plt", "__libc_IO_vtables", ".init_array"] {
      #expect(!written[0].split(separator: " ").contains { $0 == section }, "\(section)")
    }
    #expect(segments.contains("GNU_RELRO"))
    let sections = try Command(["readelf", "-SW", Program.path]).run().expect(exits: 0).text
    // These sections would differ between two builds of the same commit.
    #expect(!sections.contains("swift_modhash") && !sections.contains("build-id"))
  }

  /// Both spend the same on bcrypt, of cost 5 here, so what is compared is the rest: of ours about 285,000 instructions,
  /// a third of them before `main`. Other load on the machine changes nothing; the environment and the release of either's
  /// libraries may change some thousands.
  @Test func `verify of one entry executes as few instructions as htpasswd`() throws {
    let folder = try TemporaryFolder()
    try folder.run("create", "-q", "-b", "-C", "5", "file", "admin", "pw").expect(exits: 0)
    let ours = try instructions([Program.path, "verify", "-b", "file", "admin", "pw"], folder)
    let theirs = try instructions([Peers.htpasswd, "-vb", "file", "admin", "pw"], folder)
    #expect(ours <= theirs)
  }

  /// Runs a program that ends with 0 under valgrind, which counts its instructions.
  private func instructions(_ words: [String], _ folder: TemporaryFolder) throws -> Int {
    let counted = try Command(
      ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"] + words, in: folder.path
    ).run().expect(exits: 0)
    let line = try #require(counted.messages.split(separator: "\n").first { $0.contains("Collected : ") })
    return try #require(line.split(separator: " ").last.flatMap { Int($0) })
  }

  /// The Swift runtime and glibc are more than half of these, whatever the program does.
  /// The linker leaves out what would find a type by a name that is spelled out (release.lds). References hold addresses,
  /// or letters of Swift's own: Si, STQz.
  @Test func `no type is looked up by its name`() throws {
    let folder = try TemporaryFolder()
    try folder.shell("objcopy -O binary --only-section=swift5_typeref $(type -P chroma-htpasswd) typeref")
      .expect(exits: 0)
    var references: [[UInt8]] = [[]]
    var rest = try folder.bytes(of: "typeref")[...]
    while let byte = rest.popFirst() {
      switch byte {
      case 0: references.append([])
      // An address of four bytes follows, or of eight.
      case 0x01...0x17: rest = rest.dropFirst(4)
      case 0x18...0x1F: rest = rest.dropFirst(8)
      default: references[references.count - 1].append(byte)
      }
    }
    // Protocols of Swift's own are spelled out for debuggers.
    let names = references.map { String(decoding: $0, as: UTF8.self) }.filter { !$0.hasPrefix("$ss") }
    #expect(names.contains("SS") && names.count > 1000)
    for name in names {
      #expect(!name.contains(/(^|[^a-zA-Z0-9])(s|So|SC)[0-9]/), "\(name)")
      for module in [
        "Kernel", "Hashing", "Credentials", "Storage", "Linting", "Deployments", "YAML", "ChromaHtpasswd",
        "Glibc",
      ] {
        #expect(!name.contains("\(module.count)\(module)"), "\(name)")
      }
    }
  }

  @Test func `it has at most 8 MB`() throws {
    let size = try FileManager.default.attributesOfItem(atPath: Program.path)[.size] as? Int
    #expect(try #require(size) <= 8 << 20)
  }
}
