internal import CLibcrypt
internal import Glibc
internal import Htpasswd

/// The benchmarks.
struct Suite {
  private let folder: WorkFolder
  private let isQuick: Bool
  private let program: String
  private let chroma: String
  private let compose: String
  private(set) var rows: [Benchmark] = []
  /// The size of the program, in bytes.
  let programSize: Int

  private static let user = "user0000000"
  private static let password = "password123"

  init(_ folder: WorkFolder, isQuick: Bool) throws(Problem) {
    self.folder = folder
    self.isQuick = isQuick
    let built = try Self.ownFolder() + "/chroma-htpasswd"
    guard isThere(built), let status = try? targetStatus(of: FilePath(built)) else {
      throw Problem("\(built) is missing: swift build -c release")
    }
    programSize = status.size
    // As an installed one, it is written from beginning to end: of what a linker leaves the cache has single pages, with
    // which a start takes 0.18 ms longer.
    program = folder["chroma-htpasswd"]
    _ = try Program(["cp", built, program]).run(in: folder)
    let cache = environment("XDG_CACHE_HOME")
    let peers = environment("CHROMA_HTPASSWD_PEERS")
    let installed =
      (peers.isEmpty ? (cache.isEmpty ? environment("HOME") + "/.cache" : cache) + "/chroma-htpasswd" : peers)
      + "/venvs"
    chroma = installed + "/chromadb-0.6.3/bin/python"
    compose = installed + "/compose/bin/docker-compose"

    addSmall()
    try folder.make(Self.oneLogin) { bytes in
      bytes += "\(Self.user):\(Self.password)\n".utf8
      return false
    }
    for entries in isQuick ? [1, 1000] : [1, 1000, 100_000, 1_000_000] {
      try folder.makeCredentials(Self.fileName(entries), entries: entries)
      addFile(entries)
    }
    try addGrowth(to: isQuick ? 1000 : 1_000_000)
    try addFindings(isQuick ? 1000 : 100_000)
    try addImport(isQuick ? 50 : 1000)
    for services in isQuick ? [5] : [200, 2000] { try addDeployment(services) }
  }

  /// The folder of this program: `chroma-htpasswd` is built into the same.
  private static func ownFolder() throws(Problem) -> String {
    guard let process = try? FileDescriptor.open(FilePath("/proc/self"), .readOnly, .folder),
      let bytes = try? FileDescriptor.openLink(FilePath("exe"), in: process).readLink()
    else { throw Problem("cannot read /proc/self/exe") }
    return FilePath(bytes: bytes).folder.description
  }

  // MARK: Rows

  private mutating func addSmall() {
    let rounds = isQuick ? 5 : 200
    add(
      "start-up (--version)", 0, rounds, ours(["--version"]), "htpasswd", htpasswd([], status: 2),
      atMost: 0.65)
    add(
      "hash -b -C 5", 0, rounds, ours(["hash", "-b", "-C", "5", Self.user, Self.password]),
      "htpasswd -nbB -C 5", htpasswd(["-nbB", "-C", "5", Self.user, Self.password]),
      atMost: 0.92)
  }

  /// The work on a file of so many entries.
  private struct FileWorks {
    let verify, add, delete, list, lint: Benchmark.Work
    /// The other commands that read or write a credential file.
    let others: [(name: String, work: Benchmark.Work)]
  }

  private func works(_ entries: Int) -> FileWorks {
    let file = folder[Self.fileName(entries)]
    let copy = folder["copy"]
    return FileWorks(
      verify: ours(["verify", "-b", file, Self.user, Self.password]),
      add: onCopy(entries, [program, "add", "-b", "-C", "4", copy, "new", "pw"]),
      delete: onCopy(entries, [program, "delete", copy, Self.middleUser(entries)]),
      list: ours(["list", file]), lint: ours(["lint", "--for", "chroma", file]),
      others: [
        ("rename", onCopy(entries, [program, "rename", copy, Self.middleUser(entries), "new"])),
        (
          "import -C 4, one line",
          onCopy(entries, [program, "import", "-C", "4", copy], input: folder[Self.oneLogin])
        ),
        (
          "verify --batch, one line",
          work(Program([program, "verify", "--batch", file], input: folder[Self.oneLogin]))
        ),
        ("list --format json", ours(["list", "--format", "json", file])),
        (
          "lint --fix, CR LF lines",
          onCopy(entries, [program, "lint", "--for", "chroma", "--fix", copy], style: .carriageReturns)
        ),
      ])
  }

