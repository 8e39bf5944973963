internal import Kernel

/// A file for a POSIX shell: what it exports, and the commands that it runs. Of the language as much as such files use:
/// words, `export`, `set -a`, other files. A value that depends on more is not known.
final class ShellEnvironmentFile {
  /// A command that is not of the shell itself.
  struct Command {
    let words: [ShellWords.Word]
    /// The variables that are set for it alone.
    let own: Variables
    /// The variables that the file has exported before it.
    let exported: Variables
    let path: FilePath
    /// The text that contains the words.
    let text: [UInt8]
    /// Whether names of files are those of the script's folder.
    let isInFolder: Bool
    /// Whether it runs in any case.
    let isCertain: Bool
    /// Changes each time that a command may be found in another folder.
    let search: Int
    /// Whether it is a function of the script.
    let isFunction: Bool
    /// The files that commands before it may have changed.
    let changed: ChangedFiles
  }

  private var path: FilePath
  private var words: ShellWords
  private let environment: ([UInt8]) -> [UInt8]?
  private var variables = Variables()
  private var exported: Set<[UInt8]> = []
  private var exportsAll = false
  /// Whether what follows may not run, or run otherwise.
  private var isConditional = false
  /// How many conditions, loops and the like it is in.
  private var nesting = 0
  /// How many parentheses are open, and whether patterns of `case` have some of their own.
  private var openCount = 0
  private var hasPatterns = false
  /// Whether something ends that was not begun.
  private var isBroken = false
  /// How many times PATH may have changed.
  private var search = 0
  private var isAfterBar = false
  /// Functions of the file.
  private var functions: Set<String> = []

  /// The context of a script: the value of a name, and the receiver of its commands.
  private let context: DeploymentContext?
  private let run: (Command) -> Void
  private var isInFolder = true
  private var changed = ChangedFiles()
  /// Where words are none of a command: within `[[ ]]`, `(( ))` and `NAME=( )`.
  private enum Surroundings { case none, test, list }
  private var surroundings = Surroundings.none
  /// Whether a pattern of `case` comes next.
  private var awaitsPattern = false
  /// Files within files.
  private var depth = 0
  private var fileCount = 0

  /// Words before a command that may not run.
  private static let prefixes: Set<String> = [
    "if", "then", "else", "elif", "while", "until", "do", "{", "!", "time",
  ]
  /// Commands after which nothing is certain.
  private static let conditions: Set<String> = [
    "fi", "for", "done", "case", "esac", "}", "function", "exit", "return", "unset", "exec", "eval", ".",
    "source", "alias", "trap",
  ]
  /// Commands that give the names in their words other values, or none (bash(1), SHELL BUILTIN COMMANDS).
  private static let changing: Set<String> = [
    "unset", "read", "mapfile", "readarray", "getopts", "let",
  ]
  /// Commands that make variables, with options.
  private static let declaring: Set<String> = ["export", "declare", "typeset", "readonly", "local"]
  /// Commands after which a name may be that of another program.
  private static let searching: Set<String> = [
    "alias", "workon", "deactivate", "module", "pyenv", "asdf", "hash", "eval",
  ]
  /// Commands after which variables that are set before them, on their line, keep their values in some shells.
  private static let keeping: Set<String> = [
    ".", "source", ":", "eval", "exec", "set", "unset", "trap", "times", "shift", "return", "exit", "break",
    "continue",
  ]
  private static let moving: Set<String> = ["cd", "chdir", "pushd", "popd"]
  private static let maximumDepth = 4
  private static let maximumFileCount = 16

  /// The variables that a file exports.
  static func variables(
    _ bytes: [UInt8], _ path: FilePath, _ environment: ([UInt8]) -> [UInt8]?
  ) -> Variables {
    withoutActuallyEscaping(environment) { environment in
      let file = ShellEnvironmentFile(bytes, path, environment, context: nil) { _ in }
      file.read()
      return file.variables
    }
  }

