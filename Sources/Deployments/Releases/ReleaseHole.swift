internal import Kernel

/// A hole of some versions of Chroma, authentication or not.
package struct ReleaseHole: Sendable, Equatable {
  package let versions: ClosedRange<ChromaVersion>
  /// The harm that anyone can do.
  package let harm: String
  /// The release that closes it: the image, or what pip is given.
  package let image: String?
  package let requirement: String

  /// 0.6.3 forgets to await its check in `delete_database`: 200, and the data is gone (tried; 0.6.2 and 0.5.23 refuse).
  package static let deletionOf063 = ReleaseHole(
    versions: ChromaVersion(0, 6, 3)...ChromaVersion(0, 6, 3), harm: "anyone can delete a database",
    image: "chromadb/chroma:\(ChromaRelease.sound)", requirement: "chromadb==\(ChromaRelease.sound)")

  /// So does the Python server of 1.x, up to 1.4.0 (Chroma's pull request 6106; 1.4.0 and 1.4.1 differ in that one
  /// `await`: read, not tried, so the words name the source). It says its own version. `chroma run` says 1.0.0 always,
  /// and has no check to forget.
  package static let deletionOf1 = ReleaseHole(
    versions: ChromaVersion(1, 0, 1)...ChromaVersion(1, 4, 0),
    harm: "by Chroma's pull request 6106 anyone can delete a database",
    image: nil, requirement: "'chromadb>=1.4.1'")

  /// - Parameter version: as a server says it.
  package static func known(in version: ChromaVersion) -> ReleaseHole? {
    ChromaRelease(version)?.facts.holes.first { $0.versions.contains(version) }
  }

  /// A request that only reads and that shows whether checks are awaited: 0.6.3 answers it with an error about the
  /// collection, which does not exist, and a release that awaits them refuses it first.
  package static let question = "/api/v1/collections/00000000-0000-0000-0000-000000000000/count"

  /// Whether the answer to the question shows that a check was passed without credentials. A page that something in
  /// front of Chroma gives for any path does not.
  package static func isShown(by body: [UInt8]) -> Bool {
    body.contains(words: "InvalidCollection")
      || !body.isEmpty && body.allSatisfy { $0.isDigit }
  }
}
