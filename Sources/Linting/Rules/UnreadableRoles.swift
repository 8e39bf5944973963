internal import Credentials
internal import Deployments
internal import Hashing
internal import Kernel
internal import YAML

extension Rule {
  static let unreadableRoles = Rule(
    name: "unreadable-roles",
    summary: "a roles file that Python cannot read",
    page: """
      Chroma reads a roles file with PyYAML's safe_load, as UTF-8, and stops with ScannerError, ParserError, ComposerError, \
      ConstructorError or UnicodeDecodeError if that fails: at a tab as indentation, a bare *, a second document after \
      ---, an anchor that is not defined or defined twice, a Python tag such as !!python/object, Latin-1.

      YAML that only some readers take, such as complex keys, is not read here: it is not known whether Chroma starts, \
      and lint fails until that is known.

      Indent with spaces. There are no wildcards: list each action.
      """,
    bad: .roles("users:\n\t- {id: alice, role: reader}\nroles_mapping: {reader: {actions: [a]}}\n"),
    good: .roles(),
    check: .roles { view in
      if let line = view.file.unknownLine, !view.isWide {
        return [
          Report(
            nil, .error,
            "YAML that is not understood here; cannot tell whether Chroma starts",
            remedy: .manual("write it in plain YAML, with a space after each colon and no tags"), line: line)
        ]
      }
      guard let failure = view.file.failure, failure.cause == .notYAML, !view.isWide else { return [] }
      let text = view.text(ofLine: failure.line)
      if failure.exception == "ScannerError" && !text.contains(0x09) || failure.exception == "ParserError",
        let slip = view.slip(before: failure.line)
      {
        return [
          Report(
            nil, .error, "\(slip.what); Chroma will not start: \(failure.exception)",
            remedy: .manual(slip.remedy), line: slip.line)
        ]
      }
      let (what, remedy) =
        switch failure.exception {
        case "ReaderError": ("a control character, which YAML forbids", "remove it")
        case "UnicodeDecodeError": ("the file is not UTF-8", "save it as UTF-8")
        case "ScannerError" where text.contains(0x09):
          ("a tab where only spaces may be", "indent with spaces")
        case _ where text.contains(UInt8(ascii: "*")):
          (
            "a bare * is an alias, not a text",
            RolesSlip.isValue(text)
              ? "put it in quotes, or name what is meant" : "there are no wildcards; list each action"
          )
        case "ComposerError":
          ("two documents, or a wrong alias or anchor", "keep one document without aliases")
        case "ConstructorError":
          ("a tag or a key that Python does not load", "write plain texts, lists and mappings")
        case "RecursionError": ("too many levels of nesting", "write plain texts, lists and mappings")
        case "ParserError":
          ("the line is not YAML that Python reads", "look for a slip in the indentation, or in brackets")
        default: ("the line is not YAML that Python reads", RolesView.toPrintOne)
        }
      return [
        Report(
          nil, .error, "\(what); Chroma will not start: \(failure.exception)", remedy: .manual(remedy),
          line: failure.line)
      ]
    }
  )
}

/// A slip by which a line is not a YAML, if it can be seen.
private struct RolesSlip {
  let what: String
  let remedy: String

  /// Without `tenant`, which actions begin with.
  private static let keys = ["id", "role", "users", "roles_mapping", "actions"]