  /// Runs through a script.
  ///
  /// - Parameters:
  ///   - outer: what it has of variables from whoever starts it, besides the environment.
  ///   - isInFolder: whether it runs in the folder that the context says.
  ///   - changed: the files that commands before it may have changed.
  ///   - command: called with each command that is not of the shell itself, in order.
  /// - Returns: what it exports at its end, and whether all that it begins has an end.
  static func variables(
    ofScript bytes: [UInt8], in context: DeploymentContext, outer: Variables = Variables(),
    isInFolder: Bool = true, changed: inout ChangedFiles, command: (Command) -> Void
  ) -> (Variables, isWhole: Bool) {
    withoutActuallyEscaping(command) { command in
      let file = ShellEnvironmentFile(bytes, context.path, context.environment, context: context, command)
      (file.isInFolder, file.changed) = (isInFolder, changed)
      file.words.file = { [unowned file] name in
        let path = context.beside(String(decoding: name, as: UTF8.self))
        guard file.isInFolder || name.first == Ascii.slash, !file.changed.mayInclude(path) else {
          return .elsewhere("the script changes it")
        }
        return context.file(path)
      }
      file.take(outer)
      file.read()
      changed = file.changed
      let isClosed = file.nesting == 0 && (file.openCount == 0 || file.hasPatterns)
      return (file.variables, isWhole: isClosed && !file.isBroken)
    }
  }

  private init(
    _ bytes: [UInt8], _ path: FilePath, _ environment: @escaping ([UInt8]) -> [UInt8]?,
    context: DeploymentContext?, _ run: @escaping (Command) -> Void
  ) {
    words = ShellWords(bytes, environment: environment)
    (self.path, self.environment, self.context, self.run) = (path, environment, context, run)
  }

  /// Takes over what is exported to the script.
  private func take(_ outer: Variables) {
    for variable in outer.all {
      exported.insert(variable.writtenName)
      switch variable.value {
      case .known(let bytes): words.known[variable.writtenName] = .some(bytes)
      case .unset: words.known[variable.writtenName] = nil
      case .unknown: words.known[variable.writtenName] = .some(nil)
      }
    }
    if outer.unread != nil { words.forgetOthers() }
  }

  private func read() {
    while !words.isAtEnd, !variables.isCut {
      let start = words.line
      var command: [ShellWords.Word] = []
      while let word = words.word() {
        // Nothing that is read here has more.
        if command.count < 1000 { command.append(word) } else { isConditional = true }
      }
      // A redirected line may be a loop of commands.
      if words.isRedirected || words.endsInOwnProcess { isConditional = true }
      noteFunction(command)
      noteWrites()
      run(command, Variables.Place(path: path, line: start))
      if context != nil, isCommand(command) {
        changed.note(command.map { $0.changing(words.text) }, functions: functions)
      }
      isAfterBar = false
      if let byte = words.endCommand(), "|&()".utf8.contains(byte) {
        isConditional = true
        isAfterBar = byte == UInt8(ascii: "|")
        if byte == UInt8(ascii: "(") { openCount += 1 } else if byte == UInt8(ascii: ")") { openCount -= 1 }
        if openCount < 0, !hasPatterns { isBroken = true }
      }
    }
  }

  private func run(_ words: [ShellWords.Word], _ place: Variables.Place) {
    // A command of its own follows such a word.
    let words = words.drop { word in
      let name = String(decoding: word.bytes, as: UTF8.self)
      if ["if", "while", "until", "{"].contains(name) { nesting += 1 }
      return Self.prefixes.contains(name)
    }
    if words.startIndex > 0 { isConditional = true }
    perform(words, with: [], place)
  }

