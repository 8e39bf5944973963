import Foundation
import TestSupport
import Testing

/// Asks a front for every route of a real Chroma in disguise, without credentials or with wrong ones.
struct FrontProbe {
  private let document: String

  /// - Parameter chroma: the server whose routes are asked for.
  init(_ chroma: ListeningServer, in folder: TemporaryFolder) throws {
    document = folder["openapi.json"]
    try Command(
      [
        "curl", "-q", "--silent", "--fail", "--noproxy", "*", "--output", document,
        "\(chroma.url)/openapi.json",
      ]
    ).run().expect(exits: 0)
  }

  /// Records an issue for each request that the front does not refuse; the heartbeat has to be answered.
  ///
  /// - Parameters:
  ///   - header: goes along with every request.
  ///   - step: asks for one path in so many.
  ///   - answersOptions: whether it answers OPTIONS itself, for browsers.
  ///   - count: how many requests there have to be at least.
  func expectNothingPasses(
    _ front: ListeningServer, header: String? = nil, every step: Int = 1, atLeast count: Int = 5_000,
    answersOptions: Bool = false,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "Oracles/front_probe.py")
    let outcome = try Command(
      [try Peers.python, "-B", script.path(percentEncoded: false), document, "\(front.port)", "\(step)"]
        + (answersOptions ? ["--cors"] : [])
        + (header.map { [$0] } ?? [])
    ).run().expect(exits: 0)
    let lines = outcome.text.split(separator: "\n")
    let asked = lines.last.flatMap { $0.wholeMatch(of: /asked (\d+)/) }.flatMap { Int($0.1) }
    #expect(asked ?? 0 >= count, "\(outcome)", sourceLocation: sourceLocation)
    let passed = lines.dropLast()
    #expect(passed.count == 0, "\(passed.prefix(20).joined(separator: "\n"))", sourceLocation: sourceLocation)
  }
}
