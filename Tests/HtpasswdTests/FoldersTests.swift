import Foundation
import Testing

/// The folders of each target are layers: if a type of one names a type of another, none of that one's names a type of the
/// first. The compiler does not see folders, so this test reads the sources.
@Suite struct FoldersTests {
  private static let sources = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Sources").standardizedFileURL

  @Test func `no folders of a target name each other's types`() throws {
    let targets = try FileManager.default.contentsOfDirectory(
      atPath: Self.sources.path(percentEncoded: false))
    var count = 0
    for target in targets.sorted() {
      let folders = try Folders(Self.sources.appending(path: target))
      count += folders.count
      if let cycle = folders.cycle { Issue.record("\(target): \(cycle)") }
    }
    #expect(count > 30, "the folders were not found")
  }

  @Test func `words of comments and literals are no names, those of interpolations are`() {
    let source = SwiftSource(
      #"""
      import Hidden
      /// Comment
      struct Shown { enum Inner {}  let text = "Literal \(Named("x\(Deep.y)")) end" ; let place: Shown.Member }
      private struct Secret {}
      private let number = Number()
      enum Other {}
      """#)
    #expect(source.types == ["Shown", "Other"])
    #expect(source.ownNames == ["Shown", "Inner", "Secret", "Other"])
    #expect(source.names.filter { $0.first!.isUppercase } == ["Named", "Deep", "Number"])
  }

  @Test func `a cycle is found, with the names that make it`() {
    var folders = Folders()
    folders.add("struct A { let b: B }", "one/A.swift", in: "one")
    folders.add("struct B { let c: C }", "two/B.swift", in: "two")
    folders.add("struct C {}", "three/C.swift", in: "three")
    #expect(folders.cycle == nil)
    folders.add("struct D { let a: A }", "three/D.swift", in: "three")
    #expect(
      folders.cycle
        == "one (one/A.swift names B) -> two (two/B.swift names C) -> three (three/D.swift names A) -> one")
  }
}

/// The sources of a target by their folders.
private struct Folders {
  private var sources: [(name: String, folder: String, source: SwiftSource)] = []

  init() {}

  init(_ target: URL) throws {
    let files = try #require(FileManager.default.enumerator(at: target, includingPropertiesForKeys: nil))
    let root = target.path(percentEncoded: false).count + 1
    for case let file as URL in files where file.pathExtension == "swift" {
      let name = String(file.path(percentEncoded: false).dropFirst(root))
      add(
        try String(contentsOf: file, encoding: .utf8), name,
        in: name.lastIndex(of: "/").map { String(name[..<$0]) } ?? ".")
    }
  }

  mutating func add(_ text: String, _ name: String, in folder: String) {
    sources.append((name, folder, SwiftSource(text)))
  }

  var count: Int { Set(sources.map(\.folder)).count }

  /// A way from a folder back to it, if there is one.
  var cycle: String? {
    // The folder of each name that only one folder has.
    var homes: [String: String] = [:]
    var ambiguous: Set<String> = []
    for (_, folder, source) in sources {
      for type in source.types {
        if let home = homes[type], home != folder { ambiguous.insert(type) }
        homes[type] = folder
      }
    }
    var edges: [String: [String: String]] = [:]
    for (name, folder, source) in sources.sorted(by: { $0.name < $1.name }) {
      for word in source.names where !ambiguous.contains(word) {
        guard let home = homes[word], home != folder else { continue }
        edges[folder, default: [:]][home] = edges[folder]?[home] ?? "\(name) names \(word)"
      }
    }
    var isDone: Set<String> = []
    func search(_ folder: String, _ way: [String]) -> [String]? {
      if let start = way.firstIndex(of: folder) { return way[start...] + [folder] }
      if !isDone.insert(folder).inserted { return nil }
      for next in edges[folder, default: [:]].keys.sorted() {
        if let cycle = search(next, way + [folder]) { return cycle }
      }
      return nil
    }
    for folder in edges.keys.sorted() {
      guard let way = search(folder, []) else { continue }
      return zip(way, way.dropFirst()).map { "\($0) (\(edges[$0]![$1]!)) -> " }.joined() + way[0]
    }
    return nil
  }
}

/// The names in a Swift source, without those in comments and literals.
private struct SwiftSource {
  /// The types that it declares for other files.
  private(set) var types: [String] = []
  /// All types that it declares, nested ones too.
  private(set) var ownNames: [String] = []
  /// The other words that are not members of something, in order, each once.
  private(set) var names: [String] = []

  init(_ text: String) {
    let bytes = Array(text.utf8)
    var words: [String] = []
    var place = 0
    /// Parentheses that are open in the code of each interpolation; the first of the file itself.
    var parentheses = [0]
    var braces = 0
    var isPrivate = false
    var last = ""

    /// The end of each literal that an interpolation is in.
    var ends: [[UInt8]] = []

    /// Comes to the end of a literal, or to an interpolation in it.
    ///
    /// - Parameter end: the quotes, and the number signs of a raw literal after them.
    func skipLiteral(_ end: [UInt8]) {
      let escape = [UInt8(ascii: "\\")] + end.filter { $0 == UInt8(ascii: "#") }
      while place < bytes.count, !bytes[place...].starts(with: end) {
        guard bytes[place...].starts(with: escape) else {
          place += 1
          continue
        }
        place += escape.count + 1
        if bytes[place - 1] == UInt8(ascii: "(") {
          parentheses.append(0)
          ends.append(end)
          return
        }
      }
      place += end.count
    }

    func take(_ word: String, isMember: Bool) {
      defer { last = word }
      if ["struct", "enum", "class", "protocol", "actor", "typealias"].contains(last) {
        ownNames.append(word)
        if braces == 0, !isPrivate { types.append(word) }
        isPrivate = false
      } else if last != "import", !isMember {
        words.append(word)
      }
      if ["private", "fileprivate"].contains(word), braces == 0 { isPrivate = true }
      if ["func", "var", "let", "init", "extension", "import"].contains(word) { isPrivate = false }
    }

    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "/") where place + 1 < bytes.count && bytes[place + 1] == UInt8(ascii: "/"):
        place = bytes[place...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      case UInt8(ascii: "\""), UInt8(ascii: "#"):
        let signs = bytes[place...].prefix { $0 == UInt8(ascii: "#") }
        let quotes = bytes[signs.endIndex...].prefix { $0 == UInt8(ascii: "\"") }.count
        place = signs.endIndex
        // `#if`, and an empty literal.
        if quotes == 0 || quotes == 2 {
          place += quotes
          continue
        }
        let count = quotes >= 3 ? 3 : 1
        place += count
        skipLiteral([UInt8](repeating: UInt8(ascii: "\""), count: count) + signs)
      case UInt8(ascii: "("):
        parentheses[parentheses.count - 1] += 1
        place += 1
      case UInt8(ascii: ")"):
        place += 1
        parentheses[parentheses.count - 1] -= 1
        if parentheses[parentheses.count - 1] < 0, parentheses.count > 1 {
          parentheses.removeLast()
          skipLiteral(ends.removeLast())
        }
      case UInt8(ascii: "{"), UInt8(ascii: "}"):
        braces += bytes[place] == UInt8(ascii: "{") ? 1 : -1
        place += 1
      case let byte where byte.isOfName:
        let end = bytes[place...].firstIndex { !$0.isOfName } ?? bytes.count
        take(
          String(decoding: bytes[place..<end], as: UTF8.self),
          isMember: place > 0 && bytes[place - 1] == UInt8(ascii: "."))
        place = end
      default: place += 1
      }
    }
    let own = Set(ownNames)
    var seen: Set<String> = []
    names = words.filter { !own.contains($0) && seen.insert($0).inserted }
  }
}

extension UInt8 {
  fileprivate var isOfName: Bool {
    (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
      || self == 0x5F
  }
}
