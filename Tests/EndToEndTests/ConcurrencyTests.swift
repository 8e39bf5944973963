import Foundation
import TestSupport
import Testing

/// Fifty writers at once lose nothing.
@Suite struct ConcurrencyTests {
  enum Place: String, CaseIterable, Sendable {
    case file, link, mount, hardLink, missing

    /// Makes `target` from `file`.
    var preparation: String {
      switch self {
      case .file: "mv file target"
      case .link: "mkdir real; mv file real/; ln -s real/file target"
      case .mount: "touch target; mount --bind file target"
      case .hardLink: "ln file target"
      case .missing: "rm file"
      }
    }
  }

  @Test(arguments: Place.allCases)
  func `fifty adds at once, twenty times, all arrive and nobody is lost`(place: Place) throws {
    for _ in 0..<20 {
      let old = (1...20).map { "old\($0):\(Fixture.alice.dropFirst(6))" }
      let folder = try TemporaryFolder(file: old.joined(separator: "\n") + "\n")
      try folder.shell(
        """
        \(place == .mount ? mountNamespace : "") bash -ec '
          \(place.preparation)
          for number in $(seq 50); do
            chroma-htpasswd add \(place == .missing ? "--create" : "") -q -b -C4 target new$number pw$number &
            writers+=($!)
          done
          for writer in ${writers[@]}; do wait $writer; done
          cat target >result
          ls -A >names'
        """
      ).expect(exits: 0)
      let lines = try folder.text(of: "result").split(separator: "\\n").joined().split(separator: "\n")
      let users = lines.map { String($0.prefix { $0 != ":" }) }
      let expected = (place == .missing ? [] : (1...20).map { "old\($0)" }) + (1...50).map { "new\($0)" }
      #expect(users.sorted() == expected.sorted())
      #expect(lines.allSatisfy { $0.utf8.count == $0.prefix { $0 != ":" }.utf8.count + 61 })
      if place != .missing {
        #expect(lines.prefix(20).map(String.init) == old)
      }
      let left = try folder.text(of: "names").split(separator: "\n").filter {
        !["result", "names"].contains($0)
      }
      #expect(Set(left).isSubset(of: ["file", "target", "real"]), "left behind: \(left)")
      var random = SeededGenerator(stream: 7200)
      let one = Int.random(in: 1...50, using: &random)
      try folder.expect("new\(one)", hasPassword: "pw\(one)", in: "result")
    }
  }

  @Test func `a reader sees the whole old file or the whole new one`() throws {
    let folder = try TemporaryFolder(file: "\(Fixture.alice)\n\(Fixture.bob)\n")
    let writers = try (0..<50).map { number in
      try folder.program(["add", "-b", "-C4", "file", "bob", "pw\(number)"]).start()
    }
    for _ in 0..<2000 {
      let text = try folder.text(of: "file")
      #expect(text.hasPrefix("\(Fixture.alice)\nbob:$2y$04$") && text.utf8.count == 67 + 65)
    }
    for writer in writers { try writer.finish().expect(exits: 0) }
  }
}