  /// - Parameter assignments: those that are set for this command alone.
  private func perform(
    _ words: ArraySlice<ShellWords.Word>, with assignments: ArraySlice<ShellWords.Word>,
    _ place: Variables.Place
  ) {
    guard let first = words.first else { return }
    let command = String(decoding: first.bytes, as: UTF8.self)
    if ["builtin", "command"].contains(command), words.count > 1 {
      return perform(words.dropFirst(), with: assignments, place)
    }
    if ["for", "case", "select"].contains(command) { nesting += 1 }
    if ["fi", "done", "esac", "}"].contains(command) { nesting -= 1 }
    if nesting < 0 { isBroken = true }
    if command == "case" { hasPatterns = true }
    noteChanges(command, words, place)
    if first.assignment != nil {
      // Before a command they are for it alone.
      guard words.allSatisfy({ $0.assignment != nil }) else {
        let others = words.drop { $0.assignment != nil }
        let assignments = words[..<others.startIndex]
        let other = others.first.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
        if Self.keeping.contains(other) || Self.declaring.contains(other) {
          for word in assignments { forget(word.bytes, self.place(word)) }
        }
        return perform(others, with: assignments, place)
      }
      for word in words { assign(word, isExport: false) }
      // `ID=$(docker run ...)`
      if context != nil, words.contains(where: \.doubt) { call(Array(words), with: []) }
    } else if Self.declaring.contains(command) {
      let options = words.dropFirst().filter { $0.bytes.first == Ascii.hyphen }.flatMap {
        $0.bytes.dropFirst()
      }
      let isExport = command == "export" || options.contains(UInt8(ascii: "x"))
      // References, lists, numbers.
      let isOther = options.contains { !"xrgp-".utf8.contains($0) } || Self.takesExport(command, words)
      if options.contains(UInt8(ascii: "n")), command != "export" {
        // Whoever changes one name changes another.
        isConditional = true
        forgetAll(place)
      }
      for word in words.dropFirst() where word.bytes.first != Ascii.hyphen {
        var word = word
        word.equals = word.bytes.firstIndex(of: Ascii.equals)
        if isNameComputed(word) {
          // `export $(grep -v '^#' .env)` and `declare "$NAME=$VALUE"` set any name.
          forgetAll(self.place(word))
        } else if isOther {
          forget(word.bytes, self.place(word))
        } else if word.assignment != nil {
          assign(word, isExport: isExport)
        } else if isExport {
          export(word.bytes, self.place(word))
        }
      }
      callSubstitutions(words)
    } else if command == "set" {
      let options = words.dropFirst().map { String(decoding: $0.bytes, as: UTF8.self) }
      if options.contains("allexport")
        || options.contains(where: { $0.hasPrefix("-") && $0.contains("a" as Character) })
      {
        exportsAll = options.first?.hasPrefix("-") ?? false
      } else if options.contains(where: { $0.hasPrefix("+") && $0.contains("a") }) {
        exportsAll = false
      }
    } else if command == ":" || command == "true" || command == "echo" || command == "printf" {
      callSubstitutions(words)
    } else if command == "." || command == "source", words.count > 1, enter(words[words.startIndex + 1]) {
      return
    } else if Self.moving.contains(command), context != nil {
      changeFolder(command, words.dropFirst())
    } else {
      if Self.conditions.contains(command) { isConditional = true }
      if command == "." || command == "source" {
        search += 1
        forgetAll(place)
        noteUnread(words.dropFirst().first)
      } else if command == "eval" {
        noteUnread(nil)
      }
      if context == nil {
        variables.addOdd(
          !assignments.isEmpty
            ? .notUnderstood : words.count == 1 ? .ofNameAlone(first.bytes) : .ofFirstName(first.bytes),
          place)
      } else {
        call(Array(words), with: assignments)
      }
    }
  }

  private func place(_ word: ShellWords.Word) -> Variables.Place {
    Variables.Place(path: path, line: word.line, column: word.column)
  }

  private func call(
    _ words: [ShellWords.Word], with assignments: ArraySlice<ShellWords.Word>, isWordAlone: Bool = false
  ) {
    guard !words.isEmpty else { return }
    var own = Variables()
    for word in assignments {
      guard let (name, value) = word.assignment else { continue }
      own.add(name, word.doubt ? .unknown(.computed) : .known(value), place(word), word.spelling)
    }
    run(
      Command(
        words: words, own: own, exported: variables, path: path, text: self.words.text,
        isInFolder: isInFolder, isCertain: nesting <= 0 && !isAfterBar, search: search,
        isFunction: isWordAlone
          || words.first.map { functions.contains(String(decoding: $0.bytes, as: UTF8.self)) } ?? false,
        changed: changed))
  }

  /// Passes on words with commands in them: what those start is not read.
  private func callSubstitutions(_ words: ArraySlice<ShellWords.Word>) {
    guard context != nil else { return }
    for word in words where word.doubt {
      guard self.words.substitutions.contains(where: { word.range.contains($0.lowerBound) }) else { continue }
      call([word], with: [], isWordAlone: true)
    }
  }

