/// Options of which a command line has one at most.
struct Exclusion: Sendable {
  private let one: [AnyOption]
  /// nil if those of `one` exclude each other.
  private let others: [AnyOption]?

  /// One option, and those that cannot be used with it.
  init<Value>(_ option: Option<Value>, and others: [AnyOption]) {
    one = [option.erased]
    self.others = others
  }

  init<Value, Other>(_ option: Option<Value>, and other: Option<Other>) {
    self.init(option, and: [other.erased])
  }

  /// Options that all exclude each other.
  init(atMostOneOf options: [AnyOption]) {
    one = options
    others = nil
  }

  /// The first two of the given ones that exclude each other.
  ///
  /// - Parameter isGiven: whether the command line has the option.
  func violation(_ isGiven: (AnyOption) -> Bool) -> (AnyOption, AnyOption)? {
    let first = one.filter(isGiven)
    guard let option = first.first else { return nil }
    guard let others else { return first.count > 1 ? (first[0], first[1]) : nil }
    return others.first(where: isGiven).map { (option, $0) }
  }

  /// The sources of a password.
  static var passwords: Exclusion {
    Exclusion(atMostOneOf: Options.passwords + [Option.generate.erased])
  }
}