  /// The name of a file of one user:password line.
  private static let oneLogin = "login"

  private static func middleUser(_ entries: Int) -> String {
    entries > 1 ? WorkFolder.name(entries / 2) : user
  }

  /// Changes a copy of a file, a new one each time.
  private func onCopy(
    _ entries: Int, _ words: [String], input: String = "/dev/null", style: WorkFolder.Style = .clean
  ) -> Benchmark.Work {
    let (file, copy) = (folder[Self.fileName(entries, style)], folder["copy"])
    return work(Program(words, input: input)) { () throws(Problem) in try copyFile(file, copy) }
  }

  private static func fileName(_ entries: Int, _ style: WorkFolder.Style = .clean) -> String {
    (style == .clean ? "c" : style.rawValue) + "\(entries)"
  }

  private mutating func addFile(_ entries: Int) {
    let folder = folder
    let (file, copy) = (folder[Self.fileName(entries)], folder["copy"])
    let rounds = isQuick ? 3 : entries > 1000 ? 9 : 100
    let works = works(entries)
    let hasPeer = isThere("htpasswd")
    // The promises are about one entry, or a million.
    let isLarge = entries == 1_000_000
    add(
      "verify -b, last user", entries, rounds, works.verify, "htpasswd -vb",
      htpasswd(["-vb", file, Self.user, Self.password]), atMost: entries == 1 ? 0.92 : nil)
    add(
      "add -b -C 4", entries, rounds, works.add, "htpasswd -bB -C 4",
      hasPeer ? onCopy(entries, ["htpasswd", "-bB", "-C", "4", copy, "new", "pw"]) : nil)
    if entries == 1 {
      add(
        "add -b -C 4", entries, rounds, works.add, "htpasswd -bB -C 4, and fsync of file and folder",
        hasPeer
          ? synchronized(onCopy(entries, ["htpasswd", "-bB", "-C", "4", copy, "new", "pw"]), copy) : nil,
        atMost: 0.8)
      add("lint --for chroma", entries, rounds, works.lint, "our --version", ours(["--version"]), atMost: 1.5)
    }
    add(
      "delete", entries, rounds, works.delete, "htpasswd -D",
      hasPeer ? onCopy(entries, ["htpasswd", "-D", copy, Self.middleUser(entries)]) : nil)
    add(
      "lint --for chroma", entries, isQuick ? 1 : 5, works.lint, "Chroma's reader",
      isThere(chroma) ? work(Program([chroma, "-c", Self.reader, file], timesItself: true)) : nil,
      atMost: isLarge ? 0.04 : nil)
    add("list", entries, rounds, works.list, "wc -l", wordCount(file), atMost: isLarge ? 10 : nil)
    // The limits of reading and of writing.
    guard entries >= 1000 else { return }
    add(
      "verify -b, last user", entries, rounds, works.verify, "wc -l", wordCount(file),
      atMost: isLarge ? 2.5 : nil, peakAtMost: isLarge ? 24 << 20 : nil)
    add(
      "lint --for chroma", entries, rounds, works.lint, "wc -l", wordCount(file), atMost: isLarge ? 6 : nil,
      peakAtMost: isLarge ? 24 << 20 : nil)
    let copying = work(Program(["dd", "if=\(file)", "of=\(folder["dd"])", "bs=1M", "conv=fsync"])) {
      () throws(Problem) in
      // The path is a C string for the call.
      _ = unsafe unlink(folder["dd"])
    }
    for (name, work) in [("add -b -C 4", works.add), ("delete", works.delete)] {
      add(name, entries, rounds, work, "dd conv=fsync", copying, atMost: isLarge ? 1.25 : nil)
    }
  }

