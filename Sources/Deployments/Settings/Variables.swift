package import Kernel

/// Variables of a server, as whoever reads them gets them: from the environment, a file of variables, or a deployment.
package struct Variables: Sendable {
  /// Where something is written.
  package struct Place: Sendable, Equatable {
    /// nil for the environment of this process.
    package var path: FilePath?
    /// 1 for the first.
    package var line: Int?
    /// In bytes, 1 for the first.
    package var column: Int?

    package init(path: FilePath? = nil, line: Int? = nil, column: Int? = nil) {
      (self.path, self.line, self.column) = (path, line, column)
    }
  }

  package enum Value: Sendable, Equatable {
    case known([UInt8])
    /// A name without a value: whatever an earlier line says, nothing is set.
    case unset
    case unknown(Doubt)
  }

  /// Why a value is unknown.
  package enum Doubt: Sendable, Equatable {
    /// Replacing its `${NAME}` makes more than `ExpansionBudget` allows.
    case tooLong
    /// It depends on what a shell does when it runs: `$(...)`, a condition.
    case computed
    /// The file sets the name more than once, and which one counts depends on the engine.
    case repeated
    /// It is kept where this tool does not look, such as a Secret of another file.
    case elsewhere(String)
  }

  /// How a value was written.
  package struct Spelling: Sendable, Equatable {
    /// Whether quotes around it were taken off.
    package var wasQuoted = false
    /// Whether it is a number or a truth value, which the reader writes in another way than the file: `010` is 8.
    package var wasChanged = false
    /// Whether something in it was replaced.
    package var wasExpanded = false
    /// Whether it is kept if secrets are kept: in a Secret or a ConfigMap.
    var isOfStore = false
    /// Names in it that are not set, so that nothing took their place.
    package var missing: [String] = []
    /// Whether a `$` in it stayed only because nothing that begins a name comes after it.
    package var keptDollar = false
    /// Whether it had a `$` that the reader took for the start of a name.
    package var lostDollar: Bool { wasExpanded && !missing.isEmpty }

    package init() {}
  }

  package struct Variable: Sendable {
    /// In upper case: Chroma does not look at case.
    package let name: String
    package internal(set) var value: Value
    package let place: Place
    package var spelling = Spelling()
    /// As it is written.
    var writtenName: [UInt8] = []
    /// The place of the value, if that is not beside the name: in a Secret.
    package var valuePlace: Place?

    /// The bytes of a value that is known and set.
    package var bytes: [UInt8]? {
      if case .known(let bytes) = value { return bytes }
      return nil
    }
  }

  /// A line that sets nothing, and why.
  package struct OddLine: Sendable {
    package enum Kind: Sendable, Equatable {
      /// A name without a value: the reader looks for it in its own environment.
      case nameAlone(String)
      /// `NAME: value`, which this reader does not know.
      case colon(String)
      /// Set in the shell, and not handed on to what it starts.
      case notExported(String)
      case notUnderstood
    }

    package let place: Place
    package let kind: Kind
  }

  /// Why the reader refuses the whole file, so that nothing is started with it.
  package struct Refusal: Sendable, Equatable {
    package let place: Place
    /// One phrase: `a name with white space`.
    package let reason: String
  }

  package private(set) var all: [Variable] = []
  /// The first of them.
  package private(set) var oddLines: [OddLine] = []
  package private(set) var refusal: Refusal?
  /// Whether there was more than is read, so that nothing is known.
  package internal(set) var isCut = false
  /// The first command that may set any other variable: one that reads another file.
  package internal(set) var unread: Place?
  /// The unread part, as the subject of a sentence.
  package internal(set) var unreadTitle = "this command"
  /// The place in `all` of the last of each name.
  private var last: [String: Int] = [:]

  /// Names, and odd lines, that are kept; a deployment has tens.
  static let maximumCount = 20_000
  static let maximumOddLineCount = 100
  /// The limit for a file, in bytes; real ones have hundreds.
  package static let maximumFileSize = 4 << 20

  package init() {}

  package mutating func add(_ variable: Variable) {
    guard all.count < Self.maximumCount else {
      isCut = true
      return
    }
    var variable = variable
    // Both are in the environment, and which one Chroma takes depends on their order there.
    if let former = self[variable.name], former.writtenName != variable.writtenName,
      former.value != variable.value
    {
      variable.value = .unknown(.repeated)
    }
    last[variable.name] = all.count
    all.append(variable)
  }

  /// - Parameter name: as it is written.
  package mutating func add(
    _ name: some Collection<UInt8>, _ value: Value, _ place: Place, _ spelling: Spelling = Spelling(),
    valuePlace: Place? = nil
  ) {
    add(
      Variable(
        name: String(decoding: name, as: UTF8.self).uppercased(), value: value, place: place,
        spelling: spelling, writtenName: Array(name), valuePlace: valuePlace))
  }

  package mutating func refuse(_ reason: String, at place: Place) {
    refusal = refusal ?? Refusal(place: place, reason: reason)
  }

  /// Notes that something else may set any variable.
  ///
  /// - Parameter title: the subject of a sentence.
  package mutating func leaveUnread(_ title: String, at place: Place) {
    if unread == nil { (unread, unreadTitle) = (place, title) }
  }

  /// Notes that something else may set any variable, those that are here as well.
  mutating func leaveAllUnread(_ title: String, at place: Place) {
    leaveUnread(title, at: place)
    doubt(for: self)
  }

  /// Leaves the values in doubt, because of what is not read of other ones.
  mutating func doubt(for other: Variables) {
    guard let unread = other.unread else { return }
    for name in Set(all.map(\.name)).sorted() {
      add(name.utf8, .unknown(.elsewhere("\(other.unreadTitle) which may set it")), unread)
    }
  }

  mutating func addOdd(_ kind: OddLine.Kind, _ place: Place) {
    if oddLines.count < Self.maximumOddLineCount { oddLines.append(OddLine(place: place, kind: kind)) }
  }

  /// Adds all that another reader got; of equal names its ones count.
  package mutating func add(_ other: Variables) {
    for variable in other.all { add(variable) }
    for line in other.oddLines { addOdd(line.kind, line.place) }
    refusal = refusal ?? other.refusal
    isCut = isCut || other.isCut
    if unread == nil { (unread, unreadTitle) = (other.unread, other.unreadTitle) }
  }

  /// A copy of them with other places.
  func placed(by place: (Place) -> Place) -> Variables {
    var variables = self
    variables.all = all.map {
      Variable(
        name: $0.name, value: $0.value, place: place($0.place), spelling: $0.spelling,
        writtenName: $0.writtenName, valuePlace: $0.valuePlace)
    }
    variables.oddLines = oddLines.map { OddLine(place: place($0.place), kind: $0.kind) }
    variables.unread = unread.map(place)
    return variables
  }

  /// The last of that name, whatever its value.
  package subscript(name: String) -> Variable? { last[name].map { all[$0] } }
}

/// How much may be put in the place of names, in bytes, in one file: `A1=${A0}${A0}` doubles with every line.
struct ExpansionBudget {
  private(set) var left: Int

  init(_ count: Int = 1 << 20) { left = count }

  /// - Returns: whether that much is left.
  mutating func spend(_ count: Int) -> Bool {
    guard count <= left else {
      left = 0
      return false
    }
    left -= count
    return true
  }
}

/// Where something is written.
package typealias Place = Variables.Place