  /// Whether it is not known which name a word of `export` has.
  private func isNameComputed(_ word: ShellWords.Word) -> Bool {
    guard word.doubt else { return false }
    let name = words.text[word.range].prefix { $0 != Ascii.equals }
    return name.contains { "$`<{*?[".utf8.contains($0) }
  }

  // MARK: Files

  /// Notes the files that the command which is read writes to before it runs, and those that commands in its words change.
  private func noteWrites() {
    guard context != nil else { return }
    for target in words.targets {
      changed.note(target: target.changing(words.text))
    }
    for range in words.substitutions { changed.note(text: Array(words.text[range])) }
    if words.targets.count + words.substitutions.count >= 1000 { changed.noteAny() }
  }

  /// Whether the words that were read just now are those of a command, and not of a test, a sum, a list or a pattern.
  private func isCommand(_ command: [ShellWords.Word]) -> Bool {
    let end = words.current
    if awaitsPattern {
      if command.isEmpty { return false }
      awaitsPattern = end == UInt8(ascii: "|") && !command[0].bytes.elementsEqual("esac".utf8)
      return false
    }
    switch surroundings {
    case .test:
      if command.contains(where: { $0.bytes.elementsEqual("]]".utf8) }) { surroundings = .none }
      return false
    case .list:
      if end == UInt8(ascii: ")") { surroundings = .none }
      return false
    case .none: break
    }
    let isTest = command.contains { $0.bytes.elementsEqual("[[".utf8) }
    if isTest {
      if !command.contains(where: { $0.bytes.elementsEqual("]]".utf8) }) { surroundings = .test }
      return false
    }
    if end == UInt8(ascii: "(") {
      let isList = command.last?.bytes.last == Ascii.equals && words.former == Ascii.equals
      if isList || command.isEmpty && words.former == end && words.closesTwo { surroundings = .list }
    }
    // `case WORD in`, and `;;`.
    let plain = command.drop { Self.prefixes.contains(String(decoding: $0.bytes, as: UTF8.self)) }
    if plain.first?.bytes.elementsEqual("case".utf8) ?? false {
      awaitsPattern = plain.last?.bytes.elementsEqual("in".utf8) ?? false || end == UInt8(ascii: "|")
    } else if command.isEmpty, words.former == UInt8(ascii: ";"),
      end == UInt8(ascii: ";") || end == UInt8(ascii: "&")
    {
      awaitsPattern = true
    }
    return !command.isEmpty
  }

  /// Notes that commands which are not read may have run in this shell.
  ///
  /// - Parameter file: the file that they are in.
  private func noteUnread(_ file: ShellWords.Word?) {
    if let file {
      // Files of the system, and of environments of Python, leave the folder and its files alone.
      let written = words.text[file.range].drop { $0 == UInt8(ascii: "\"") }
      let isOfSystem =
        ["/", "~", "$HOME"].contains { written.starts(with: $0.utf8) } && !written.starts(with: "/dev/".utf8)
      if isOfSystem || file.bytes.fileName.elementsEqual("activate".utf8) { return }
    }
    isInFolder = false
    changed.noteAny()
  }

  // MARK: Changes

  /// `NAME()` and `function NAME`: whoever calls it may change anything.
  private func noteFunction(_ command: [ShellWords.Word]) {
    if command.count > 1, command[0].bytes.elementsEqual("function".utf8) {
      functions.insert(String(decoding: command[1].bytes, as: UTF8.self))
      if command.count > 2, command[2].bytes.elementsEqual("{".utf8) { nesting += 1 }
    } else if command.count == 1, words.current == UInt8(ascii: "(") {
      functions.insert(String(decoding: command[0].bytes, as: UTF8.self))
    }
  }

