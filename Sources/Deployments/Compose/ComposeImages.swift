internal import Kernel

/// The program of a container, by its image or command.
enum ComposeImages {
  struct Start {
    var program: Service.Program
    var release: Service.Release
    var version: ChromaVersion?
  }

  /// A Chroma that a command starts, whatever the image.
  static func start(of command: [PlacedText]) -> Start? {
    // `sh -c "pip install chromadb==0.5.3 && chroma run"` is one word.
    let words = command.flatMap { $0.text.split(whereSeparator: { " \t\n;&|'\"".contains($0) }) }
    var version: ChromaVersion?
    for word in words where word.hasPrefix("chromadb==") || word.hasPrefix("chromadb-client==") {
      guard let number = ChromaVersion(word.drop { $0 != "=" }.dropFirst(2)) else { continue }
      version = number
    }
    let release =
      version.flatMap { ChromaRelease($0) }.map { Service.Release.known($0) }
      ?? .unknown("which version of chromadb is installed is not said")
    for (index, word) in words.enumerated() {
      let name = word.split(separator: "/").last ?? word
      if name == "chroma", index + 1 < words.count, words[index + 1] == "run" {
        return Start(program: .chromaRun, release: release, version: version)
      }
      if word == "chromadb.app:app" || word == "chromadb.app" {
        return Start(program: .python, release: release, version: version)
      }
    }
    return nil
  }
}
