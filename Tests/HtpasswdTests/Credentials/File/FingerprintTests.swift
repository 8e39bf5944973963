import TestSupport
import Testing

@testable import Credentials

@Suite struct FingerprintTests {
  @Test func `equal names have equal fingerprints, and others hardly ever`() {
    let one = Fingerprint.of("alice".bytes.span)
    let again = Fingerprint.of("xalicex".bytes.span.extracting(1..<6))
    #expect(one == again)
    var seen: Set<UInt64> = []
    for number in 0..<10_000 { seen.insert(Fingerprint.of("user\(number)".bytes.span)) }
    #expect(seen.count == 10_000)
  }

  /// Values of CPython's `hash(bytes)` with PYTHONHASHSEED=0, a key of zeros.
  @Test(
    arguments: [
      ("a", 0x4074_48d2_b89b_1813), ("alice", 0x11af_1c34_7e79_d641), ("1234567", 0xa33d_6515_94fd_ae81),
      ("12345678", 0x3489_9824_3056_0a87), ("123456789", 0x0fbc_0f00_0796_5fcf),
      (String(repeating: "x", count: 63), 0x1c30_8a9f_11b6_a742),
    ] as [(String, UInt64)])
  func `a fingerprint is SipHash-1-3`(name: String, expected: UInt64) {
    let fingerprint = Fingerprint.of(name.bytes.span, key: (0, 0))
    #expect(fingerprint == expected)
    let other = Fingerprint.of(name.bytes.span, key: (0, 1))
    #expect(other != expected)
  }

  @Test func `a fingerprint is SipHash-1-3 whatever the length`() {
    let expected: [UInt64] = [
      0x4074_48d2_b89b_1813, 0x5555_08cb_c6ad_d439, 0xc03b_c3a0_0426_30f2, 0xe3d1_d5fd_d52a_ae89,
      0x251f_3c72_5bd7_84a2, 0x6220_7e65_4289_df28, 0x6db1_2aae_9070_f506, 0x3f7b_849c_0b8e_35ea,
      0xf89b_34a3_d11e_b6e5, 0xf47c_2648_06c4_0ff1, 0x1421_5fc6_5e2c_3bd4, 0x8327_5255_f375_65c1,
      0x954a_a964_997a_e4e6, 0xfdbd_7fa9_9ace_11da, 0x1fd2_7a29_b0e9_dc7a, 0x94f6_0d3d_29e6_a312,
      0x61c4_7e6d_a27e_accc, 0xb26b_b0c0_ba2d_6627, 0x7ab5_be5c_8ae7_beaa, 0xcad1_d77b_2c97_3cd5,
      0x44ec_e035_d1e4_76fa, 0xb679_c8ef_18be_a06a, 0xd9c2_6100_b33e_e39c, 0x42ac_f3a0_99af_f2dc,
      0x4c77_1fbb_675d_0ec4,
    ]
    let letters = "abcdefghijklmnopqrstuvwxyz".bytes
    for (index, number) in expected.enumerated() {
      let fingerprint = Fingerprint.of(letters.span.extracting(0...index), key: (0, 0))
      #expect(fingerprint == number, "\(index + 1)")
    }
  }

  @Test(arguments: [0, 1, 2, 2048, 2049, 4097, 20_000])
  func `of different fingerprints none is repeated`(count: Int) {
    var generator = SeededGenerator(stream: 8)
    var numbers: Set<UInt64> = []
    while numbers.count < count { numbers.insert(generator.next()) }
    var log = FingerprintLog()
    for number in numbers { log.append(number) }
    #expect(log.repeated() == [])
  }

  @Test(arguments: [10, 5000, 30_000])
  func `those that came twice, or more often, are reported`(count: Int) {
    var generator = SeededGenerator(stream: 9)
    // Few enough that many meet.
    let drawn = (0..<count).map { _ in UInt64.random(in: 0...UInt64(count), using: &generator) << 20 }
    var log = FingerprintLog()
    for number in drawn { log.append(number) }
    let expected = Dictionary(grouping: drawn) { $0 }.filter { $0.value.count > 1 }.keys
    #expect(log.repeated() == Set(expected), "seed \(SeededGenerator.seed)")
  }

  @Test(
    arguments: [
      [0], [0, 0], [0, 1, 0, 0], [.max, .max], [1, 1 << 32, 1 << 33], [7, 7 + (1 << 63), 7], [3, 3, 3],
    ] as [[UInt64]])
  func `numbers that share bits, and 0, are distinguished`(numbers: [UInt64]) {
    var log = FingerprintLog()
    for number in numbers { log.append(number) }
    let expected = Set(numbers.filter { number in numbers.count { $0 == number } > 1 })
    #expect(log.repeated() == expected)
  }

  @Test func `many numbers with the same low and the same high bits are distinguished`() {
    var log = FingerprintLog()
    for number in UInt64(0)..<3000 { log.append(number << 16) }
    for number in UInt64(0)..<100 { log.append(number << 48) }
    log.append(2999 << 16)
    // 0 << 16 is 0 << 48.
    #expect(log.repeated() == [0, 2999 << 16])
  }
}
