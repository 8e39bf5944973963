internal import Glibc
internal import Htpasswd

/// A new folder, gone with everything in it when nothing refers to it any more.
final class WorkFolder {
  let path: String

  init() throws(Problem) {
    let parent = environment("TMPDIR")
    var template = Array("\(parent.isEmpty ? "/tmp" : parent)/htpasswd-benchmarks.XXXXXX".utf8CString)
    // The array ends in NUL and is written in its last letters only.
    guard unsafe mkdtemp(&template) != nil else { throw Problem("cannot make a folder for temporary files") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    _ = try? Program(["rm", "-rf", path]).run(in: self)
  }

  subscript(name: String) -> String { "\(path)/\(name)" }

  /// Makes a file of what `write` gives, piece by piece; on the disk when it returns, so that no later measurement
  /// waits for it.
  func make(_ name: String, _ write: (inout [UInt8]) -> Bool) throws(Problem) {
    do throws(SystemError) {
      let folder = try FileDescriptor.open(FilePath(path), .readOnly, .folder)
      let file = try FileDescriptor.open(
        FilePath(name), in: folder, .writeOnly, [.creating, .truncating], permissions: 0o600)
      var pieces: [UInt8] = []
      var goesOn = true
      while goesOn {
        goesOn = write(&pieces)
        if goesOn && pieces.count < 1 << 16 { continue }
        try file.write(pieces.span)
        pieces.removeAll(keepingCapacity: true)
      }
      try file.synchronize()
    } catch {
      throw Problem("cannot write \(self[name]): \(error)")
    }
  }

  /// The style of a file's entries.
  enum Style: String {
    /// Nothing is wrong with them.
    case clean
    /// Each has a finding: its cost is 5.
    case cheap
    /// Each has a finding: no server but some takes its format.
    case apr1
    /// One finding: lines end in CR LF.
    case carriageReturns

    fileprivate var hashStart: String {
      switch self {
      case .clean, .carriageReturns: "$2y$10$"
      case .cheap: "$2y$05$"
      case .apr1: "$apr1$abcdefgh$"
      }
    }

    private static let alphabet = Array(
      "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

    /// A character of salt or digest; the last of each has spare bits, which are zero.
    fileprivate func character(at place: Int, _ number: UInt64) -> UInt8 {
      switch place {
      case 21 where self == .apr1: Array("./01".utf8)[Int(number % 4)]
      case 21: Array(".Oeu".utf8)[Int(number % 4)]
      case 52: Array(".26CGKOSWaeimquy".utf8)[Int(number % 16)]
      default: Self.alphabet[Int(number % 64)]
      }
    }

    fileprivate var hashCount: Int { self == .apr1 ? 22 : 53 }
    fileprivate var lineEnd: [UInt8] { self == .carriageReturns ? [0x0D, 0x0A] : [0x0A] }
  }

  /// A credential file of this many entries in random order, of which the last is that of `user0000000`, who has the
  /// password `password123` at cost 5.
  func makeCredentials(_ name: String, entries: Int, _ style: Style = .clean) throws(Problem) {
    guard let cost = Htpasswd.Cost(5), let field = try? Bcrypt.hash(Secret("password123"), cost: cost) else {
      throw Problem("libcrypt does not hash")
    }
    var generator = Numbers()
    // A prime that divides no number of entries here: every other number comes once.
    let stride = 1_000_000_007
    var next = 1
    try make(name) { bytes in
      if next == max(entries, 1) {
        bytes += Array("user0000000:".utf8) + field + style.lineEnd
        return false
      }
      bytes += Self.name(next * stride % (entries - 1) + 1).utf8
      bytes.append(0x3A)
      bytes += style.hashStart.utf8
      for place in 0..<style.hashCount { bytes.append(style.character(at: place, generator.next())) }
      bytes += style.lineEnd
      next += 1
      return true
    }
  }

  /// A compose file of this many services, each a Chroma that nobody can reach from outside.
  func makeCompose(_ name: String, services: Int) throws(Problem) {
    var next = 0
    try make(name) { bytes in
      if next == 0 { bytes += "services:\n".utf8 }
      next += 1
      bytes +=
        """
          chroma\(next):
            image: chromadb/chroma:0.6.2
            environment:
              CHROMA_SERVER_AUTHN_PROVIDER: chromadb.auth.basic_authn.BasicAuthenticationServerProvider
              CHROMA_SERVER_AUTHN_CREDENTIALS_FILE: /chroma/server.htpasswd
            ports: ["127.0.0.1:\(8000 + next):8000"]
            volumes: ["./imported:/chroma/server.htpasswd:ro"]

        """.utf8
      return next < services
    }
  }

  static func name(_ number: Int) -> String {
    let digits = String(number)
    return "user" + String(repeating: "0", count: max(0, 7 - digits.utf8.count)) + digits
  }
}

/// SplitMix64 from one seed: the same files each time.
private struct Numbers: RandomNumberGenerator {
  private var state: UInt64 = 1

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
