internal import Htpasswd

/// A command line, taken apart. Operands stay where they stand, as indices: one of them may be a password.
struct Invocation {
  let command: Command
  let arguments: ArgumentVector
  /// An option that was given, with its value; an option without value has an empty one.
  private struct Given {
    let option: Option
    let value: [UInt8]
  }

  private var given: [Given] = []
  /// The letters of those that were given by their letter.
  private var shortened: [UInt8] = []
  private var operands: [Int] = []
  private var passwordIndex: Int?

  /// - Parameter first: the index behind the command's name.
  init(_ command: Command, _ arguments: ArgumentVector, from first: Int) throws(Failure) {
    self.command = command
    self.arguments = arguments
    var index = first
    var onlyOperands = false
    while index < arguments.count {
      defer { index += 1 }
      // With -b, the argument after the last operand is the password, whatever it begins with.
      if has(.argument), operands.count == wanted.count, passwordIndex == nil {
        passwordIndex = index
      } else if onlyOperands || command.takesText && !operands.isEmpty
        || !arguments.hasPrefix("-", at: index) || arguments[index].count == 1
      {
        operands.append(index)
      } else if arguments.hasPrefix("--", at: index) {
        if arguments[index].count == 2 { onlyOperands = true } else { try readLong(&index) }
      } else {
        try readCluster(&index)
      }
    }
    if has(.help) { return }
    try checkOperands()
  }

  // MARK: Reading

  /// The operands that the command wants.
  private var wanted: [String] {
    guard let option = command.insteadOfLast, has(option) else { return command.operands }
    return Array(command.operands.dropLast())
  }

  private mutating func readLong(_ index: inout Int) throws(Failure) {
    let text = arguments[index].dropFirst(2)
    let equals = text.firstIndex(of: UInt8(ascii: "="))
    let name = String(decoding: text[..<(equals ?? text.endIndex)], as: UTF8.self)
    let value = equals.map { Array(text[($0 + 1)...]) }
    guard let option = command.allOptions.first(where: { $0.name == name }) else {
      throw unknown("--" + name)
    }
    shortened.removeAll { $0 == option.letter }
    switch (option.value, value) {
    case (.none, _?): throw usage("\(option.word) takes no value")
    case (.optional(let word), []?): throw usage("\(option.word)= needs a value: \(word)")
    case (.none, nil), (.optional, nil): set(option, [])
    case (.required, let value?), (.optional, let value?): set(option, value)
    case (.required(let word), nil): set(option, try next(&index, option, word))
    }
  }

  private mutating func readCluster(_ index: inout Int) throws(Failure) {
    let letters = arguments[index].dropFirst()
    for position in letters.indices {
      guard let option = command.allOptions.first(where: { $0.letter == letters[position] }) else {
        throw unknown("-" + [letters[position]].printable)
      }
      shortened.append(letters[position])
      guard case .required(let word) = option.value else {
        set(option, [])
        continue
      }
      let rest = letters[(position + 1)...]
      set(option, rest.isEmpty ? try next(&index, option, word) : Array(rest))
      return
    }
  }

  private func next(_ index: inout Int, _ option: Option, _ word: String) throws(Failure) -> [UInt8] {
    guard index + 1 < arguments.count else { throw usage("\(spelling(option)) needs a value: \(word)") }
    index += 1
    return arguments[index]
  }

  private mutating func set(_ option: Option, _ value: [UInt8]) {
    given.append(Given(option: option, value: value))
  }

  private mutating func checkOperands() throws(Failure) {
    let wanted = wanted
    let optionalCount = wanted.count == command.operands.count ? command.optionalCount : 0
    if operands.count < wanted.count - optionalCount {
      throw usage("\(wanted[operands.count]) is missing")
    }
    // A password that stood before its -b.
    if has(.argument), passwordIndex == nil, operands.count == wanted.count + 1 {
      passwordIndex = operands.removeLast()
    }
    if has(.argument), has(.batch) { throw excluding(.batch, .argument) }
    if has(.argument), passwordIndex == nil { throw usage("-b wants the password after USER") }
    if operands.count > wanted.count, !command.repeatsLast {
      if let option = command.insteadOfLast, has(option) {
        throw usage("\(option.word) takes no \(command.operands[command.operands.count - 1])")
      }
      // Not named: it may be a password.
      throw usage("there is an argument too many", hint: hintOnTooMany)
    }
  }

  private var hintOnTooMany: String? {
    // `--generate 20`: a number that can be nothing but its value.
    for index in operands
    where arguments.hasPrefix("--generate", at: index - 1)
      && arguments.count(at: index - 1) == Option.generate.word.utf8.count
    {
      if let length = Int(String(decoding: arguments[index], as: UTF8.self)),
        PasswordSource.lengths.contains(length)
      {
        return "--generate=\(length) makes a password of that length"
      }
    }
    return command.takesPassword && !has(.argument) ? "-b takes the argument after USER as the password" : nil
  }

