import Foundation

/// SplitMix64: random numbers that a seed brings back.
public struct SeededGenerator: RandomNumberGenerator {
  /// The seed of this run: `CHROMA_HTPASSWD_SEED`, else always the same one, so that a commit passes or fails alike
  /// everywhere. `Tests/run --long` draws a new one. A test that fails says it.
  public static let seed: UInt64 =
    ProcessInfo.processInfo.environment["CHROMA_HTPASSWD_SEED"].flatMap(UInt64.init) ?? 1

  private var state: UInt64

  /// The numbers of the `stream`th of the independent streams of this run.
  public init(stream: Int) {
    state = Self.seed &+ UInt64(stream) &* 0xd1b5_4a32_d192_ed03
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// True once in `count` calls.
  public mutating func once(in count: Int) -> Bool {
    Int.random(in: 0..<count, using: &self) == 0
  }
}

/// How many times as much to generate: `CHROMA_HTPASSWD_ROUNDS`, else 1.
public let rounds = ProcessInfo.processInfo.environment["CHROMA_HTPASSWD_ROUNDS"].flatMap(Int.init) ?? 1
