internal import Htpasswd

/// A command line, taken apart, its values read. Operands stay if they are, as indices: one of them may be a password.
/// An object: it is passed on and kept, and nothing changes it.
final class Invocation {
  let command: Command
  let arguments: ArgumentVector
  /// An option that was given.
  private struct Given {
    let option: AnyOption
    /// Whether it was last given by its letter.
    var byLetter: Bool
    /// One for each time; an empty one if it has none.
    var typed: [[UInt8]] = []
    /// nil for an option without a value.
    var value: (any Sendable)?
  }

  /// Each option once.
  private var given: [Given] = []
  private var operands: [Int] = []
  private var passwordIndex: Int?

  /// - Parameter first: the index of the argument after the command's name.
  init(_ command: Command, _ arguments: ArgumentVector, from first: Int) throws(Failure) {
    self.command = command
    self.arguments = arguments
    var reader = ArgumentReader(command)
    for index in first..<max(first, arguments.count) {
      let hyphens =
        !arguments.hasPrefix("-", at: index) || arguments.count(at: index) == 1
        ? 0 : arguments.hasPrefix("--", at: index) ? 2 : 1
      try reader.read(
        hyphens: hyphens, { arguments[index] },
        { (event) throws(Failure) in try apply(event, at: index) })
    }
    if let (option, byLetter) = reader.waiting, case .required(let word) = option.value {
      throw usage("\(spelling(option, byLetter: byLetter)) needs a value: \(word)")
    }
    if has(.help) { return }
    if given.count > 1 { try checkExclusions() }
    try checkOperands(reader.wanted)
    for index in given.indices {
      guard let parse = given[index].option.parse else { continue }
      let option = given[index].option
      given[index].value = try parse(
        OptionValue(
          option: option, spelling: spelling(option), typed: given[index].typed, command: command.name))
    }
    if !given.isEmpty { try checkRequirements() }
  }

  // MARK: Reading

  private func apply(_ event: ArgumentReader.Event, at index: Int) throws(Failure) {
    switch event {
    case .operand: operands.append(index)
    case .password: passwordIndex = index
    case .endOfOptions: break
    case .option(let option, let value, let byLetter):
      note(option, byLetter: byLetter)
      if let value { add(value, to: option) }
    case .value(let option): add(arguments[index], to: option)
    case .unexpectedValue(let option): throw usage("\(option.word) takes no value")
    case .emptyValue(let option, let word): throw usage("\(option.word)= needs a value: \(word)")
    case .unknown(let word, let afterOperands): throw unknown(word, afterOperands: afterOperands)
    }
  }

  private func note(_ option: AnyOption, byLetter: Bool) {
    if let index = given.firstIndex(where: { $0.option.isSame(as: option) }) {
      given[index].byLetter = byLetter
    } else {
      given.append(Given(option: option, byLetter: byLetter))
    }
  }

  private func add(_ value: [UInt8], to option: AnyOption) {
    if let index = given.firstIndex(where: { $0.option.isSame(as: option) }) {
      given[index].typed.append(value)
    }
  }

  private func checkExclusions() throws(Failure) {
    for exclusion in command.exclusions() {
      if let (one, other) = exclusion.violation(has) {
        throw usage("\(spelling(one)) cannot be used with \(spelling(other))")
      }
    }
  }

  private func checkRequirements() throws(Failure) {
    for requirement in command.requirements() {
      if let violation = requirement.violation(self) { throw usage(violation) }
    }
  }

  private func checkOperands(_ wanted: ArraySlice<String>) throws(Failure) {
    let optionalCount = wanted.count == command.operands.count ? command.optionalCount : 0
    if operands.count < wanted.count - optionalCount {
      throw usage("\(wanted[operands.count]) is missing")
    }
    // A password that came before its -b.
    if has(.argument), passwordIndex == nil, operands.count == wanted.count + 1 {
      passwordIndex = operands.removeLast()
    }
    if has(.argument), passwordIndex == nil {
      throw usage(wanted.last.map { "-b needs the password after \($0)" } ?? "-b needs the token")
    }
    if operands.count > wanted.count, !command.repeatsLast {
      if wanted.count < command.operands.count, let option = command.insteadOfLast {
        throw usage(
          "\(option.word) takes no \(command.operands[command.operands.count - 1])",
          hint: command.usageLine(with: option.erased))
      }
      // Not named: it may be a password.
      throw usage("too many arguments for \(command.name)", hint: hintOnTooMany)
    }
  }

  private var hintOnTooMany: String? {
    // `--generate 20`: a number that can be nothing but its value.
    for index in operands
    where arguments.hasPrefix("--generate", at: index - 1)
      && arguments.count(at: index - 1) == Option.generate.word.utf8.count
    {
      if let length = Int(String(decoding: arguments[index], as: UTF8.self)),
        OptionValue.passwordLengths.contains(length)
      {
        return "--generate=\(length) makes a password of that length"
      }
    }
    if let option = command.strayOption, !has(option), case .required(let word) = option.value {
      let value = operands.last.map { arguments[$0] } ?? []
      // Several words, or one that the option refuses, are nothing that was meant for it.
      let typed = OptionValue(option: option, spelling: option.word, typed: [value], command: command.name)
      guard operands.count == command.operands.count + 1, (try? option.parse?(typed)) != nil else {
        return nil
      }
      let isPlain = value.shellWord == value.shown && value.count <= 60
      return "did you mean \(option.word) \(isPlain ? value.shown : word)?"
    }
    return command.takesPassword && !has(.argument) ? "-b takes the argument after USER as the password" : nil
  }

