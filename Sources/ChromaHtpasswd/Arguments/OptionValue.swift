internal import Htpasswd

/// The bytes that were typed for an option, to be parsed.
struct OptionValue {
  let option: AnyOption
  /// The option as it was typed, for messages.
  let spelling: String
  /// One for each time it was given; empty if it was given without.
  let typed: [[UInt8]]
  /// The name of the command.
  let command: String

  /// The value of an option that may not be repeated: the last one counts.
  var bytes: [UInt8] { typed[typed.count - 1] }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The possible lengths of a generated password.
  static let passwordLengths = 8...Bcrypt.maximumPasswordCount

  /// How the command is written.
  var usageLine: String? { Command.named(Array(command.utf8))?.usageLine }

  func usage(_ message: String) -> Failure { Failure(.usage, message, hint: usageLine) }

  /// A whole number without sign.
  func number(in range: ClosedRange<Int>) throws(Failure) -> Int {
    guard !bytes.isEmpty, bytes.allSatisfy({ $0.isDigit }), let number = Int(text),
      range.contains(number)
    else {
      throw usage("\(spelling) takes a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func cost() throws(Failure) -> Cost {
    guard let cost = Cost(try number(in: Cost.range)) else { preconditionFailure("a cost out of range") }
    return cost
  }

  /// A time such as `50ms` or `0.1s`, in seconds.
  func seconds() throws(Failure) -> Double {
    let units: [(name: String, seconds: Double)] = [("us", 1e-6), ("ms", 1e-3), ("s", 1)]
    for unit in units where bytes.suffix(unit.name.utf8.count).elementsEqual(unit.name.utf8) {
      let digits = bytes.dropLast(unit.name.utf8.count)
      guard digits.allSatisfy({ $0.isDigit || $0 == 0x2E }),
        let number = Double(String(decoding: digits, as: UTF8.self)), number > 0
      else { break }
      return number * unit.seconds
    }
    throw usage("\(option.word) takes a time such as 50ms or 0.1s")
  }

  /// Permissions in octal.
  func mode() throws(Failure) -> UInt32 {
    guard bytes.allSatisfy({ (0x30...0x37).contains($0) }), let bits = Int(text, radix: 8), bits <= 0o777
    else { throw usage("--mode takes permissions in octal, such as 0640") }
    return UInt32(bits)
  }

  /// The number of a group.
  func group() throws(Failure) -> UInt32 {
    if let number = SystemNames.groups.number(of: bytes) { return number }
    throw Failure(
      .usage, "there is no group \(bytes.shown)",
      hint: "getent group lists them; nginx and Apache of Debian run in www-data")
  }

  /// One of the option's words; of several that were given the last one counts. A list is not one of them.
  func choice() throws(Failure) -> String {
    let words = option.choices
    var chosen = ""
    for value in typed {
      guard let word = words.first(where: { $0.utf8.elementsEqual(value) }) else {
        throw unknown(value, of: words)
      }
      chosen = word
    }
    return chosen
  }

  /// The value of a choice.
  func choice<Value>(_ value: (String) -> Value?) throws(Failure) -> Value {
    guard let value = value(try choice()) else { preconditionFailure("a choice without a value") }
    return value
  }

  /// The words of an option that may be repeated or take a list with commas, each once, in the order they were given.
  ///
  /// - Parameter failure: for a word that the option does not take.
  func choices(orElse failure: (_ word: [UInt8], _ words: [String]) -> Failure) throws(Failure) -> [String] {
    let words = option.choices
    var chosen: [String] = []
    for value in typed {
      for part in value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
        guard let word = words.first(where: { $0.utf8.elementsEqual(part) }) else {
          throw failure(Array(part), words)
        }
        if !chosen.contains(word) { chosen.append(word) }
      }
    }
    return chosen
  }

  /// Says which words the option takes.
  func unknown(_ word: [UInt8], of words: [String]) -> Failure {
    .unknown(
      word, of: words, "unknown value \(word.shown) for \(spelling)",
      hint: "\(spelling) takes \(words.joined(separator: ", "))")
  }
}
