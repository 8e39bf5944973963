import Foundation
import Htpasswd
import TestSupport
import Testing

/// Every system call of an update fails once, in every plausible way, and the program is killed before every one of
/// them: the path holds the old bytes or the new ones, and exit 0 means the new ones.
///
/// `CHROMA_HTPASSWD_ROUNDS` above 1 tries every point; else one in eight, from a place that the seed chooses.
@Suite struct FaultInjectionTests {
  @Test(arguments: Change.allCases, Manner.allCases)
  func `whatever fails, the path holds the old file or the new one`(_ change: Change, _ manner: Manner) throws
  {
    let trial = Trial(change: change, manner: manner)
    let step = rounds > 1 ? 1 : 8
    var random = SeededGenerator(stream: 7000)
    let start = Int.random(in: 0..<step, using: &random)
    let points = try trial.points()
    try #require(points.count > 60)
    var lost = 0
    var tried = 0
    for index in stride(from: start, to: points.count, by: step) {
      let (call, fault) = points[index]
      tried += 1
      for problem in try trial.problems(call, fault) {
        lost += 1
        Issue.record("\(change), \(manner), \(fault) at \(call.name) number \(call.number)\n\(problem)")
      }
    }
    try Ledger.record(
      "a call fails, or SIGKILL: \(change.rawValue), \(manner.rawValue)", tried: tried, lost: lost)
  }
}

/// A change to the file.
enum Change: String, CaseIterable, CustomTestStringConvertible {
  case create, add, update, delete, rename
  case `import`
  case fix = "lint --fix"

  var testDescription: String { rawValue }

  var words: [String] {
    switch self {
    case .create: ["create", "-b", "-C4", "file", "new", "new-pw"]
    case .add: ["add", "-b", "-C4", "file", "new", "new-pw"]
    case .update: ["add", "-b", "-C4", "file", "bob", "new-pw"]
    case .delete: ["delete", "file", "bob"]
    case .rename: ["rename", "file", "bob", "robert"]
    case .import: ["import", "-C4", "--from", "logins", "file"]
    case .fix: ["lint", "--fix", "--min-cost", "4", "file"]
    }
  }

  /// The file before it; nil if it is missing.
  var old: String? {
    switch self {
    case .create: nil
    case .fix: "\(Fixture.alice)\n\(Fixture.bob.replacing("bob:", with: "bob: "))\n\(Fixture.carol)"
    default: "\(Fixture.alice)\n\(Fixture.bob)\n\(Fixture.carol)\n"
    }
  }

  /// Whether these are the bytes that it makes of `old`.
  func makes(_ text: String) throws -> Bool {
    let (alice, bob, carol) = (Fixture.alice + "\n", Fixture.bob + "\n", Fixture.carol + "\n")
    switch self {
    case .create: return try isEntry(text, of: "new")
    case .add:
      let old = alice + bob + carol
      return try text.hasPrefix(old) && isEntry(text.dropFirst(old.count), of: "new")
    case .update:
      guard text.hasPrefix(alice), text.hasSuffix(carol) else { return false }
      return try isEntry(text.dropFirst(alice.count).dropLast(carol.count), of: "bob")
    case .import:
      guard text.hasPrefix(alice), let tail = text.range(of: "\n" + carol) else { return false }
      return try isEntry(text[..<text.index(after: tail.lowerBound)].dropFirst(alice.count), of: "bob")
        && isEntry(text[tail.upperBound...], of: "new")
    case .delete: return text == alice + carol
    case .rename: return text == alice + "robert" + bob.dropFirst(3) + carol
    case .fix: return text == alice + bob + carol
    }
  }

  /// Whether it is a line with a hash of the new password: of one half old, half new nobody knows the password.
  private func isEntry(_ line: some StringProtocol, of user: String) throws -> Bool {
    guard line.hasPrefix("\(user):"), line.hasSuffix("\n") else { return false }
    let field = Array(line.dropFirst(user.count + 1).dropLast().utf8)
    return try Bcrypt.matches(Secret("new-pw"), field)
  }
}

enum Manner: String, CaseIterable, CustomTestStringConvertible {
  case replaced
  /// So long that a thread of its own writes it while it is read.
  case long = "replaced, long"
  case inPlace = "in place"

  var testDescription: String { rawValue }

