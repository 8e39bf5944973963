import Foundation
import TestSupport
import Testing

@testable import ChromaHtpasswd

/// The names of the messages that `explain` finds in what a program printed.
func knownMessages(in text: String) -> [String] {
  var search = MessageSearch()
  search.read(Array(text.utf8)[...])
  search.finish()
  return search.findings.map(\.message.name)
}

/// Records an issue unless `explain` knows what a program printed.
func expectKnown(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
  if knownMessages(in: text).isEmpty {
    Issue.record("explain does not know this: \(text)", sourceLocation: sourceLocation)
  }
}

/// Records an issue for each error in the log of a server that `explain` does not know.
///
/// Once for each form; what is longer than a line of a log is what somebody sent.
func expectErrorsKnown(in log: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) {
  let marks = [
    "[error]", "[crit]", "[alert]", "[emerg]", ":error]", ":crit]", ":emerg]", "[ALERT]", " ERR ",
    "[critical]",
    "\"level\":\"error\"", "level=error",
  ]
  // They say that there was an error before, or that the test's folder went away before the server.
  let summaries = [
    "rror(s) found in configuration", "Fatal errors found in configuration", "nginx.pid\" failed",
  ]
  var forms: Set<String> = []
  for line in log.split(separator: UInt8(ascii: "\n")) where line.count < 600 {
    let text = String(decoding: line, as: UTF8.self)
    guard marks.contains(where: text.contains), !summaries.contains(where: text.contains) else { continue }
    guard forms.count < 500, forms.insert(text.filter { !$0.isNumber }).inserted else { continue }
    expectKnown(text, sourceLocation: sourceLocation)
  }
}