  /// - Parameters:
  ///   - line: without its end.
  ///   - isPlace: whether the reader stopped there, and not further down.
  init?(_ line: [UInt8], isPlace: Bool) {
    let text = Self.dropSpaces(line[...])
    let item = text.first == Ascii.hyphen ? text.dropFirst() : text
    let content = Self.dropSpaces(item)
    let key = Self.keys.first { content.starts(with: $0.utf8) }
    let rest = content.dropFirst(key?.utf8.count ?? 0)
    let value = rest.first == Ascii.colon ? Self.dropSpaces(rest.dropFirst()) : content
    if text.starts(with: [0xC2, 0xA0]) || value.starts(with: [0xC2, 0xA0]) {
      (what, remedy) = ("a no-break space where a space belongs", "write a space in place of it")
    } else if text.starts(with: "```".utf8) {
      (what, remedy) = ("a code fence of Markdown", "remove the line")
    } else if let key, rest.first == Ascii.colon, text.count == item.count + 1, item.count == content.count {
      (what, remedy) = ("no space after the dash", "write - \(key):")
    } else if let key, rest.first == Ascii.colon, rest.dropFirst().first.map({ $0 > Ascii.space }) ?? false {
      (what, remedy) = ("no space after \(key):", "write a space after the colon")
    } else if let key, Self.dropSpaces(rest).first == Ascii.equals {
      (what, remedy) = ("an = after \(key), where YAML has a colon", "write \(key): and its value")
    } else if !isPlace {
      return nil
    } else if let first = value.first, Array("@`%".utf8).contains(first) {
      (what, remedy) = (
        "a text that begins with \(String(UnicodeScalar(first))) needs quotes", "put it in quotes"
      )
    } else if value.contains(Ascii.backslash), value.first == Self.quote {
      (what, remedy) = ("a backslash in double quotes begins an escape", "use single quotes")
    } else if key != nil, Array(value).contains(words: ": "), value.first != Self.quote,
      value.first != UInt8(ascii: "{")
    {
      (what, remedy) = ("text with a colon and a space needs quotes", "put it in quotes")
    } else {
      return nil
    }
  }

  private static let quote = UInt8(ascii: "\"")

  /// Whether a quote is opened on the line, and not closed on it.
  static func isOpen(_ line: [UInt8]) -> Bool {
    if line.contains(Ascii.backslash) || dropSpaces(line[...]).first == Ascii.hash { return false }
    if line.count(where: { $0 == quote }) % 2 == 1 { return true }
    let apostrophe = UInt8(ascii: "'")
    let text = line.drop { $0 != apostrophe }
    let before = line[..<text.startIndex].last
    return [Ascii.space, UInt8(ascii: "["), UInt8(ascii: ",")].contains(before)
      && text.count(where: { $0 == apostrophe }) % 2 == 1
  }

  /// Whether the line is a key of a user with its value.
  static func isValue(_ line: [UInt8]) -> Bool {
    var text = dropSpaces(line[...])
    if text.first == Ascii.hyphen { text = dropSpaces(text.dropFirst()) }
    return ["id:", "role:", "tenant: "].contains { text.starts(with: $0.utf8) }
  }

  private static func dropSpaces(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    text.drop { $0 == Ascii.space }
  }
}

extension RolesView {
  /// The bytes of a line; lines end at LF, CR LF and CR.
  // Swift 6.3.1 crashes if it inlines this.
  @inline(never) fileprivate func text(ofLine number: Int) -> [UInt8] {
    lines(number...number).first?.text ?? []
  }

  private func lines(_ numbers: ClosedRange<Int>) -> [(number: Int, text: [UInt8])] {
    var found: [(number: Int, text: [UInt8])] = []
    // Reading memory makes no system call, so that nothing can fail.
    try? ByteSource.memory(bytes).forEachLine(.universal) { (text, line) in
      if numbers.contains(line.number) { found.append((line.number, text.array)) }
      return line.number < numbers.upperBound
    }
    return found
  }

  /// A slip on the line at which the reader stopped, or on one of those above it that it may come from: a key without a
  /// space after its colon is the start of a text, which ends at the next key. A quote may be open from anywhere.
  @inline(never) fileprivate func slip(before number: Int) -> (line: Int, what: String, remedy: String)? {
    let all = lines(1...number)
    for (line, text) in all.suffix(3).reversed() {
      if let slip = RolesSlip(text, isPlace: line == number) { return (line, slip.what, slip.remedy) }
    }
    let open = all.filter { RolesSlip.isOpen($0.text) }
    return open.count % 2 == 1 ? (open[0].number, "a quote is not closed", "close it on the line") : nil
  }
}
