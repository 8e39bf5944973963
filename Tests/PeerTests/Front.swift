import Foundation
import TestSupport

/// A server that reads credential files when it starts, or whose configuration is made from them, named as `--for` names it.
enum Front: String, CaseIterable, Sendable {
  case traefik, envoy, caddy, haproxy

  /// How many files one start of it reads.
  var batchCount: Int { self == .caddy ? 1 : 250 }
}

/// The answer of a front to a file.
struct FrontAnswer: Equatable {
  /// Whether it took the file.
  var starts: Bool
  /// Whether it let each login in.
  var logins: [Bool]

  static func refusal(_ question: WebServerQuestion) -> FrontAnswer {
    FrontAnswer(starts: false, logins: question.logins.map { _ in false })
  }
}

/// A line of a credential file as somebody copies it into a configuration: stripped, up to the first colon.
struct CopiedEntry {
  var user: [UInt8]
  /// nil without colon.
  var hash: [UInt8]?

  static func all(of content: [UInt8]) -> [CopiedEntry] {
    content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).compactMap { line in
      let space = [0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20] as [UInt8]
      let start = line.drop { space.contains($0) }
      guard let first = start.first, first != UInt8(ascii: "#"),
        let end = start.lastIndex(where: { !space.contains($0) })
      else { return nil }
      let text = start[...end]
      guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else {
        return CopiedEntry(user: Array(text), hash: nil)
      }
      return CopiedEntry(user: Array(text[..<colon]), hash: Array(text[(colon + 1)...]))
    }
  }

  /// Whether the entry can be written into a Caddyfile.
  var isForCaddyfile: Bool {
    let text = user + (hash ?? [])
    return text.isText && !text.contains(UInt8(ascii: "{")) && !text.contains(UInt8(ascii: "}"))
      && !([user, hash ?? []].contains { $0.contains(UInt8(ascii: "`")) && $0.contains(UInt8(ascii: "\\")) })
      && String(validating: user, as: UTF8.self) != nil
      && String(validating: hash ?? [], as: UTF8.self) != nil
  }

  /// A line of `basic_auth`.
  var ofCaddyfile: [UInt8] {
    Self.caddyWord(user) + (hash.map { Array(" ".utf8) + Self.caddyWord($0) } ?? [])
  }

  private static func caddyWord(_ word: [UInt8]) -> [UInt8] {
    let hasBacktick = word.contains(UInt8(ascii: "`"))
    let quote = hasBacktick ? UInt8(ascii: "\"") : UInt8(ascii: "`")
    let text = [quote] + word.flatMap { $0 == UInt8(ascii: "\"") && hasBacktick ? Array("\\\"".utf8) : [$0] }
    return text + [quote]
  }

  /// Whether the entry can be written into HAProxy's configuration.
  var isForUserlist: Bool { (user + (hash ?? [])).isText }

  /// A line of a `userlist`.
  var ofUserlist: [UInt8] {
    Array("user ".utf8) + Self.haproxyWord(user)
      + (hash.map { Array(" password ".utf8) + Self.haproxyWord($0) } ?? [])
  }

  private static func haproxyWord(_ word: [UInt8]) -> [UInt8] {
    let quote = UInt8(ascii: "'")
    return [quote] + word.flatMap { $0 == quote ? Array("'\\''".utf8) : [$0] } + [quote]
  }
}

extension [UInt8] {
  fileprivate var isText: Bool { allSatisfy { $0 >= 0x20 && $0 != 0x7F } }
}
