internal import Kernel

/// A container as a file describes it: whether it is a Chroma, and which release.
package struct ChromaContainer {
  package let image: CommandWord?
  /// nil for the image's own.
  package let entrypoint: [CommandWord]?
  package let command: [CommandWord]?
  package let variables: Variables

  package init(
    image: CommandWord?, entrypoint: [CommandWord]?, command: [CommandWord]?, variables: Variables
  ) {
    (self.image, self.entrypoint, self.command, self.variables) = (image, entrypoint, command, variables)
  }

  private var reference: ChromaImage? { image.map { ChromaImage($0.text) } }

  /// The server that is started, if a command of its own says so.
  private var server: ChromaCommand? { ChromaCommand((entrypoint ?? []) + (command ?? [])) }

  /// Whether it is a Chroma, by its image or its command.
  var isChroma: Bool { reference?.isChroma ?? false || server != nil }

  static let settingsPrefix = "CHROMA_SERVER_AUTH"
  /// Whether it has settings that nothing but a Chroma reads.
  var hasSettings: Bool { variables.all.contains { $0.name.hasPrefix(Self.settingsPrefix) } }

  /// - Parameter packages: what is installed by commands beside it.
  /// - Returns: nil if nothing says that it is a Chroma.
  package func service(
    named name: String, at place: Place, packages: PythonPackages = PythonPackages()
  ) -> Service? {
    guard isChroma || hasSettings else { return nil }
    let isChromaImage = reference?.isChroma ?? false
    let server = server
    // The image's own program gets the command, whatever it is.
    let program = isChromaImage ? .image : server?.program ?? .image
    var service = Service(
      name: name, place: place, image: image?.placedText, release: release(packages), program: program)
    service.version = packages.version
    service.variables = variables
    if isChromaImage {
      service.entrypoint = entrypoint?.map(\.placedText)
      service.command = command?.map(\.placedText)
      return service
    }
    service.command = server?.words.map(\.placedText)
    service.hasUnknownFiles = "the image may have files of its own"
    if let server {
      service.variables.add(server.assignments)
      service.doubt = server.doubt(packages)
    } else if service.knownRelease != nil {
      // Chroma is installed, and something else is started, which may start it.
      let words = (entrypoint ?? []) + (command ?? [])
      service.program = .chromaRun
      service.command = words.map(\.placedText)
      service.doubt = .doubt("the image may not start Chroma", words.first?.place ?? place)
    }
    return service
  }

  private func release(_ packages: PythonPackages) -> Service.Release {
    if let image {
      if let missing = image.spelling.missing.first {
        return .unknown("\(Array(missing.utf8).printable) is not set here")
      }
      if !image.isKnown { return .unknown(image.doubt ?? "a shell computes the image") }
    }
    var packages = packages
    for words in [entrypoint ?? [], command ?? []] {
      // `sh -c "pip install chromadb==0.6.2 && chroma run"`.
      let parts = words.flatMap { word in
        word.bytes.split { $0 == Ascii.space || $0 == Ascii.lineFeed }.prefix(1000).map(word.with)
      }
      packages.note(parts) { _ in .elsewhere("the container has it") }
    }
    if let reference, reference.isChroma {
      if packages.versions.isEmpty, !packages.mayReplace { return reference.release }
      let installed = packages.release(of: "Chroma")
      return installed == reference.release
        ? installed : .unknown("a command may install another release of Chroma")
    }
    if packages.versions.isEmpty, let image {
      return .unknown("the image \(image.bytes.printable) does not say which release of Chroma it has")
    }
    guard let server else { return packages.release(of: "Chroma") }
    return packages.release(of: server.title, isReached: packages.hasInstalled(in: server.folder))
  }

  /// Who reaches it without a network of its own.
  ///
  /// - Parameter place: what says so.
  package func publication(onHost place: Place) -> Service.Publication {
    guard let server, server.program == .python || !(reference?.isChroma ?? false) else {
      return Service.Publication(reach: .everyAddress, port: 8000, place: place)
    }
    return server.publication
  }
}
