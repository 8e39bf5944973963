import Foundation
public import Testing

/// The output and the ending of a command.
public struct Outcome: Sendable, CustomStringConvertible {
  public enum Ending: Equatable, Sendable {
    case exited(Int32)
    case signalled(Int32)
  }

  public let command: Command
  public let ending: Ending
  public let output: [UInt8]
  public let errors: [UInt8]

  init(of command: Command, ending: Ending, output: [UInt8], errors: [UInt8]) {
    self.command = command
    self.ending = ending
    self.output = output
    self.errors = errors
  }

  /// Copies an outcome with other output, such as one with hashes masked.
  public init(_ other: Outcome, output: [UInt8]) {
    self.init(of: other.command, ending: other.ending, output: output, errors: other.errors)
  }

  /// Standard output as text.
  public var text: String { String(decoding: output, as: UTF8.self) }

  /// Standard error as text.
  public var messages: String { String(decoding: errors, as: UTF8.self) }

  /// Records an issue unless the command ended with this status, and if a message of it holds a whole hash.
  @discardableResult
  public func expect(exits status: Int32, sourceLocation: SourceLocation = #_sourceLocation) -> Outcome {
    if ending != .exited(status) {
      record("expected exit status \(status)", sourceLocation)
    }
    if errors.contains(UInt8(ascii: "$")), messages.contains(/\$2[abxy]?\$[0-9]{2}\$[.\/A-Za-z0-9]{53}/) {
      record("a message holds a whole hash", sourceLocation)
    }
    return self
  }

  /// Records an issue unless the text is in either stream.
  @discardableResult
  public func expect(says text: String, sourceLocation: SourceLocation = #_sourceLocation) -> Outcome {
    if !messages.contains(text) && !self.text.contains(text) {
      record("expected it to say \(text)", sourceLocation)
    }
    return self
  }

  /// Records an issue if the text is in either stream.
  @discardableResult
  public func expect(neverSays text: String, sourceLocation: SourceLocation = #_sourceLocation) -> Outcome {
    if messages.contains(text) || self.text.contains(text) {
      record("did not expect \(text)", sourceLocation)
    }
    return self
  }

  private func record(_ problem: String, _ sourceLocation: SourceLocation) {
    Issue.record("\(problem)\n\(self)", sourceLocation: sourceLocation)
  }

  public var description: String {
    let words = command.words.map { String(decoding: $0, as: UTF8.self) }
    let listing = command.folder.flatMap { try? Command(["ls", "-lan", $0]).run().text }
    return """
      command: \(words)
      folder: \(command.folder ?? "that of the tests")
      \(listing ?? "")ended: \(ending)
      stdout: \(text)
      stderr: \(messages)
      """
  }
}