  /// An option that is not known. Behind the operands it may be a password, which is not shown.
  private func unknown(_ word: String) -> Failure {
    if command.takesPassword && operands.count >= wanted.count {
      return usage(
        "unknown option behind the operands",
        hint: "a password that begins with - needs -b before it")
    }
    let bytes = Array(word.utf8)
    return .unknown(
      bytes, of: command.allOptions.map(\.word), "unknown option \(bytes.shown)",
      hint: "chroma-htpasswd \(command.name) --help")
  }

  func usage(_ message: String, hint: String? = nil) -> Failure {
    Failure(.usage, message, hint: hint ?? "chroma-htpasswd \(command.name) --help")
  }

  func excluding(_ one: Option, _ other: Option) -> Failure {
    usage("\(spelling(one)) and \(spelling(other)) exclude each other")
  }

  // MARK: Asking

  /// An option as it was typed, for messages.
  func spelling(_ option: Option) -> String {
    guard let letter = option.letter, shortened.contains(letter) else { return option.word }
    return "-" + [letter].printable
  }

  func has(_ option: Option) -> Bool { given.contains { $0.option.isSame(as: option) } }

  /// The value of an option, where it was given; the last one counts.
  func value(_ option: Option) -> [UInt8]? { given.last { $0.option.isSame(as: option) }?.value }

  /// The values of an option that may be repeated.
  func values(_ option: Option) -> [[UInt8]] {
    given.filter { $0.option.isSame(as: option) }.map(\.value)
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

  /// A whole number without sign.
  func number(_ option: Option, in range: ClosedRange<Int>) throws(Failure) -> Int? {
    guard let value = value(option) else { return nil }
    guard !value.isEmpty, value.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = Int(String(decoding: value, as: UTF8.self)), range.contains(number)
    else {
      throw usage("\(spelling(option)) takes a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// One of the words that the command's option takes; the last one counts.
  func choice(_ option: Option) throws(Failure) -> String? {
    guard let value = value(option) else { return nil }
    return try choices(option).first { $0.utf8.elementsEqual(value) }
  }

  /// The words of an option that may be repeated or take a list with commas, each once, in the order they were given.
  func choices(_ option: Option) throws(Failure) -> [String] {
    let values = values(option)
    if values.isEmpty { return [] }
    let words = command.allOptions.first { $0.isSame(as: option) }?.choices ?? []
    var chosen: [String] = []
    let parts = values.flatMap { $0.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) }
    for value in parts.map({ Array($0) }) {
      guard let word = words.first(where: { Array($0.utf8) == value }) else {
        if option.isSame(as: .ignore) || option.isSame(as: .only) { throw .unknownRule(value) }
        if option.isSame(as: .failOn) {
          throw .unknown(
            value, of: words, "--fail-on takes error, warning, note or a rule, not \(value.shown)",
            hint: "to list the rules: chroma-htpasswd explain")
        }
        throw .unknown(
          value, of: words, "\(spelling(option)) takes \(words.joined(separator: ", ")), not \(value.shown)",
          hint: "chroma-htpasswd \(command.name) --help")
      }
      if !chosen.contains(word) { chosen.append(word) }
    }
    return chosen
  }

  func color() throws(Failure) -> Console.Color {
    switch try choice(.color) {
    case "always": .always
    case "never": .never
    default: .auto
    }
  }

  /// The server that the command answers for.
  func server() throws(Failure) -> Server {
    let word = try choice(.server)
    return word.flatMap(Server.named) ?? .chroma
  }

  /// The same for a command that makes hashes.
  func serverOfNewHash(_ console: Console) throws(Failure) -> Server {
    let server = try server()
    if server.takesBcrypt { return server }
    if has(.cost) { throw usage("\(server.product) accepts only {SHA}, which has no cost") }
    console.warning(
      "\(server.product) accepts only {SHA}, which has no salt: a stolen file is quick to guess")
    return server
  }

  /// The cost that was asked for.
  func cost() throws(Failure) -> Cost? {
    try number(.cost, in: Cost.range).flatMap(Cost.init)
  }

  func writeOptions() throws(Failure) -> WriteOptions {
    var options = WriteOptions()
    options.dryRun = has(.dryRun)
    options.inPlace = has(.inPlace)
    if let seconds = try number(.lockTimeout, in: 0...86_400) { options.lockTimeout = Double(seconds) }
    if let mode = value(.mode) {
      guard mode.allSatisfy({ (0x30...0x37).contains($0) }),
        let bits = UInt32(String(decoding: mode, as: UTF8.self), radix: 8), bits <= 0o777
      else {
        throw usage("--mode takes permissions in octal, such as 0640")
      }
      options.mode = bits
    }
    if let group = value(.group) {
      guard let number = SystemNames.groups.number(of: group) else {
        throw Failure(
          .usage, "there is no group \(group.shown)",
          hint: "getent group lists them; nginx and Apache of Debian run in www-data")
      }
      options.group = number
      if !has(.mode) { options.mode = 0o640 }
    }
    return options
  }
}
