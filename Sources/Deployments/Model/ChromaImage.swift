internal import Kernel

/// The image of a container, as far as its name says which Chroma is in it.
package struct ChromaImage: Sendable, Equatable {
  /// As it is written.
  package let text: String
  /// Without a tag and a digest.
  package let repository: String
  /// nil if there is none.
  package let tag: String?
  package let hasDigest: Bool

  /// Where Chroma's project publishes: GitHub all along, Docker Hub since 0.4.10. Docker Hub's own name can be left out.
  private static let official: Set<String> = [
    "chromadb/chroma", "docker.io/chromadb/chroma", "index.docker.io/chromadb/chroma",
    "registry-1.docker.io/chromadb/chroma", "registry.hub.docker.com/chromadb/chroma",
    "ghcr.io/chroma-core/chroma",
  ]

  /// Splits a reference: `[HOST[:PORT]/]PATH[:TAG][@DIGEST]` (distribution/reference).
  package init(_ text: some StringProtocol) {
    self.text = String(text)
    let parts = self.text.parts(by: UInt8(ascii: "@"), maxSplits: 1)
    hasDigest = parts.count > 1
    let rest = parts[0].utf8
    // A colon before the last slash is that of a port.
    let start = rest.lastIndex(of: Ascii.slash) ?? rest.startIndex
    if let colon = rest[start...].firstIndex(of: Ascii.colon) {
      tag = String(Substring(rest[rest.index(after: colon)...]))
      repository = String(Substring(rest[..<colon]))
    } else {
      tag = nil
      repository = String(parts[0])
    }
  }

  /// The name under which an engine has an image, for comparisons: Docker Hub's own and `latest` can be left out.
  static func localName(_ text: String) -> String {
    let image = ChromaImage(text.lowercased())
    return "\(image.isOfficial ? "chromadb/chroma" : image.repository):\(image.tag ?? "latest")"
  }

  package var isOfficial: Bool { Self.official.contains(repository) }

  /// Whether a container of this image is a Chroma: of the project itself, or a copy under the same name.
  package var isChroma: Bool {
    isOfficial
      || repository.parts(by: Ascii.slash, omittingEmpty: true).suffix(2).elementsEqual([
        "chromadb", "chroma",
      ])
      || repository.hasSuffix("/chroma-core/chroma")
      || repository == "ghcr.io/amikos-tech/chromadb-chart/chroma"
  }

  /// The release that the name gives.
  package var release: Service.Release {
    // An engine does not look at a tag beside it.
    if hasDigest { return .unknown("a digest does not say which release it is") }
    guard let tag, tag != "latest" else {
      if !isOfficial { return .unknown("what latest is in this registry is its own affair") }
      return .latest(.v1)
    }
    if tag.isEmpty { return .unknown("the tag is empty") }
    guard let version = ChromaVersion(tag) else { return .unknown("the tag is not a version") }
    guard let release = ChromaRelease(version) else { return .unknown("this version is not known") }
    return .known(release)
  }
}
