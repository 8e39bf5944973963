import Kernel
import Testing

@testable import ChromaHtpasswd

@Suite struct NearestTests {
  private func request(_ words: [String]) -> Failure? {
    #expect(throws: Failure.self) {
      _ = try Request(.typed(words))
    }
  }

  @Test(
    arguments: [
      (["vrify", "f", "u"], "verify"), (["VERIFY"], "verify"), (["VRIFY"], "verify"), (["lits"], "list"),
      (["hepl"], "help"),
      (["help", "calibarte"], "calibrate"), (["--versoin"], "--version"),
      (["lint", "--for", "ngnix", "f"], "nginx"), (["verify", "--for", "NGINX", "f", "u"], "nginx"),
      (["lint", "--fail-on", "warn", "f"], "warning"), (["lint", "--unsafe", "f"], "--unsafe-fixes"),
      (["config", "env", "--for", "chroma1"], "chroma-1"),
      (["lint", "--for", "chorma-token", "f"], "chroma-token"),
      (["verify", "--for=traefick", "f", "u"], "traefik"),
      (["config", "env", "--for", "chroma_1"], "chroma-1"),
      (["lint", "--ignore", "low-csot", "f"], "low-cost"), (["lint", "--formt", "json", "f"], "--format"),
      (["lint", "--dryrun", "f"], "--dry-run"), (["list", "--format", "jsn", "f"], "json"),
      (["ad"], "add"), (["c"], nil), (["nonsense"], nil), (["x"], nil), (["list", "--fix", "f"], nil),
      (["lint", "-x", "f"], nil),
      (["lint", "--for", "iis", "f"], nil), (["lint", "--ignore", "nonsense", "f"], nil), ([""], nil),
    ] as [([String], String?)])
  func `a word with a slip in it is answered with the one that was meant`(words: [String], meant: String?) {
    let failure = request(words)
    #expect(failure?.status == .usage)
    #expect(failure?.hint != nil)
    if let meant {
      #expect(failure?.hint == "did you mean \(meant)?")
    } else {
      #expect(failure?.hint?.contains("did you mean") == false)
    }
  }

  @Test(arguments: [
    ("rm", "delete FILE USER..."), ("passwd", "add FILE USER [PASSWORD]"), ("ls", "list FILE..."),
    ("new", "create FILE USER [PASSWORD]"), ("remove", "delete FILE USER..."),
    ("useradd", "add FILE USER [PASSWORD]"),
    ("mv", "rename FILE OLD NEW"), ("doctor", "lint PATH..."), ("why", "explain [TEXT...]"),
  ])
  func `what another tool calls a command is answered with how it is written here`(
    word: String, usage: String
  ) {
    for words in [[word], [word, "f", "u"], ["help", word]] {
      let failure = request(words)
      #expect(failure?.status == .usage && failure?.hint == "did you mean chroma-htpasswd \(usage)?")
    }
  }

  @Test func `a synonym is no command`() {
    for command in ChromaHtpasswd.Command.all {
      #expect(ChromaHtpasswd.Command.synonym(Array(command.name.utf8)) == nil)
    }
    for word in ["", " ", "rm remove", "r"] {
      #expect(ChromaHtpasswd.Command.synonym(Array(word.utf8)) == nil)
    }
  }

  @Test(arguments: [
    (["import", "f", "names.txt"], "--from names.txt"), (["token", "20"], "--length 20"),
    (["calibrate", "50ms"], "--target 50ms"),
    (["import", "f", "bob:secret"], "--from PATH"),
  ])
  func `an operand too many is answered with the option that was meant`(words: [String], meant: String) {
    #expect(request(words)?.hint == "did you mean \(meant)?")
  }

  @Test func `of several the nearest is taken, and of equals the longest, then the first`() {
    #expect(nearest(Array("chrome".utf8), of: ["chrono", "chroma", "chromo"]) == "chroma")
    #expect(nearest(Array("chroma1".utf8), of: ["chroma", "chroma-1", "chroma+1"]) == "chroma-1")
    #expect(nearest(Array("abcdef".utf8), of: ["abcxyf", "abcdxf"]) == "abcdxf")
    #expect(nearest([0xFF, 0x00], of: ["no", "on"]) == nil)
    #expect(nearest(Array(repeating: 0x61, count: 100_000), of: ["abcdefghi"]) == nil)
  }
}
