internal import Kernel

/// Looks for entries within what other formats have around a text or a list: a block of YAML, brackets, marks at the
/// beginning and the end. A damaged credential file hardly has both ends of one.
struct EntryFrame {
  enum Form {
    /// `auth: |` over lines that are indented more, or `users: [` ... `]`.
    case yaml
    /// `users = [` ... `]`, and the like.
    case brackets
    /// `text = """`, or Nix's `''`.
    case text
    /// `text = <<EOT` of Terraform.
    case heredoc
    /// `cat > file <<EOT`.
    case shell
    /// `NAME='first line`, which an env file may have.
    case assignment
    /// Tags of XML, a fence of Markdown.
    case markup
  }

  fileprivate struct Open {
    let form: Form
    /// The line that ends it begins so; empty for a block of YAML, which its indentation ends.
    let end: [UInt8]
    let indent: Int
    var holdsEntry = false
  }

  private var found: Form?
  private var open: Open?
  /// Lines that are neither blank nor comments.
  private var lineCount = 0
  /// Whether the first line is an entry: then all of it is a credential file's.
  private var beginsWithEntry = false

  /// The form of the first frame that holds an entry.
  ///
  /// - Parameter isWhole: whether all lines of the file were noted.
  func form(isWhole: Bool) -> Form? {
    if let found { return found }
    // The end of a long list is not seen.
    guard !isWhole, let open, open.holdsEntry else { return nil }
    return open.form
  }

  /// Notes an entry that begins its line.
  mutating func notePlainEntry() {
    lineCount += 1
    if open?.end.isEmpty == true { open = nil }
    noteEntry()
  }

  /// Notes that the line which was noted last is an entry.
  mutating func noteEntry() {
    if lineCount == 1 { beginsWithEntry = true }
    guard let open else { return }
    self.open?.holdsEntry = true
    if open.end.isEmpty { found = found ?? open.form }
  }

  /// Notes a line other than a plain entry.
  mutating func note(_ line: ArraySlice<UInt8>) {
    if found != nil || beginsWithEntry { return }
    let text = line.withoutBlanks
    guard let first = text.first else { return }
    let indent = text.startIndex - line.startIndex
    if let open {
      if open.end.isEmpty {
        if indent > open.indent { return count(first) }
        self.open = nil
      } else if text.ends(open.form, with: open.end) {
        if open.holdsEntry { found = open.form }
        self.open = nil
        return count(first)
      } else if open.holdsEntry || open.form != .brackets && open.form != .yaml && open.form != .markup {
        return count(first)
      }
    }
    count(first)
    if first != Ascii.hash, let new = text.opening(indent) { open = new }
  }

  private mutating func count(_ first: UInt8) { if first != Ascii.hash { lineCount += 1 } }
}

extension ArraySlice<UInt8> {
  /// Without blanks at both ends.
  fileprivate var withoutBlanks: ArraySlice<UInt8> {
    let text = drop { $0 == Ascii.space || $0 == 0x09 }
    let end = text.lastIndex { $0 != Ascii.space && $0 != 0x09 }.map { $0 + 1 } ?? text.startIndex
    return text[..<end]
  }

  /// Whether a line, without the blanks at its ends, ends a frame.
  fileprivate func ends(_ form: EntryFrame.Form, with end: [UInt8]) -> Bool {
    switch form {
    case .heredoc, .shell: return elementsEqual(end)
    case .markup: return starts(with: end)
    case .text: return starts(with: end) || suffix(end.count).elementsEqual(end)
    // Also after the last of a list.
    case .brackets, .yaml, .assignment:
      return starts(with: end) || self.last { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: ";") } == end[0]
    }
  }

  /// The frame that a line begins, without the blanks at its ends; nil if it begins none.
  fileprivate func opening(_ indent: Int) -> EntryFrame.Open? {
    guard count > 1, let last else { return nil }
    func frame(_ form: EntryFrame.Form, _ end: [UInt8]) -> EntryFrame.Open {
      EntryFrame.Open(form: form, end: end, indent: indent)
    }
    if beginsBlockOfYAML { return frame(.yaml, []) }
    if let quote = openQuote { return frame(.assignment, [quote]) }
    let rest = dropLast().withoutBlanks
    let form: EntryFrame.Form = rest.last == Ascii.colon ? .yaml : .brackets
    switch last {
    case UInt8(ascii: "["): return frame(form, [UInt8(ascii: "]")])
    case UInt8(ascii: "{"): return frame(form, [UInt8(ascii: "}")])
    case UInt8(ascii: "("): return frame(.brackets, [UInt8(ascii: ")")])
    default: break
    }
    // This is asked of every line.
    if last == UInt8(ascii: "\"") || last == UInt8(ascii: "'") {
      for mark in ["\"\"\"", "'''", "''"] where suffix(mark.utf8.count).elementsEqual(mark.utf8) {
        let before = dropLast(mark.utf8.count)
        guard let last = before.last, last == Ascii.space || last == Ascii.equals || last == UInt8(ascii: "(")
        else { break }
        return frame(.text, Array(mark.utf8))
      }
    }
    if first == UInt8(ascii: "`") || first == UInt8(ascii: "~") {
      for fence in ["```", "~~~"] where starts(with: fence.utf8) { return frame(.markup, Array(fence.utf8)) }
    }
    if first == UInt8(ascii: "<"), last == UInt8(ascii: ">"), let next = dropFirst().first,
      next.isAlphanumeric || next == UInt8(ascii: "?") || next == UInt8(ascii: "!")
    {
      return frame(.markup, Array("</".utf8))
    }
    guard let mark = firstIndex(of: UInt8(ascii: "<")), self[mark...].starts(with: "<<".utf8) else {
      return nil
    }
    let end = self[mark...].dropFirst(2).drop { "-~ \"'\\".utf8.contains($0) }.prefix { $0.isWordCharacter }
    if end.isEmpty { return nil }
    return frame(self[..<mark].withoutBlanks.last == Ascii.equals ? .heredoc : .shell, Array(end))
  }

  /// The quote that begins the value of `NAME=`, if it does not end there.
  private var openQuote: UInt8? {
    var text = self
    if starts(with: "export ".utf8) { text = dropFirst("export ".utf8.count) }
    let name = text.prefix { $0.isWordCharacter }
    let value = text.dropFirst(name.count)
    guard !name.isEmpty, value.first == Ascii.equals, let quote = value.dropFirst().first,
      quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""), !value.dropFirst(2).contains(quote)
    else { return nil }
    return quote
  }

  /// `key: |`, `- >-` and the like (YAML 1.1, section 9.1).
  private var beginsBlockOfYAML: Bool {
    guard let blank = lastIndex(of: Ascii.space) else { return false }
    let mark = self[(blank + 1)...]
    guard let first = mark.first, first == UInt8(ascii: "|") || first == UInt8(ascii: ">"), mark.count < 4,
      mark.dropFirst().allSatisfy({ $0.isDigit || $0 == Ascii.hyphen || $0 == UInt8(ascii: "+") })
    else { return false }
    let key = self[..<blank].withoutBlanks
    return key.elementsEqual("-".utf8)
      || key.last == Ascii.colon && key.count > 1
        && key.dropLast().allSatisfy { $0.isWordCharacter || "-./\"' ".utf8.contains($0) }
  }
}
