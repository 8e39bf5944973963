import Foundation
import Testing

/// A page of this repository, in Markdown or mdoc, as the blocks that it shows below each heading.
///
/// In mdoc the line before a `.Bd -literal` names the block's language, in a comment: `.\" sh`.
struct Page {
  /// A block that a reader can copy.
  struct Block {
    /// The heading that the block is below.
    let heading: String
    /// `sh`, `python`, `yaml` and so on; `text` is what a command prints.
    let language: String
    let text: String
  }

  /// The page as it is in the repository.
  let source: String
  let blocks: [Block]

  private static let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardized

  /// Reads a page.
  /// - Parameter path: Its path in the repository; one that does not end in `.md` is in mdoc.
  init(_ path: String) throws {
    source = try String(contentsOf: Self.repository.appending(path: path), encoding: .utf8)
    let lines = source.components(separatedBy: "\n")
    blocks = path.hasSuffix(".md") ? Self.blocks(markdown: lines) : Self.blocks(mdoc: lines)
  }

  /// The blocks of a language below a heading, up to the next one.
  func blocks(_ language: String, below heading: String) -> [String] {
    blocks.filter { $0.heading == heading && $0.language == language }.map(\.text)
  }

  private static func blocks(markdown lines: [String]) -> [Block] {
    var blocks: [Block] = []
    var (heading, language) = ("", String?.none)
    var inside: [String] = []
    for line in lines {
      if line.hasPrefix("```") {
        if let known = language {
          blocks.append(Block(heading: heading, language: known, text: inside.joined(separator: "\n")))
          (language, inside) = (nil, [])
        } else {
          language = line.count == 3 ? "text" : String(line.dropFirst(3))
        }
      } else if language != nil {
        inside.append(line)
      } else if line.hasPrefix("#") {
        heading = String(line.drop { $0 == "#" }.dropFirst())
      }
    }
    return blocks
  }

  private static func blocks(mdoc lines: [String]) -> [Block] {
    var blocks: [Block] = []
    var (heading, comment) = ("", "")
    var inside: [String]?
    for line in lines {
      if line == ".Ed", let lines = inside {
        blocks.append(Block(heading: heading, language: comment, text: lines.joined(separator: "\n")))
        (inside, comment) = (nil, "")
      } else if inside != nil {
        inside?.append(unescaped(line))
      } else if line.hasPrefix(#".\" "#) {
        comment = String(line.dropFirst(4))
      } else if line.hasPrefix(".Bd -literal") {
        inside = []
      } else if line.hasPrefix(".Sh ") || line.hasPrefix(".Ss ") {
        heading = String(line.dropFirst(4))
      } else {
        comment = ""
      }
    }
    return blocks
  }

  /// A line of a literal display, as it is shown.
  private static func unescaped(_ line: String) -> String {
    line.replacing(#"\&"#, with: "").replacing(#"\(aq"#, with: "'").replacing(#"\(dq"#, with: "\"")
      .replacing(#"\e"#, with: #"\"#)
  }
}
