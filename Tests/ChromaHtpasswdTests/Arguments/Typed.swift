import Foundation
import Htpasswd
import Testing

@testable import ChromaHtpasswd

extension ArgumentVector {
  /// The program's name and these words, in memory that is never freed, as a process has them.
  static func typed(_ words: [String]) -> ArgumentVector {
    typed(bytes: words.map { Array($0.utf8) })
  }

  static func typed(bytes words: [[UInt8]]) -> ArgumentVector {
    let all = [Array("chroma-htpasswd".utf8)] + words
    // One more than the words: an argument vector ends in null. Each word gets a NUL after it.
    let pointers = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: all.count + 1)
    for (index, word) in all.enumerated() {
      let text = UnsafeMutablePointer<CChar>.allocate(capacity: word.count + 1)
      for (place, byte) in (word + [0]).enumerated() {
        unsafe text.advanced(by: place).initialize(to: CChar(bitPattern: byte))
      }
      unsafe pointers.advanced(by: index).initialize(to: text)
    }
    unsafe pointers.advanced(by: all.count).initialize(to: nil)
    return unsafe ArgumentVector(pointers, count: all.count)
  }
}

extension Invocation {
  /// Reads a command line as it is typed, without the program's name.
  convenience init(typed words: String...) throws(Failure) {
    guard let command = ChromaHtpasswd.Command.named(Array(words[0].utf8)) else {
      throw Failure(.usage, "no such command")
    }
    try self.init(command, .typed(words), from: 2)
  }

  /// The operands as text.
  var texts: [String] { operands(from: 0).map { String(decoding: $0, as: UTF8.self) } }

  /// The password of `-b`, taken.
  var password: String? {
    guard let secret = takePassword() else { return nil }
    return secret.withBytes { (bytes: borrowing Span<UInt8>) -> String in
      String(decoding: bytes.array, as: UTF8.self)
    }
  }
}

/// Why a command line is refused.
func failure(
  sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Invocation
) -> Failure? {
  let failure = #expect(throws: Failure.self, sourceLocation: sourceLocation) { _ = try body() }
  #expect(failure?.status == .usage, sourceLocation: sourceLocation)
  return failure
}
