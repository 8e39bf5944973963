import Deployments
import Foundation
import Htpasswd
import TestSupport
import Testing

/// The readers of files of variables against compose and python-dotenv.
@Suite struct EnvironmentFileTests {
  /// The environment that the files are read in.
  private static let surroundings = ["OUTER": "out er", "EMPTY": "", "COST": "$2y"]

  private static func environment(_ name: [UInt8]) -> [UInt8]? {
    surroundings[String(decoding: name, as: UTF8.self)].map { Array($0.utf8) }
  }

  private static func read(_ text: String, _ reader: EnvironmentFile.Reader) -> Variables {
    EnvironmentFile.variables(
      Array(text.utf8), from: FilePath("file"), as: reader, environment: environment)
  }

  /// The last of each name; nil for one that is taken away.
  private static func values(_ variables: Variables) -> [String: String?] {
    var values: [String: String?] = [:]
    for variable in variables.all {
      values[variable.name] = .some(variable.bytes.map { String(decoding: $0, as: UTF8.self) })
    }
    return values
  }

  // MARK: Generated files

  private static let pieces = [
    "A", "B=", "C:", "export ", "export\t", "=", "\"", "'", "\\", "\n", "\n", "\n", "\r\n", " ", "\t", "#",
    " #", "$", "$$",
    "${", "}", ":-", "-", ":?", "+", "A=1\n", "B='q'\n", "C=\"q\"\n", "D=${A}\n", "$A", "${OUTER}",
    "${NONE:-x}",
    "${EMPTY:-y}", "${EMPTY-y}", "${OUTER:+z}", "${NONE}", "\\n", "\\$", "$2y$10$abc.de/f", "junk", "ä",
    "\u{A0}", "\u{85}",
    "E=a b \n", "F= q\n", "G = q\n", ": x", "OUTER\n", "NONE\n", "{", "\\\"", "\\'", "\u{FEFF}", "0", ".",
    "\\0123", "[x]",
  ]

  private static func files(_ count: Int, stream: Int) -> [String] {
    var generator = SeededGenerator(stream: stream)
    return (0..<count).map { _ in
      // Most files of pieces alone are refused at once.
      let sound = ["N=1\n", "export M='m'\n", "L=\"${N}l\"\n", "K=${NONE:-k}$N\n", "# note\n", ""]
      return (0..<Int.random(in: 1...4, using: &generator)).map { _ in
        sound.randomElement(using: &generator)!
          + (0..<Int.random(in: 0...6, using: &generator)).map { _ in
            pieces.randomElement(using: &generator)!
          }.joined() + (generator.once(in: 3) ? "" : "\n")
      }.joined()
    }
  }

  // MARK: python-dotenv

  private struct Question: Encodable {
    let text: String
    let environment = EnvironmentFileTests.surroundings
  }

  private struct Answer: Decodable {
    let values: [[String?]]
  }

  @Test func `a file is read as python-dotenv of Chroma reads it`() throws {
    let files = Self.files(1000 * rounds, stream: 920)
    let answers: [Answer] = try Oracle.answers(
      of: "dotenv_values.py", chroma: "0.6.3", to: files.map(Question.init))
    for (file, answer) in zip(files, answers) {
      var theirs: [String: String?] = [:]
      // Chroma does not look at case.
      for pair in answer.values { theirs[pair[0]!.uppercased()] = .some(pair[1]) }
      let ours = Self.values(Self.read(file, .chroma))
      #expect(ours == theirs, "\(file.debugDescription)")
    }
  }

  // MARK: compose

  /// The variables that compose gives a container from a file; nil if it refuses the file.
  private static func compose(_ text: String, in folder: TemporaryFolder) throws -> [String: String?]? {
    try folder.write(text, to: "chroma.env")
    var command = Command(
      ["env", "-i", "HOME=\(folder.path)", "GOGC=off"] + surroundings.map { "\($0)=\($1)" }.sorted()
        + [try Peers.compose, "config", "--format", "json"], in: folder.path)
    command.environment = [:]
    // Foundation takes a byte order mark off a string, but not one that is escaped.
    let output = try command.run().output.replacing("\u{FEFF}".utf8, with: "\\ufeff".utf8)
    guard let start = output.firstIndex(of: UInt8(ascii: "{")),
      let document = try? JSONSerialization.jsonObject(with: Data(output[start...])) as? [String: Any],
      let services = document["services"] as? [String: [String: Any]]
    else { return nil }
    let environment = services["a"]?["environment"] as? [String: Any] ?? [:]
    return environment.mapValues { ($0 as? String)?.replacing("$$", with: "$") }
  }

  private static let sampleFiles = [
    "A=${U:-a{b}c}d\n", "A=${U:-a{b}\n", "A=${U:-a}b}\n", "A=x$1y$-$ $\n", "A=$$X\n", "A=\"\\$X\"\n",
    "A=\"a\\nb\\tc\\qd\"\n",
    "A='a\\'b'\n", "A", "A\nB=1\n", "OUTER", "A=1 #c\n", "A=\"q\" junk\nB=2\n", "A=q\"x\"\n", "A B=c\n",
    "A=\n B=2\n",
    "=x\n", "A:b\n", "A=1\r\nB=\"x\r\ny\"\r\n", "A=1\rB=2\n", "A=${OUTER:?no}${EMPTY?}${U:+r}\n",
    "A=${U:?no}\n",
    "A=${U-${OUTER-q}}r\n", "A.b-c=1\n", "OUTER=q\nA=$OUTER\n", "A=\"unterminated\nB=1\n", "A=${X:d}\n",
    "A=${}\n", "A=${1}\n",
    "A=${X\n", "A=${U:-\n}b\n", "A=\"${U:-x\ny}b\"\n", "Ä=1\n", "# c\n\n\u{FEFF}A=1\n", "\u{FEFF}A=1\n",
    "A=a\\$Xb\n", "A=\\\"x\n",
    "A=\t\"x\"\t#c\n", "A=x#y z #c #d\n", "A=x\t#c\n", "A=\"x\"#c\nB=1\n", "A=$2y$10$abc.d/e\n",
    "A='$2y$10$abc.d/e'\n",
    "A=1\nexport\t ", "export", "export \n", "A=1\nexport B  ",
    "A=\"\\0101\\01\\0777\"\n", "A=${COST}$10\n",
  ]

  @Test func `a file is read as compose reads it`() throws {
    let folder = try TemporaryFolder()
    try folder.write("services:\n  a:\n    image: x\n    env_file: chroma.env\n", to: "compose.yaml")
    var refused = 0
    for file in Self.sampleFiles + ["B=\u{FEFF}\\$${EMPTY:-y} #\n"] + Self.files(100 * rounds, stream: 921) {
      let theirs = try Self.compose(file, in: folder)
      if theirs == nil { refused += 1 }
      let ours = Self.read(file, .compose)
      #expect(
        (ours.refusal == nil) == (theirs != nil), "\(file.debugDescription) \(ours.refusal?.reason ?? "")")
      guard ours.refusal == nil, let theirs else { continue }
      // Names that differ in case alone are not in these files; what has no name is not a variable.
      let named = theirs.filter { !$0.key.isEmpty }.map { ($0.key.uppercased(), $0.value) }
      #expect(
        Self.values(ours).filter { !$0.key.isEmpty } == Dictionary(named, uniquingKeysWith: { $1 }),
        "\(file.debugDescription)")
    }
    #expect(refused > 0)
  }
}
