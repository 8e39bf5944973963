import TestSupport
import Testing

@testable import Hashing
@testable import Kernel

/// Settings of crypt(3) against the real libcrypt: those that it refuses are of no usable hash.
@Suite struct CryptSettingTests {
  private static let alphabet = Array("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

  private static func text(_ count: Int, _ random: inout SeededGenerator) -> String {
    String(decoding: (0..<count).map { _ in alphabet.randomElement(using: &random)! }, as: UTF8.self)
  }

  /// A setting up to its salt, as right and wrong numbers make it, and how long the digest is.
  private static func setting(_ random: inout SeededGenerator) -> (String, digestCount: Int) {
    let rounds = [
      "", "", "rounds=1000$", "rounds=999$", "rounds=1000000000$", "rounds=01000$", "rounds=$",
      "rounds=1000x$",
      "rounds=+1000$", "rounds=1$",
    ].randomElement(using: &random)!
    let numbers = [
      "j75", "j75", "j85", "j7T", "j7.", "j", "j7", "z75", "j75.", "j75/", "j755", ".75", "/75", "j75./",
      "j75/.",
      "j750..",
    ].randomElement(using: &random)!
    let salt = text([0, 1, 2, 3, 4, 8, 16, 22, 22, 64, 86, 87].randomElement(using: &random)!, &random)
    switch Int.random(in: 0..<7, using: &random) {
    case 0: return ("$5$\(rounds)\(salt.prefix(16))$", 43)
    case 1: return ("$6$\(rounds)\(salt.prefix(16))$", 86)
    case 2: return ("$y$\(numbers)$\(salt)$", 43)
    case 3: return ("$gy$\(numbers)$\(salt)$", 43)
    case 4:
      let number = ["/....", ".....", "2....", "/...$"].randomElement(using: &random)!
      return ("$7$\("./567".randomElement(using: &random)!)\(number)/....\(salt)$", 43)
    case 5:
      let count = ["", ",rounds=10", ",rounds=0", ",rounds=01", ",rounds=", "/"].randomElement(
        using: &random)!
      return ("$md5\(count)$\(salt.prefix(8))$", 22)
    default:
      return ("$sha1$\(["10", "4", "", "010", "x"].randomElement(using: &random)!)$\(salt.prefix(64))$", 28)
    }
  }

  @Test func `a hash is whole if libcrypt takes its setting`() throws {
    var random = SeededGenerator(stream: 171)
    var (taken, refused) = (0, 0)
    for _ in 0..<600 {
      let (setting, digestCount) = Self.setting(&random)
      // Some formats leave bits of the last character unused.
      let field = Array((setting + String(repeating: ".", count: digestCount)).utf8)
      let isTaken =
        (try? Bcrypt.compute(Secret(Array("x".utf8)), field.map { CChar(bitPattern: $0) } + [0])) != nil
      #expect(HashFormat(field.span).isComplete(field.span) == isTaken, "\(setting)")
      if isTaken { taken += 1 } else { refused += 1 }
    }
    #expect(taken > 100 && refused > 100)
  }
}
