import Foundation
import Testing

/// Turns of phrase that read like a translation stay out of what people read: messages, comments, pages.
@Suite struct WordsTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
    .standardized

  /// Each turn, and the plain words for it.
  private static let turns: [(pattern: String, better: String)] = [
    (#"\b[Ss]t(and|ands|ood)\b"#, "is, has, means"), (#"\banew\b"#, "again, new"),
    (#"\b[Mm]end(s|ed|ing)?\b"#, "fix"),
    (#"\b[Bb]ehind\b(?! (a|the) (front|proxy)| (nginx|Caddy|Traefik))"#, "after"),
    (#"\b[Tt](old|ells)\b"#, "says, is given, distinguishes"), (#"without a word"#, "silently"),
    (#"the same again"#, "repeat"), (#"\b[Kk]nows? no\b"#, "finds no, has no"),
    (#"\bwants\b"#, "needs, accepts"), (#"\b(nobody|everybody) in by it\b"#, "can log in"),
    (#"(?<![Tt]here )\bis no (?!longer|more)"#, "is not a"),
    // `where` for if.
    (#"\b(nil|none|false|true|empty|0|-1) where\b"#, "if"),
    (#"(?<=^|[.:;] )Where (it|that|there|this|one|nobody|somebody|none) [^.:;]*, "#, "if"),
    (#"(?<=, )where (it|that|there) (is|are) (not |no |none|one)"#, "if"),
  ]

  /// The pages and the sources, by their paths in the repository.
  private static let files: [String] =
    ["README.md", "Tests/README.md"]
    + ["Sources", "man"].flatMap { folder in
      (FileManager.default.subpaths(atPath: root.appending(path: folder).path) ?? []).map {
        "\(folder)/\($0)"
      }
    }.filter { file in
      ["swift", "c", "h", "lds", "md", "1", "5", "7"].contains(URL(filePath: file).pathExtension)
    }.sorted()

  /// Where the turns are in a text: `FILE:LINE: TURN (say BETTER)`.
  private static func places(in text: String, of file: String) throws -> [String] {
    let expressions = try turns.map { (try NSRegularExpression(pattern: $0.pattern), $0.better) }
    var places: [String] = []
    for (index, line) in text.components(separatedBy: "\n").enumerated() {
      // The prose of a comment begins where the slashes and the space after them end.
      let prose = line.trimmingCharacters(in: CharacterSet(charactersIn: "/* "))
      let range = NSRange(prose.startIndex..., in: prose)
      for (expression, better) in expressions {
        guard let match = expression.firstMatch(in: prose, range: range) else { continue }
        places.append(
          "\(file):\(index + 1): \((prose as NSString).substring(with: match.range)) (say \(better))")
      }
    }
    return places
  }

  @Test func `the turns are in no source and on no page`() throws {
    #expect(Self.files.count > 400, "\(Self.files.count)")
    let places = try Self.files.flatMap { file in
      try Self.places(
        in: String(contentsOf: Self.root.appending(path: file), encoding: .utf8), of: file)
    }
    #expect(places.isEmpty, "\(places.joined(separator: "\n"))")
  }

  /// Beginnings of comments that hide who or what does something.
  private static let beginnings = ["What", "Of", "So much", "As much", "The same"]

  /// The paragraphs of comments that begin so: `FILE:LINE: BEGINNING`.
  private static func badBeginnings(in text: String, of file: String) -> [String] {
    var places: [String] = []
    var isInParagraph = false
    for (index, line) in text.components(separatedBy: "\n").enumerated() {
      let trimmed = line.trimmingCharacters(in: .whitespaces)
      guard trimmed.hasPrefix("//") else {
        isInParagraph = false
        continue
      }
      let prose = trimmed.drop { $0 == "/" }.drop { $0 == " " }
      if !isInParagraph,
        let beginning = beginnings.first(where: {
          prose.hasPrefix($0) && prose.dropFirst($0.count).first?.isLetter != true
        })
      {
        places.append("\(file):\(index + 1): \(beginning)")
      }
      isInParagraph = !prose.isEmpty
    }
    return places
  }

  @Test func `comments begin with a noun phrase or a verb`() throws {
    let files =
      ["Package.swift"]
      + ["Sources", "Tests"].flatMap { folder in
        (FileManager.default.subpaths(atPath: Self.root.appending(path: folder).path) ?? []).map {
          "\(folder)/\($0)"
        }
      }.filter { ["swift", "c", "h"].contains(URL(filePath: $0).pathExtension) }.sorted()
    #expect(files.count > 500, "\(files.count)")
    let places = try files.flatMap { file in
      try Self.badBeginnings(
        in: String(contentsOf: Self.root.appending(path: file), encoding: .utf8), of: file)
    }
    #expect(places.isEmpty, "\(places.joined(separator: "\n"))")
  }

  @Test(arguments: [
    "let a = 1\n  /// What it prints.", "// Of a file.", "/// A file.\n///\n/// The same, for others.",
  ])
  func `each beginning is found`(text: String) {
    #expect(Self.badBeginnings(in: text, of: "file").count == 1)
  }

  @Test(arguments: ["/// Whatever is left.", "// Often it is\n// what it was.", "let what = \"// of\""])
  func `other beginnings are left alone`(text: String) {
    #expect(Self.badBeginnings(in: text, of: "file").isEmpty)
  }

  @Test(arguments: [
    "/// nil where there is none.", "// Where it cannot, nothing is written.", "the name stands on line 2",
    "behind the operands", "Chroma knows no user", "it is told twice", "what the file tells",
    "says how to mend it",
    "this is no list", "ignored without a word",
  ])
  func `each turn is found`(line: String) throws {
    #expect(try Self.places(in: line, of: "file").count == 1)
  }

  @Test(arguments: [
    "for user in users where user.isNew {", "/// Where a front finds Chroma.", "cannot tell who can log in",
    "is Chroma, behind a proxy that hides its version", "there is no colon",
  ])
  func `plain words and code are left alone`(line: String) throws {
    #expect(try Self.places(in: line, of: "file").isEmpty)
  }
}
