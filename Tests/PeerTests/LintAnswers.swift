import Foundation
import TestSupport
import Testing

/// A report of `lint --format json`.
struct LintReport: Decodable {
  struct File: Decodable {
    var path: String
    var servers: [Server]
    var findings: [Finding]
  }

  struct Server: Decodable {
    var server: String
    var starts: Bool
    var reason: String?
    var users: [User]

    /// The report as an answer of a server that nobody tried to log in to.
    var answer: Answer {
      Answer(starts: starts, users: users.map { Data($0.name.utf8) }, usable: users.map(\.usable), logins: [])
    }
  }

  struct User: Decodable {
    var name: String
    var line: Int
    var usable: Bool
  }

  struct Finding: Decodable {
    var rule: String
    var severity: String
    var server: String?
    var servers: [String]
    var line: Int
    var column: Int
    var user: String?
    var message: String
    var hint: String?
    var fix: String
  }

  var files: [File]
}

/// Files under numbers in a folder of their own, linted and fixed by hundreds: a process each would take minutes.
struct LintedFolder {
  private let folder: TemporaryFolder
  private let names: [String]
  private let server: String

  init(_ contents: [Data], for server: String) throws {
    folder = try TemporaryFolder()
    names = contents.indices.map(String.init)
    self.server = server
    for (name, content) in zip(names, contents) {
      try folder.write(Array(content), to: name)
    }
  }

  /// The reports of `lint`, file by file.
  func reports() throws -> [LintReport.File] {
    let files = try run("--format", "json").flatMap { outcome in
      try JSONDecoder().decode(LintReport.self, from: Data(outcome.output)).files
    }
    try #require(files.map(\.path) == names)
    return files
  }

  /// Lints the files with these options, by hundreds.
  @discardableResult
  func run(_ options: String...) throws -> [Outcome] { try run(options) }

  /// Lints the files with these options, by hundreds.
  @discardableResult
  func run(_ options: [String]) throws -> [Outcome] {
    try stride(from: 0, to: names.count, by: 250).map { start in
      let part = names[start..<min(start + 250, names.count)]
      let outcome = try folder.program(["lint", "--kind", "credentials", "--for", server] + options + part)
        .run()
      #expect(outcome.ending == .exited(0) || outcome.ending == .exited(7), "\(outcome)")
      return outcome
    }
  }

  func contents() throws -> [Data] { try names.map { Data(try folder.bytes(of: $0)) } }
}