  /// Every command that reads or writes a credential file, beside itself with a tenth of the entries.
  private mutating func addGrowth(to entries: Int) throws(Problem) {
    for count in [entries / 10, entries] {
      try folder.makeCredentials(Self.fileName(count, .carriageReturns), entries: count, .carriageReturns)
    }
    if isQuick { try folder.makeCredentials(Self.fileName(entries / 10), entries: entries / 10) }
    let (whole, tenth) = (works(entries), works(entries / 10))
    let named = { (works: FileWorks) in
      [
        ("verify -b, last user", works.verify), ("add -b -C 4", works.add), ("delete", works.delete),
        ("list", works.list), ("lint --for chroma", works.lint),
      ] + works.others
    }
    for (ours, theirs) in zip(named(whole), named(tenth)) {
      add(
        ours.0, entries, isQuick ? 1 : 9, ours.1, "the same with a tenth", theirs.1,
        atMost: isQuick ? nil : 11)
    }
  }

  /// Files of this many lines that have something wrong, beside one that has nothing.
  private mutating func addFindings(_ entries: Int) throws(Problem) {
    let rounds = isQuick ? 1 : 7
    try folder.makeCredentials("clean", entries: entries)
    let clean = ours(["lint", "--for", "chroma", folder["clean"]])
    for (style, name, status, limit) in [
      (WorkFolder.Style.carriageReturns, "CR LF lines", 0 as Int32, 1.5), (.cheap, "of cost 5", 0, 6),
      (.apr1, "of apr1", 7, 6),
    ] {
      let file = style.rawValue
      try folder.makeCredentials(file, entries: entries, style)
      add(
        "lint --for chroma, \(name)", entries, rounds,
        work(Program([program, "lint", "--for", "chroma", folder[file]], status: status)), "clean lines",
        clean,
        atMost: limit, peakAtMost: style == .carriageReturns ? nil : 64 << 20)
    }
  }

  private mutating func addDeployment(_ services: Int) throws(Problem) {
    try folder.makeCompose("compose\(services).yaml", services: services)
    let file = folder["compose\(services).yaml"]
    add(
      "lint, a compose file", services, isQuick ? 1 : 7, ours(["lint", file]), "docker-compose config",
      isThere(compose) ? work(Program([compose, "-f", file, "config"])) : nil,
      atMost: services > 200 ? 0.15 : 0.1)
  }

  private mutating func addImport(_ users: Int) throws(Problem) {
    let folder = folder
    let (lines, file) = (folder["lines"], folder["imported"])
    var next = 0
    try folder.make("lines") { bytes in
      next += 1
      bytes += "\(WorkFolder.name(next)):password\(next)\n".utf8
      return next < users
    }
    let empty = { () throws(Problem) in try folder.make("imported") { _ in false } }
    let loop = "while IFS=: read -r user password; do htpasswd -bB -C 5 \(file) \"$user\" \"$password\"; done"
    let ours = work(Program([program, "import", "-C", "5", file], input: lines), empty)
    let rounds = isQuick ? 1 : 7
    add(
      "import -C 5", users, rounds, ours, "a loop of htpasswd -bB -C 5",
      isThere("htpasswd") ? work(Program(["sh", "-c", loop], input: lines), empty) : nil, atMost: 0.35)
    let cores = availableCores
    let bare = Benchmark.Work(measure: { () throws(Problem) in
      Program.Cost(seconds: bareHashing(users, cores: 1) / Double(cores), peak: 0)
    })
    add(
      "import -C 5", users, rounds, ours, "crypt_rn on one thread, / \(cores)", bare,
      // 0.97 of its rate.
      atMost: 1.03)
    // The file of the last import.
    add(
      "verify --batch", users, rounds,
      work(Program([program, "verify", "--batch", file], input: lines)),
      "crypt_rn on one thread, / \(cores)",
      bare, atMost: 1.03)
    add(
      "import -C 5", users, rounds, ours, "crypt_rn on \(cores) threads",
      Benchmark.Work(measure: { () throws(Problem) in
        Program.Cost(seconds: bareHashing(users, cores: cores), peak: 0)
      }))
  }

