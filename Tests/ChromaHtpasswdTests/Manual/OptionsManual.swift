import Foundation

@testable import ChromaHtpasswd

/// The lists of options in chroma-htpasswd(1), each between `.\" begin options of X` and `.\" end`. The head of an item and
/// the line below it are made from the table of options; what follows them, up to the next item, is written by hand.
enum OptionsManual {
  /// The options of each list.
  private static func lists(_ page: String) -> [(title: String, options: [AnyOption])] {
    let manual = Manual(page)
    return [
      ("every command", Options.everywhere), ("commands that write", Options.writing),
      (
        "commands that change entries",
        Options.editing.filter { option in !Options.writing.contains { $0.isSame(as: option) } }
      ),
      ("PASSWORDS", Options.passwords + [Option.generate.erased]),
      ("passwords that are set", [Option.allowEmpty.erased]), ("HASHES", [Option.cost.erased]),
    ]
      + ChromaHtpasswd.Command.all.map { command in
        let shared = manual.sharedOptions(of: command.name)
        return (command.name, command.options().filter { !shared.contains(OptionsTests.spelling($0)) })
      }.filter { !$0.1.isEmpty }
  }

  /// The page with its lists made anew.
  static func made(_ page: String) -> String {
    var lines = page.components(separatedBy: "\n")
    for (title, options) in lists(page) {
      guard let begin = lines.firstIndex(of: ".\\\" begin options of \(title)"),
        let end = lines[begin...].firstIndex(of: ".\\\" end")
      else { return "\(title) has no list" }
      var prose: [String: [String]] = [:]
      var name = ""
      for line in lines[(begin + 1)..<end] {
        if line.hasPrefix(".It ") {
          // The head, and the line below it.
          (name, prose[Self.name(line)]) = (Self.name(line), [])
          continue
        }
        prose[name, default: []].append(line)
      }
      let items = options.flatMap { option in
        [head(option), sentence(option.help)] + (prose[Self.name(head(option))] ?? []).dropFirst()
      }
      lines.replaceSubrange((begin + 1)..<end, with: items)
    }
    return lines.joined(separator: "\n")
  }

  /// `.It Fl C , Fl Fl cost Ar cost`.
  private static func head(_ option: AnyOption) -> String {
    let names =
      [option.letter.map { "Fl \(Unicode.Scalar($0))" }, option.name.map { "Fl Fl \($0)" }].compactMap(\.self)
    let value =
      switch option.value {
      case .none: ""
      case .required(let word): " " + argument(word)
      case .optional(let word): " Ns Op = Ns " + argument(word)
      }
    return ".It " + names.joined(separator: " , ") + value
  }

  /// `ADDRESS:PORT` is two.
  private static func argument(_ word: String) -> String {
    let word = word.lowercased()
    guard let mark = word.first(where: { ":=".contains($0) }) else { return "Ar " + word }
    // A colon is a delimiter to mdoc, and follows without a space.
    return word.split(separator: mark).map { "Ar " + $0 }.joined(
      separator: mark == ":" ? " : Ns " : " Ns \(mark) Ns ")
  }

  /// The option of an item.
  private static func name(_ head: String) -> String {
    head.firstMatch(of: /Fl Fl ([a-z-]+)/).map { String($0.1) } ?? String(head.dropFirst(4).prefix(4))
  }

  /// The help's words as a sentence of mdoc.
  private static func sentence(_ text: String) -> String {
    let text = text.replacing("\\", with: "\\e")
    let first = text.prefix { $0 != " " }
    // A name stays as it is.
    let isName = first.hasSuffix(":") || first.hasPrefix("bcrypt")
    return (isName ? text : text.prefix(1).uppercased() + text.dropFirst()) + "."
  }
}
