import Deployments
import Kernel
import Testing

/// The readers of files of variables that have no peer among the tests.
@Suite struct EnvironmentFileTests {
  private func read(
    _ text: String, _ reader: EnvironmentFile.Reader, _ environment: [String: String] = [:]
  ) -> Variables {
    EnvironmentFile.variables(Array(text.utf8), from: FilePath("file"), as: reader) { name in
      environment[String(decoding: name, as: UTF8.self)].map { Array($0.utf8) }
    }
  }

  private func value(_ text: String, _ reader: EnvironmentFile.Reader, _ name: String = "A") -> String? {
    read(text, reader)[name]?.bytes.map { String(decoding: $0, as: UTF8.self) }
  }

  // MARK: docker

  /// docker 28.2.2: a file for `--env-file`, and A.
  @Test(arguments: [
    ("A=\"q\"", "\"q\""), ("A='q'", "'q'"), ("A=q # c", "q # c"), ("A= q", " q"), ("A=q ", "q "),
    ("A=$X", "$X"),
    ("A=${X:-d}", "${X:-d}"), ("A=$$", "$$"), ("A='$X'", "'$X'"), ("A=$2y$10$abc", "$2y$10$abc"),
    ("A=q\r", "q"),
    ("\u{FEFF}A=q", "q"), ("A=\"a\\nb\"", "\"a\\nb\""), ("  A=q", "q"), ("# A=x\n\nA=q", "q"), ("A=", ""),
    ("A=b=c", "b=c"), ("A=q\r\r", "q\r"),
  ])
  func `docker takes nothing off a value but a carriage return`(text: String, value: String) {
    #expect(self.value(text + "\n", .docker) == value)
    #expect(self.value(text, .docker) == value)
  }

  @Test(arguments: ["A = q", "export A=q", "A: q=1", "=q", "A=\u{FFFD}"])
  func `docker refuses a file for a name with white space, or none`(text: String) {
    var bytes = Array("B=1\n".utf8) + Array(text.utf8)
    if text.hasSuffix("\u{FFFD}") { bytes = Array("B=1\nA=".utf8) + [0xFF, 0xFE] }
    let variables = EnvironmentFile.variables(bytes, from: FilePath("file"), as: .docker)
    #expect(variables.refusal?.place.line == 2)
  }

  @Test func `docker refuses a line that its scanner has no room for`() {
    #expect(read("A=" + String(repeating: "x", count: 65_533), .docker).refusal == nil)
    #expect(read("A=" + String(repeating: "x", count: 65_534), .docker).refusal != nil)
  }

  @Test func `docker takes a name alone from its own environment`() {
    #expect(read("A", .docker, ["A": "x"])["A"]?.bytes == Array("x".utf8))
    #expect(read("A=1\nA\nB:c", .docker)["A"]?.bytes == Array("1".utf8))
    #expect(read("A\nB:c", .docker).oddLines.map(\.kind) == [.nameAlone("A"), .colon("B")])
  }

  @Test func `a word alone that may be a token is not taken for a name`() {
    for token in ["kHCIqvNKAyY2CoDmXyuNLSaJNfRgIb2Qif0XOlWcATO", "s3cret", "ABCDEF0123456789", "hunter"] {
      #expect(read("A=\n\(token)", .docker).oddLines.map(\.kind) == [.notUnderstood])
      #expect(read("A=\n\(token)", .chroma).oddLines.map(\.kind) == [.notUnderstood])
    }
    for name in ["HOME", "my_setting", "CHROMA_SERVER_HOST", "chroma_server_host"] {
      #expect(read(name, .docker).oddLines.map(\.kind) == [.nameAlone(name)])
    }
  }

  @Test func `of two values of a name docker hands both on, so none is reported`() {
    #expect(read("A=1\nA=1", .docker)["A"]?.bytes == Array("1".utf8))
    #expect(read("A=1\nA=2", .docker)["A"]?.value == .unknown(.repeated))
  }

  // MARK: Shells

