internal import Htpasswd
internal import Linting

/// Findings as JUnit's XML, which most CI services show: a suite for each file and a test for each finding, which fails where
/// the exit status would be 7.
enum LintJUnit {
  static func text(_ files: [LintedFile], _ fails: (Finding) -> Bool) -> String {
    var suites = ""
    var (allCount, allFailed) = (0, 0)
    for file in files {
      let remedies = RemedyText(file.path, file.servers)
      let path = escaped(file.path.description)
      var (tests, failed) = ("", 0)
      for finding in file.result.findings {
        let word = finding.severity.word
        let place = "line \(finding.line), column \(finding.column)"
        let message = escaped(finding.message)
        let body =
          "\(path):\(finding.line):\(finding.column): \(word): \(message)"
          + (finding.remedy.map { "\n" + escaped(remedies.hint($0)) } ?? "")
        tests += "<testcase classname=\"\(path)\" name=\"\(finding.rule), \(place)\">\n"
        if fails(finding) {
          failed += 1
          tests += "<failure type=\"\(word)\" message=\"\(message)\">\(body)</failure>\n"
        } else {
          tests += "<system-out>\(body)</system-out>\n"
        }
        tests += "</testcase>\n"
      }
      // A suite without tests is one that was not run.
      if tests.isEmpty { tests = "<testcase classname=\"\(path)\" name=\"lint\"/>\n" }
      let count = max(1, file.result.findings.count)
      suites += "<testsuite name=\"\(path)\" \(counts(count, failed))>\n\(tests)</testsuite>\n"
      allCount += count
      allFailed += failed
    }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      + "<testsuites name=\"chroma-htpasswd lint\" \(counts(allCount, allFailed))>\n\(suites)</testsuites>\n"
  }

  private static func counts(_ tests: Int, _ failures: Int) -> String {
    "tests=\"\(tests)\" failures=\"\(failures)\" errors=\"0\""
  }

  /// Escapes a text, and replaces what XML 1.0 cannot hold (section 2.2).
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\0"..<" ", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
