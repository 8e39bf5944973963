import Deployments
import Testing

/// The release that the name of an image means.
@Suite struct ChromaImageTests {
  @Test(arguments: [
    ("chromadb/chroma:0.5.23", ChromaRelease.v06), ("chromadb/chroma:0.4.24", .v04),
    ("chromadb/chroma:0.5.0", .v050),
    ("ghcr.io/chroma-core/chroma:1.0.15", .v1), ("docker.io/chromadb/chroma:1.0.13-arm64", .v1),
    ("localhost:5000/chromadb/chroma:0.6.3", .v063),
  ])
  func `a tag that is a version says the release`(text: String, release: ChromaRelease) {
    #expect(ChromaImage(text).release == .known(release))
    #expect(ChromaImage(text).isChroma)
  }

  @Test(arguments: ["chromadb/chroma", "chromadb/chroma:latest", "ghcr.io/chroma-core/chroma"])
  func `no tag, and latest, are 1_x`(text: String) {
    #expect(ChromaImage(text).release == .latest(.v1))
  }

  @Test(arguments: [
    "chromadb/chroma@sha256:00", "chromadb/chroma:", "chromadb/chroma:0.5", "chromadb/chroma:main",
    "registry.example.com/chromadb/chroma", "registry.example.com:5000/chromadb/chroma:latest",
    "chromadb/chroma:latest@sha256:00",
    "chromadb/chroma:0.3.29", "chromadb/chroma:0.5.24",
  ])
  func `of other names the release is not known`(text: String) {
    let image = ChromaImage(text)
    guard case .unknown = image.release else {
      Issue.record("\(text): \(image.release)")
      return
    }
    #expect(image.isChroma)
  }

  @Test(arguments: ["nginx", "chroma", "mychromadb/chroma:1.0.0", "chromadb/chroma-mcp:1", "chromadb", ""])
  func `other images are not a Chroma`(text: String) {
    #expect(!ChromaImage(text).isChroma)
  }

  @Test func `a port is not a tag`() {
    let image = ChromaImage("localhost:5000/chroma")
    #expect(image.tag == nil && image.repository == "localhost:5000/chroma")
  }
}