  /// Forgets the values that a command may change besides what is assigned.
  private func noteChanges(
    _ command: String, _ words: ArraySlice<ShellWords.Word>, _ place: Variables.Place
  ) {
    for word in words {
      // `${NAME:=text}`, `$((NAME = 1))`; `NAME[0]=` and `NAME+=` are no assignments of a whole value.
      if word.doubt {
        let written = Array(self.words.text[word.range])
        if written.contains(Ascii.equals),
          ["((", "${", "$["].contains(where: { written.contains(words: $0) })
        {
          forgetAll(place)
        }
      }
      let name = word.bytes.prefix(while: \.isInName)
      let rest = word.bytes.dropFirst(name.count)
      if !name.isEmpty, rest.first == UInt8(ascii: "[") || rest.starts(with: "+=".utf8) {
        forget(name, place)
      }
      // `exec {NAME}<file` and `coproc NAME`.
      if word.bytes.first == UInt8(ascii: "{"), word.bytes.last == UInt8(ascii: "}") {
        forget(word.bytes.dropFirst(), place)
      }
    }
    // `((NAME = 1))`, in which the parentheses are not read.
    if let first = words.first,
      words.dropFirst().first?.bytes.first == Ascii.equals
        || first.bytes.count > 2
          && ["++", "--"].contains(where: { first.bytes.suffix(2).elementsEqual($0.utf8) })
    {
      forget(first.bytes, place)
    }
    if words.contains(where: { $0.assignment?.name == Array("IFS".utf8) }) {
      self.words.splitsElsewhere = true
    }
    if Self.searching.contains(command) || words.contains(where: Self.isAboutSearch) { search += 1 }
    let takesExport = Self.takesExport(command, words)
    // `printf -v NAME`, `wait -p NAME`.
    let isResult = ["printf": "-v", "wait": "-p"][command].map { option in
      words.contains { $0.bytes.starts(with: option.utf8) }
    }
    if Self.changing.contains(command) || takesExport || isResult ?? false {
      for word in words.dropFirst() {
        if word.doubt { forgetAll(place) }
        forget(word.bytes, place, isSet: command != "unset")
        if takesExport || command == "unset" { exported.remove(Array(word.bytes.prefix(while: \.isInName))) }
      }
    } else if command == "for" || command == "select" {
      if words.count > 1 { forget(words[words.startIndex + 1].bytes, place) }
    } else if command == "eval" || functions.contains(command) {
      forgetAll(place)
    }
  }

  /// Whether a command takes names out of what is handed on: `export -n`, `declare +x`.
  private static func takesExport(_ command: String, _ words: ArraySlice<ShellWords.Word>) -> Bool {
    guard declaring.contains(command) else { return false }
    return words.dropFirst().contains { word in
      command == "export" && word.bytes.first == Ascii.hyphen && word.bytes.contains(UInt8(ascii: "n"))
        || word.bytes.first == UInt8(ascii: "+") && word.bytes.contains(UInt8(ascii: "x"))
    }
  }

  /// `PATH=folder`, and `conda activate`.
  private static func isAboutSearch(_ word: ShellWords.Word) -> Bool {
    word.bytes.prefix(while: \.isInName).elementsEqual("PATH".utf8)
      || ["activate", "deactivate"].contains(String(decoding: word.bytes, as: UTF8.self))
  }

  /// - Parameter isSet: whether it has some value then.
  private func forget(_ name: some Sequence<UInt8>, _ place: Variables.Place, isSet: Bool = true) {
    let name = Array(name.prefix(while: \.isInName))
    if name.isEmpty { return }
    words.known[name] = .some(nil)
    if isSet, exportsAll { exported.insert(name) }
    if exported.contains(name) || environment(name) != nil { variables.add(name, .unknown(.computed), place) }
  }

  private func forgetAll(_ place: Variables.Place) {
    words.forgetAll()
    for name in exported { variables.add(name, .unknown(.computed), place) }
    variables.unread = variables.unread ?? place
  }

  private func assign(_ word: ShellWords.Word, isExport: Bool) {
    guard let (name, value) = word.assignment else { return }
    let place = place(word)
    let isKnown = !word.doubt && !isConditional
    words.known[name] = .some(isKnown ? value : nil)
    if isExport || exportsAll || environment(name) != nil { exported.insert(name) }
    if exported.contains(name) {
      let doubt: Variables.Doubt = words.budget.left == 0 ? .tooLong : .computed
      variables.add(name, isKnown ? .known(value) : .unknown(doubt), place, word.spelling)
    } else {
      variables.addOdd(.notExported(String(decoding: name.prefix(100), as: UTF8.self)), place)
    }
  }

  private func export(_ name: [UInt8], _ place: Variables.Place) {
    let isNew = exported.insert(name).inserted
    guard let value = words.known[name] else { return }
    // It may not run, or in a process of its own.
    let isKnown = !isNew || !isConditional
    variables.add(
      name, isKnown ? value.map { .known($0) } ?? .unknown(.computed) : .unknown(.computed), place)
  }