  /// Times Chroma's own reader, from the virtual environment that `Tests/run` makes; importing it does not count.
  private static let reader = """
    import sys, time
    from chromadb.auth.basic_authn import BasicAuthenticationServerProvider
    from chromadb.config import Settings, System
    system = System(Settings(chroma_server_authn_credentials_file=sys.argv[1]))
    start = time.perf_counter()
    BasicAuthenticationServerProvider(system)
    print(time.perf_counter() - start)
    """

  // MARK: Their parts

  private mutating func add(
    _ name: String, _ entries: Int, _ rounds: Int, _ ours: Benchmark.Work, _ peer: String,
    _ theirs: Benchmark.Work?, atMost limit: Double? = nil, peakAtMost peakLimit: Int? = nil
  ) {
    rows.append(
      Benchmark(
        name: name, entries: entries, rounds: rounds, ours: ours, peer: (peer, theirs), limit: limit,
        peakLimit: peakLimit))
  }

  /// Waits until the work is on the disk, as ours does.
  private func synchronized(_ work: Benchmark.Work, _ file: String) -> Benchmark.Work {
    Benchmark.Work(
      prepare: work.prepare,
      measure: { () throws(Problem) in
        let cost = try work.measure()
        let start = monotonicSeconds()
        do throws(SystemError) {
          try FileDescriptor.open(FilePath(file), .readOnly).synchronize()
          try FileDescriptor.open(FilePath(file).folder, .readOnly, .folder).synchronize()
        } catch {
          throw Problem("cannot synchronize \(file): \(error)")
        }
        return Program.Cost(seconds: cost.seconds + monotonicSeconds() - start, peak: cost.peak)
      })
  }

  private func ours(_ arguments: [String]) -> Benchmark.Work { work(Program([program] + arguments)) }

  private func htpasswd(_ arguments: [String], status: Int32 = 0) -> Benchmark.Work? {
    isThere("htpasswd") ? work(Program(["htpasswd"] + arguments, status: status)) : nil
  }

  private func wordCount(_ file: String) -> Benchmark.Work { work(Program(["wc", "-l", file])) }

  private func work(
    _ program: Program, _ prepare: @escaping () throws(Problem) -> Void = { () throws(Problem) in }
  ) -> Benchmark.Work {
    let folder = folder
    return Benchmark.Work(prepare: prepare, measure: { () throws(Problem) in try program.run(in: folder) })
  }
}

/// Copies a file, and waits until it is on the disk.
private func copyFile(_ from: String, _ to: String) throws(Problem) {
  do throws(SystemError) {
    let source = try FileDescriptor.open(FilePath(from), .readOnly)
    let path = FilePath(to)
    let folder = try FileDescriptor.open(path.folder, .readOnly, .folder)
    let target = try FileDescriptor.open(
      FilePath(bytes: path.fileName), in: folder, .writeOnly, [.creating, .truncating], permissions: 0o600)
    var buffer = [UInt8](repeating: 0, count: 1 << 17)
    while true {
      let count = try source.read(into: &buffer, 0..<buffer.count)
      if count == 0 { break }
      try target.write(buffer.span.extracting(0..<count))
    }
    try target.synchronize()
  } catch {
    throw Problem("cannot copy \(from): \(error)")
  }
}

/// How long this many hashes of cost 5 take with nothing around crypt_rn(3), in seconds.
private func bareHashing(_ count: Int, cores: Int) -> Double {
  let start = monotonicSeconds()
  _ = onAllCores(
    cores, cores: cores,
    each: { core in
      let state = UnsafeMutablePointer<crypt_data>.allocate(capacity: 1)
      unsafe state.initialize(to: crypt_data())
      defer { unsafe state.deallocate() }
      for number in stride(from: core, to: count, by: cores) {
        // Both strings end in NUL, and the size is that of the state.
        unsafe crypt_rn(
          "password\(number)", "$2y$05$abcdefghijklmnopqrstuu", state,
          Int32(MemoryLayout<crypt_data>.size))
      }
    })
  return monotonicSeconds() - start
}
