import Foundation
import TestSupport
import Testing

@testable import ChromaHtpasswd

@Suite struct JSONTests {
  @Test func `values are written on one line, members in their order`() {
    let value = JSON.object([
      ("z", .number(-12)), ("a", .array([.null, .boolean(true), .boolean(false), .string("x")])),
      ("empty", .array([])), ("none", .object([])),
    ])
    #expect(value.line == #"{"z":-12,"a":[null,true,false,"x"],"empty":[],"none":{}}"# + "\n")
  }

  @Test(arguments: [
    ("\"", #""\"""#), ("\\", #""\\""#), ("/", #""/""#), ("\n", #""\u000a""#), ("\0", #""\u0000""#),
    ("\u{1F}\u{20}", "\"\\u001f \""), ("\u{7F}\u{80}\u{9F}\u{A0}", "\"\\u007f\\u0080\\u009f\u{A0}\""),
    ("\u{2028}\u{2029}", #""\u2028\u2029""#), ("é🦉", "\"é🦉\""), ("\r\n", #""\u000d\u000a""#),
    ("\u{202E}\u{200B}\u{FEFF}\u{AD}", #""\u202e\u200b\ufeff\u00ad""#), ("\u{E0041}", #""\udb40\udc41""#),
    ("e\u{301}", "\"e\u{301}\""), ("\"\u{301}", "\"\\\"\u{301}\""),
  ])
  func `a string is escaped`(string: String, text: String) {
    #expect(JSON.string(string).line == text + "\n")
  }

  @Test(arguments: [(0, "0.0"), (15.625, "15.625"), (1.0 / 3, "0.333"), (-2.5, "-2.5")])
  func `a decimal has three places at most`(number: Double, text: String) {
    #expect(JSON.decimal(number).line == text + "\n")
  }

  @Test func `bytes are shown as text, what is not UTF-8 replaced`() {
    #expect(JSON.bytes([0x61, 0xFF, 0x22]).line == "\"a\u{FFFD}\\\"\"\n")
  }

  @Test func `every character comes back from another reader`() throws {
    var all: [String] = []
    for value in UInt32(0)...0xFFFF where !(0xD800...0xDFFF).contains(value) {
      all.append("a\(Unicode.Scalar(value)!)b")
    }
    all += ["🦉", "\u{10FFFF}", "\u{1F468}\u{200D}\u{1F469}"]
    let line = JSON.array(all.map { .string($0) }).line
    let read = try #require(
      JSONSerialization.jsonObject(with: Data(line.utf8), options: []) as? [String])
    #expect(read.count == all.count)
    for (one, other) in zip(read, all) where !one.unicodeScalars.elementsEqual(other.unicodeScalars) {
      Issue.record("\(other.debugDescription) came back as \(one.debugDescription)")
    }
  }

  @Test func `random values come back from another reader`() throws {
    var generator = SeededGenerator(stream: 30)
    for _ in 0..<300 * rounds {
      let value = random(&generator, depth: 3)
      let line = value.line
      #expect(line.filter { $0 == "\n" }.count == 1)
      let read = try JSONSerialization.jsonObject(with: Data(line.utf8), options: .fragmentsAllowed)
      #expect(isSame(read, value), "\(line), seed \(SeededGenerator.seed)")
    }
  }

  private func random(_ generator: inout SeededGenerator, depth: Int) -> JSON {
    switch Int.random(in: 0...(depth > 0 ? 7 : 5), using: &generator) {
    case 0: return .null
    case 1: return .boolean(Bool.random(using: &generator))
    case 2: return .number(Int.random(in: -100_000...100_000, using: &generator))
    case 3, 4: return .string(string(&generator))
    case 5: return .decimal(Double.random(in: -1e6...1e6, using: &generator))
    case 6:
      return .array(
        (0..<Int.random(in: 0...4, using: &generator)).map { _ in random(&generator, depth: depth - 1) })
    default:
      return .object(
        (0..<Int.random(in: 0...4, using: &generator)).map { number in
          ("\(number)" + string(&generator), random(&generator, depth: depth - 1))
        })
    }
  }

  private func string(_ generator: inout SeededGenerator) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0...6, using: &generator) {
      let value = UInt32.random(in: 0...(Bool.random(using: &generator) ? 0x7F : 0x1FFFF), using: &generator)
      text.unicodeScalars.append(Unicode.Scalar(value) ?? "\"")
    }
    return text
  }

  private func isSame(_ read: Any, _ value: JSON) -> Bool {
    switch value {
    case .null: return read is NSNull
    case .boolean(let boolean): return (read as? Bool) == boolean
    case .number(let number): return (read as? Int) == number
    case .decimal(let number): return (read as? Double).map { abs($0 - number) <= 0.0005 } ?? false
    case .string(let string): return (read as? String).map { Array($0.utf8) == Array(string.utf8) } ?? false
    case .array(let values):
      guard let read = read as? [Any], read.count == values.count else { return false }
      return zip(read, values).allSatisfy { isSame($0, $1) }
    case .elements(let count, let element): return isSame(read, .array((0..<count).map(element)))
    case .object(let members):
      guard let read = read as? [String: Any], read.count == members.count else { return false }
      return members.allSatisfy { name, value in read[name].map { isSame($0, value) } ?? false }
    }
  }
}
