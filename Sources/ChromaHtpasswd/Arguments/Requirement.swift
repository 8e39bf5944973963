/// Options that have a meaning only beside something else on the command line.
struct Requirement: Sendable {
  private let options: [AnyOption]
  /// The message, without the option before it: `needs -o`.
  private let phrase: String
  /// Asked if one of the options was given.
  private let isMet: @Sendable (Invocation) -> Bool

  init(_ options: [AnyOption], _ phrase: String, isMet: @escaping @Sendable (Invocation) -> Bool) {
    (self.options, self.phrase, self.isMet) = (options, phrase, isMet)
  }

  init<Value>(_ option: Option<Value>, _ phrase: String, isMet: @escaping @Sendable (Invocation) -> Bool) {
    self.init([option.erased], phrase, isMet: isMet)
  }

  /// The message for a command line that lacks it; nil if none does.
  func violation(_ invocation: Invocation) -> String? {
    guard let option = options.first(where: invocation.has), !isMet(invocation) else { return nil }
    return "\(invocation.spelling(option)) \(phrase)"
  }
}