  /// Stops if FILE and USER have changed places: the first is not a file, and the second is one.
  func checkOrder() throws(Failure) {
    guard command.operands.starts(with: ["FILE", "USER"]) || command.operands.starts(with: ["FILE", "OLD"]),
      operands.count > 1
    else { return }
    let (first, second) = (operand(0), operand(1))
    // A file that is to be made may have any name, and a user too; of a name without a dot nobody thinks it is a file.
    guard !first.isEmpty, !first.contains(UInt8(ascii: ".")), !first.contains(Ascii.slash),
      (try? targetStatus(of: file)) == nil
    else { return }
    let path = FilePath(bytes: second)
    let isFile = (try? targetStatus(of: path))?.isRegular ?? false
    guard isFile || second.reversed().starts(with: ".htpasswd".utf8.reversed()) else { return }
    throw Failure(
      .usage, "FILE comes before USER: there is no file \(first.shown)",
      hint: "did you mean chroma-htpasswd \(command.name)\(server.option) "
        + first.operands(after: path.shellWord)
        + command.operands.dropFirst(2).map { " \($0)" }.joined() + "?")
  }

  /// An option that is not known. After the operands it may be a password, which is not shown.
  private func unknown(_ word: String, afterOperands: Bool) -> Failure {
    if command.takesPassword && afterOperands {
      return usage(
        "unknown option after USER",
        hint: "a password that begins with - needs -b before it")
    }
    let bytes = Array(word.utf8)
    return .unknown(
      bytes, of: command.allOptions.map(\.word), "unknown option \(bytes.shown)",
      hint: command.usageLine)
  }

  func usage(_ message: String, hint: String? = nil) -> Failure {
    Failure(.usage, message, hint: hint ?? command.usageLine)
  }

  // MARK: Asking

  /// An option as it was typed, for messages.
  func spelling(_ option: AnyOption) -> String {
    spelling(option, byLetter: given.first { $0.option.isSame(as: option) }?.byLetter ?? false)
  }

  private func spelling(_ option: AnyOption, byLetter: Bool) -> String {
    guard byLetter, let letter = option.letter else { return option.word }
    return "-" + [letter].printable
  }

  func has(_ option: AnyOption) -> Bool { given.contains { $0.option.isSame(as: option) } }

  func has<Value>(_ option: Option<Value>) -> Bool { has(option.erased) }

  /// The value of an option, if it was given.
  subscript<Value>(option: Option<Value>) -> Value? {
    guard let index = given.firstIndex(where: { $0.option.isSame(as: option.erased) }),
      let value = given[index].value
    else { return nil }
    guard let value = value as? Value else {
      preconditionFailure("\(command.name) has \(option.word) with another type")
    }
    return value
  }

  /// The bytes of an operand.
  func operand(_ index: Int) -> [UInt8] { arguments[operands[index]] }

  /// How many operands there are.
  var operandCount: Int { operands.count }

  /// The operands from this one on.
  func operands(from first: Int) -> [[UInt8]] { operands[first...].map { arguments[$0] } }

  /// The file that the command is about: the first operand.
  var file: FilePath { FilePath(bytes: operand(0)) }

  /// The password of `-b`, moved out of the arguments.
  func takePassword() -> Secret? {
    guard let passwordIndex else { return nil }
    return arguments.takeSecret(at: passwordIndex)
  }

  /// The server that the command answers for.
  var server: Server { self[.server] ?? .chroma }

  /// The server for which a command makes hashes.
  func serverOfNewHash(_ console: Console) throws(Failure) -> Server {
    let server = server
    if server.takesBcrypt { return server }
    if has(.cost) { throw usage("\(server.product) accepts only {SHA}, which has no cost") }
    console.warning(
      "\(server.product) accepts only {SHA}, which is unsalted and quick to guess")
    return server
  }

  /// For a file with the names of this server.
  func writeOptions(for server: Server) -> WriteOptions {
    var options = writeOptions
    options.trimming = server.file.trimming
    return options
  }

  var writeOptions: WriteOptions {
    var options = WriteOptions()
    if !has(.quiet) {
      options.whenWaiting = { (path, holder) in
        Console().note(
          "waiting for \(path), which \(holder.map { "process \($0)" } ?? "somebody else") has locked")
      }
    }
    options.dryRun = has(.dryRun)
    options.inPlace = has(.inPlace)
    if let seconds = self[.lockTimeout] { options.lockTimeout = Double(seconds) }
    if let group = self[.group] {
      options.group = group
      options.mode = 0o640
    }
    if let mode = self[.mode] { options.mode = mode }
    return options
  }
}
