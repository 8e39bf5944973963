import Testing

@testable import Hashing
@testable import Kernel

@Suite struct HashDemandTests {
  /// Settings by crypt_gensalt(3) at its default and highest costs, and what files may hold besides.
  private static let settings: [(String, Double, Double, Double)] = [
    ("$6$rounds=999999999$salt$", 0.4, 999_999_999, 0), ("$5$rounds=5000$salt$", 0.4, 5000, 0),
    ("$md5,rounds=1000000$salt$", 1.5, 1_000_000, 0), ("$sha1$4294967295$salt$", 1, 4_294_967_295, 0),
    ("$7$CU..../....salt$", 0.3, 524_288, 67_108_864),
    ("$y$j9T$salt$", 0.3, 131_072, 16_777_216),
    ("$gy$jFT$salt$", 0.3, 8_388_608, 1_073_741_824),
  ]

  @Test(arguments: settings)
  func `a field says what it takes`(field: String, each: Double, rounds: Double, memory: Double) throws {
    let demand = try #require(self.demand(field))
    #expect(demand.microseconds == each * rounds)
    #expect(demand.memory == memory)
  }

  @Test(arguments: ["$6$salt$", "$1$salt$", "$md5$salt$", "$apr1$salt$", "{SHA}x"])
  func `other fields take little`(field: String) {
    #expect(self.demand(field) == nil)
  }

  private func demand(_ field: String) -> HashDemand? { HashDemand(HashFormat(field), field.bytes.span) }

  @Test func `what takes long, or much memory, is an obstacle`() {
    let digest = String(repeating: ".", count: 86)
    func obstacle(_ field: String) -> CryptLibrary.Fault? {
      CryptLibrary.libxcrypt.obstacle(field.bytes.span, HashFormat(field))
    }
    #expect(obstacle("$6$rounds=5000$salt$\(digest)") == nil)
    guard case .cost(nil, let seconds) = obstacle("$6$rounds=999999999$salt$\(digest)") else {
      Issue.record("it was to be computed")
      return
    }
    #expect(seconds > 60)
    guard case .memory = obstacle("$y$jHT$salt$\(digest.prefix(43))") else {
      Issue.record("it was to be computed")
      return
    }
  }
}