  /// The text before everything else in the file.
  var beginning: String {
    self == .long ? (0..<16_000).map { "other\($0):\(Fixture.alice.dropFirst(6))\n" }.joined() : ""
  }
}

private struct Trial {
  let change: Change
  let manner: Manner
  private let beginning: String

  init(change: Change, manner: Manner) {
    (self.change, self.manner, beginning) = (change, manner, change.old == nil ? "" : manner.beginning)
  }

  /// Every call from the first that names the file on, with each of its faults.
  func points() throws -> [(SystemCalls.Call, Fault)] {
    let folder = try prepared()
    let calls = try SystemCalls(of: command(in: folder)).since(opening: "file")
    return calls.flatMap { call in Fault.plausible(for: call.name).map { (call, $0) } }
  }

  /// The problems after this fault; none if all is well.
  func problems(_ call: SystemCalls.Call, _ fault: Fault) throws -> [String] {
    let folder = try prepared()
    let outcome = try SystemCalls.run(command(in: folder), failing: call, with: fault)
    var problems: [String] = []
    let isFatal = fault == .kill || Fault.fatal.contains(call.name)
    switch outcome.ending {
    case .exited(0):
      if try state(of: folder) != .new { problems.append("exit 0 without the new file") }
    case .exited(1):
      // Before the file is opened the password is kept out of core dumps; that is not about the file.
      if !outcome.messages.contains("error: ")
        || !outcome.messages.contains("file") && !outcome.messages.contains("out of core dumps")
      {
        problems.append("no message that names the file")
      }
    case .exited, .signalled:
      if !isFatal { problems.append("neither exit 0 nor 1") }
    }
    let leftovers = try leftovers(in: folder)
    if !isFatal && !leftovers.isEmpty && !isKeptOnPurpose(leftovers, outcome) {
      problems.append("left behind: \(leftovers)")
    }
    // After a write in place that was interrupted the next writer restores the old file first.
    let isWhole = try state(of: folder) != .neither
    if !isWhole && (manner != .inPlace || leftovers.isEmpty) { problems.append("neither old nor new") }
    try folder.run("add", "--create", "-b", "-C4", "file", "next", "next-pw").expect(exits: 0)
    let next = try text(in: folder) ?? ""
    let before = String(next.dropLast("next:".count + 61))
    let isKnown = try before == whole(change.old ?? "") || change.makes(before)
    if !next.dropLast(61).hasSuffix("next:") || !isKnown {
      problems.append("after the next writer neither old nor new")
    }
    if try !self.leftovers(in: folder).isEmpty { problems.append("the next writer left what was left") }
    return problems.map { "\($0)\n\(outcome)\nafter the next writer: \(next)" }
  }

  /// With the final newline that the next writer adds.
  private func whole(_ text: String) -> String { text.isEmpty || text.hasSuffix("\n") ? text : text + "\n" }

  private enum State { case old, new, neither }

  private func state(of folder: TemporaryFolder) throws -> State {
    guard try folder.names.contains("file") else { return change.old == nil ? .old : .neither }
    guard let text = try text(in: folder) else { return .neither }
    if text == change.old { return .old }
    return try change.makes(text) ? .new : .neither
  }

  /// The file without its beginning; nil if that is not there.
  private func text(in folder: TemporaryFolder) throws -> String? {
    let text = try folder.text(of: "file")
    return text.hasPrefix(beginning) ? String(text.dropFirst(beginning.count)) : nil
  }

  private func leftovers(in folder: TemporaryFolder) throws -> [String] {
    try folder.names.filter { $0.hasPrefix(".") }
  }

  /// A recovery copy that could not be removed, or without which the old file could not be restored, is named in the
  /// message, and the next writer takes care of it.
  private func isKeptOnPurpose(_ names: [String], _ outcome: Outcome) -> Bool {
    manner == .inPlace && names == [".file.chroma-htpasswd-recovery"] && outcome.ending == .exited(1)
  }

  private func prepared() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    if let old = change.old { try folder.write(beginning + old, to: "file") }
    try folder.write("new:new-pw\nbob:new-pw\n", to: "logins")
    return folder
  }

  private func command(in folder: TemporaryFolder) -> Command {
    var words = change.words
    if manner == .inPlace { words.insert("--in-place", at: 1) }
    return folder.program(words)
  }
}
