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
