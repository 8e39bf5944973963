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

      Indent with spaces. There are no wildcards: list each action.
      """,
    bad: .roles("users:\n\t- {id: alice, role: reader}\nroles_mapping: {reader: {actions: [a]}}\n"),
    good: .roles(),
    check: .roles { view in
      guard let failure = view.file.failure, failure.cause == .notYAML, !view.isWide else { return [] }
      let text = view.text(ofLine: failure.line)
      let (what, remedy) =
        switch failure.exception {
        case "UnicodeDecodeError": ("the file is not UTF-8", "save it as UTF-8")
        case "ScannerError" where text.contains(0x09):
          ("a tab where only spaces may be", "indent with spaces")
        case _ where text.contains(UInt8(ascii: "*")):
          ("a bare * is an alias and not a text", "there are no wildcards; list each action")
        case "ComposerError":
          ("a second document, or an alias or anchor that is wrong", "keep one document without aliases")
        case "ConstructorError":
          ("a tag or a key that Python does not load", "write plain texts, lists and mappings")
        case "RecursionError": ("too many levels of nesting", "write plain texts, lists and mappings")
        default: ("the line is not YAML that Python reads", "compare it with: chroma-htpasswd config authz")
        }
      return [
        Report(
          nil, .error, "\(what); Chroma will not start: \(failure.exception)", remedy: .manual(remedy),
          line: failure.line)
      ]
    }
  )
}

extension RolesView {
  /// The bytes of a line; lines end at LF, CR LF and CR.
  // Swift 6.3.1 crashes if it inlines this.
  @inline(never) fileprivate func text(ofLine number: Int) -> [UInt8] {
    var found: [UInt8] = []
    // Reading memory makes no system call, so that nothing can fail.
    try? ByteSource.memory(bytes).forEachLine(.universal) { (text, line) in
      if line.number == number { found = text.array }
      return line.number < number
    }
    return found
  }
}