  // MARK: Scripts

  /// Reads a file that the script reads in its place.
  ///
  /// - Returns: whether it is there.
  private func enter(_ word: ShellWords.Word) -> Bool {
    guard let context, !word.doubt, isInFolder, depth < Self.maximumDepth, fileCount < Self.maximumFileCount
    else { return false }
    let path = context.beside(String(decoding: word.bytes, as: UTF8.self))
    guard !changed.mayInclude(path), case .content(let bytes) = context.file(path),
      bytes.count <= Variables.maximumFileSize
    else {
      return false
    }
    let (outer, outerPath) = (words, self.path)
    words = ShellWords(bytes, continuing: outer)
    self.path = path
    depth += 1
    fileCount += 1
    read()
    depth -= 1
    self.path = outerPath
    let inner = words
    words = outer
    words.resume(inner)
    return true
  }

  private func changeFolder(_ command: String, _ words: ArraySlice<ShellWords.Word>) {
    let operand = words.first { $0.doubt || $0.bytes.first != Ascii.hyphen || $0.bytes.count == 1 }
    guard command != "popd", let operand else {
      isInFolder = false
      return
    }
    if !operand.doubt, operand.bytes == [UInt8(ascii: ".")] { return }
    // `cd "$(dirname "$0")"` is where the script is.
    var written = self.words.text[operand.range].filter { $0 != UInt8(ascii: "\"") }[...]
    if written.last == Ascii.slash { written = written.dropLast() }
    if !Self.isFolderOfScript(written) { isInFolder = false }
  }

  /// Whether a word, without its double quotes, is the folder of the script.
  private static func isFolderOfScript(_ text: ArraySlice<UInt8>, depth: Int = 0) -> Bool {
    let folders = ["${0%/*}", "${BASH_SOURCE%/*}", "${BASH_SOURCE[0]%/*}"]
    if folders.contains(where: { text.elementsEqual($0.utf8) }) { return true }
    guard depth < 4, let command = substituted(text) else { return false }
    if let script = rest(of: command, after: ["dirname -- ", "dirname "]) { return isScript(script) }
    // `$(cd "$(dirname "$0")" && pwd)`.
    guard let folder = rest(of: command, after: ["cd -- ", "cd -P ", "cd "]) else { return false }
    let ends = [" && pwd", " && pwd -P", "; pwd", " >/dev/null && pwd", " > /dev/null && pwd"]
    guard let end = ends.first(where: { folder.suffix($0.utf8.count).elementsEqual($0.utf8) }) else {
      return false
    }
    return isFolderOfScript(folder.dropLast(end.utf8.count), depth: depth + 1)
  }

  private static func isScript(_ text: ArraySlice<UInt8>, depth: Int = 0) -> Bool {
    let names = [
      "$0", "${0}", "$BASH_SOURCE", "${BASH_SOURCE}", "${BASH_SOURCE[0]}", "${BASH_SOURCE[0]:-$0}",
      "${BASH_SOURCE:-$0}",
    ]
    if names.contains(where: { text.elementsEqual($0.utf8) }) { return true }
    guard depth < 4, let command = substituted(text),
      let script = rest(of: command, after: ["readlink -f -- ", "readlink -f ", "readlink -e ", "realpath "])
    else { return false }
    return isScript(script, depth: depth + 1)
  }

  /// The command of a word that is its output.
  private static func substituted(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    if text.starts(with: "$(".utf8), text.last == UInt8(ascii: ")") { return text.dropFirst(2).dropLast() }
    let mark = UInt8(ascii: "`")
    return text.count > 1 && text.first == mark && text.last == mark ? text.dropFirst().dropLast() : nil
  }

  private static func rest(of text: ArraySlice<UInt8>, after starts: [String]) -> ArraySlice<UInt8>? {
    starts.first { text.starts(with: $0.utf8) }.map { text.dropFirst($0.utf8.count) }
  }
}

extension Variables.OddLine.Kind {
  /// The command of a first word.
  fileprivate static func ofFirstName(_ word: [UInt8]) -> Variables.OddLine.Kind {
    word.last == Ascii.colon ? .ofNameAlone(word) : .notUnderstood
  }
}
