internal import Htpasswd
internal import Linting

/// Findings as SARIF 2.1.0 (OASIS), for code scanning.
enum LintSARIF {
  static func text(_ files: [LintedFile]) -> String {
    let ranks = Dictionary(uniqueKeysWithValues: Rule.all.enumerated().map { ($0.element.name, $0.offset) })
    return JSON.object([
      (
        "$schema",
        .string("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json")
      ),
      ("version", .string("2.1.0")),
      (
        "runs",
        .array([
          .object([
            ("tool", .object([("driver", driver)])),
            ("columnKind", .string("unicodeCodePoints")),
            (
              "results",
              .array(
                files.flatMap { file in
                  let remedies = RemedyText(file.path, file.servers)
                  return file.result.findings.map { result($0, file, remedies, ranks) }
                })
            ),
          ])
        ])
      ),
    ]).line
  }

  private static var driver: JSON {
    .object([
      ("name", .string("chroma-htpasswd")), ("version", .string(Version.number)),
      (
        "rules",
        .array(
          Rule.all.map { rule in
            .object([
              ("id", .string(rule.name)),
              ("shortDescription", message(rule.summary)),
              ("fullDescription", message(rule.page)),
            ])
          })
      ),
    ])
  }

  private static func result(
    _ finding: Finding, _ file: LintedFile, _ remedies: RemedyText, _ ranks: [String: Int]
  ) -> JSON {
    let hint = finding.remedy.map { "; \(remedies.hint($0))" } ?? ""
    return .object([
      ("ruleId", .string(finding.rule)),
      ("ruleIndex", .number(ranks[finding.rule] ?? 0)),
      ("level", .string(finding.severity.word)),
      ("message", message(finding.message + hint)),
      (
        "locations",
        .array([
          .object([
            (
              "physicalLocation",
              .object([
                ("artifactLocation", .object([("uri", .string(uri(file.path)))])),
                (
                  "region",
                  .object([("startLine", .number(finding.line)), ("startColumn", .number(finding.column))])
                ),
              ])
            )
          ])
        ])
      ),
      ("properties", .object([("server", finding.servers.first.map { .string($0) } ?? .null)])),
    ])
  }

  /// In a message braces are placeholders unless they are doubled (section 3.11.5), and `](` makes a link of what a
  /// name may hold (section 3.11.6).
  private static func message(_ text: String) -> JSON {
    var result = ""
    var last: Character?
    for character in text {
      switch character {
      case "{": result += "{{"
      case "}": result += "}}"
      case "(" where last == "]": result += " ("
      default: result.append(character)
      }
      last = character
    }
    return .object([("text", .string(result))])
  }

  /// A relative reference, or a file URI of an absolute path; what RFC 3986 does not allow in a path segment is
  /// percent-encoded.
  private static func uri(_ path: FilePath) -> String {
    var text = path.bytes.first == UInt8(ascii: "/") ? "file://" : ""
    for byte in path.bytes {
      let scalar = Unicode.Scalar(byte)
      let isBare =
        byte < 0x80
        && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
          || "-._~/".unicodeScalars.contains(scalar))
      if isBare {
        text.unicodeScalars.append(scalar)
      } else {
        text += "%" + byte.hexadecimal.uppercased()
      }
    }
    return text
  }
}