  @Test(arguments: [
    ("export A=q", "q"), ("export A='q r'", "q r"), ("export A=\"q r\" B=x", "q r"),
    ("export A=q\\ r", "q r"),
    ("A=q; export A", "q"), ("set -a\nA=q", "q"), ("set -o allexport; A=q", "q"), ("export A=q # c", "q"),
    ("export A=q#c", "q#c"), ("export B=x; export A=${B}y$B", "xyx"), ("export A=${N:-d}", "d"),
    ("export A='$2y$10$abc'", "$2y$10$abc"), ("export A=\"\\$x\"", "$x"), ("export A=a'b'\"c\"", "abc"),
    ("export 'A=q'", "q"), ("export A=1\nexport A=2", "2"), ("export A=q\\\nr", "qr"),
    ("export A=\"q\nr\"", "q\nr"),
    ("export A=q\r", "q\r"), ("export A", nil), ("A=q", nil), ("A=q uvicorn x", nil),
    ("export A=$(cat f)", nil),
    ("export A=`cat f`", nil), ("if x; then export A=q; fi", nil), ("export A=${B//x}", nil),
    ("export A=$2y", nil), ("unset A; export A=q", nil), ("export A=~/f", nil),
  ])
  func `a shell exports these values, and others are unknown`(text: String, value: String?) {
    #expect(self.value(text + "\n", .shell) == value)
  }

  @Test(arguments: [
    "if x; then export A=q; fi", "while x; do export A=q; done", "f() { export A=q; }", "x && export A=q",
  ])
  func `what may not run leaves a value that is not known, not none`(text: String) {
    #expect(read(text + "\n", .shell)["A"]?.value == .unknown(.computed))
  }

  @Test func `what is not exported is said`() {
    #expect(read("CHROMA_X=1\n", .shell).oddLines.map(\.kind) == [.notExported("CHROMA_X")])
  }

  @Test func `lines are those that a value begins on`() {
    let variables = read("# c\nexport B=\"x\ny\"\nexport A=1\n", .shell)
    #expect(variables["B"]?.place.line == 2)
    #expect(variables["A"]?.place.line == 4)
  }

  // MARK: Which reader

  @Test(arguments: [
    (".env", "A=1", EnvironmentFile.Reader.chroma), ("x/.env", "export A=1", .chroma),
    ("a.env", "A=1\nexport B=2", .docker), ("a.env", "# c\n\n export A=1", .shell), ("a.env", "", .docker),
  ])
  func `a file is read as its name and its first line have it`(
    name: String, text: String, reader: EnvironmentFile.Reader
  ) {
    #expect(EnvironmentFile.likelyReader(of: Array(text.utf8), at: FilePath(name)) == reader)
  }

  // MARK: Small files that cost much

  /// 30 lines that double a value with each: 2^30 bytes.
  private static let doubling =
    "A0=xx\n" + (1..<30).map { "A\($0)=${A\($0 - 1)}${A\($0 - 1)}\n" }.joined()

  @Test(arguments: [EnvironmentFile.Reader.compose, .chroma])
  func `a value that doubles with every line ends in not known, in bounded memory`(
    reader: EnvironmentFile.Reader
  ) {
    let variables = read(Self.doubling + "B=1\n", reader)
    #expect(variables.all.reduce(0) { $0 + ($1.bytes?.count ?? 0) } < 4 << 20)
    #expect(variables["A29"]?.value == .unknown(.tooLong))
    #expect(variables["A3"]?.bytes?.count == 16)
    #expect(variables["B"]?.bytes == Array("1".utf8))
  }

  @Test func `a shell's doubling ends so too`() {
    let text = Self.doubling.split(separator: "\n").map { "export \($0)\n" }.joined()
    #expect(read(text, .shell)["A29"]?.bytes == nil)
  }

  @Test func `a file of more names than are read says nothing`() {
    let text = (0..<30_000).map { "A\($0)=1\n" }.joined()
    for reader in EnvironmentFile.Reader.allCases where reader != .shell {
      #expect(read(text, reader).isCut)
    }
    #expect(read(String(repeating: "#", count: Variables.maximumFileSize + 1), .docker).isCut)
  }

  @Test(arguments: [
    "${", "${A:-", "${A", "$", "${A:-${", "A=\"", "'", "A='\\'\n", "${A:-{}", "\\", " #", "\"\\\"\n",
  ])
  func `no reader goes over a part of a file again and again`(piece: String) {
    // Quadratic work on this much takes minutes.
    let text = "A=1\nB=" + String(repeating: piece, count: (1 << 18) / piece.utf8.count)
    for reader in EnvironmentFile.Reader.allCases { _ = read(text, reader) }
  }
}
