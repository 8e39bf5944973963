internal import Deployments
internal import Htpasswd

extension ServiceAnswer {
  /// The outcome of the service, in one line: `chroma is open, reached on every address: 1.x has no authentication`.
  var line: String {
    let name = service.name.isEmpty ? "the server" : Array(service.name.utf8).printable
    let reach = reached == Service.unknownReach ? " (who reaches it is unknown)" : ", reached on \(reached)"
    return switch outcome {
    case .protectedBasic, .protectedToken: "\(name) is protected\(reach): \(why)\(hole)"
    case .open: "\(name) is open\(reach): \(why)"
    case .doesNotStart: "\(name) will not start: \(why)"
    case .nobodyGetsIn: "\(name) lets nobody log in: \(why)\(hole)"
    case .unknown: "cannot tell what \(name) does: \(why)"
    }
  }

  private var hole: String {
    release == .v063 ? ", and 0.6.3 lets anyone delete a database" : ""
  }
}

extension ServiceAnswer.MountedFile.Use {
  var kind: FileKind {
    switch self {
    case .credentials: .credentials
    case .tokens: .tokens
    case .roles: .roles
    }
  }
}

extension ServiceAnswer {
  /// The server that reads such a file of the service; nil if no rules are about such files.
  func server(of use: MountedFile.Use) -> Server? {
    if let image = service.image, service.program == .front {
      let image = ChromaImage(image.text)
      return Front(repository: image.repository)?.server(tag: image.tag)
    }
    return switch use {
    case .credentials: release?.settings?.server
    case .tokens: .chromaToken
    case .roles: release.map { $0 == .v04 ? .chromaRoles04 : .chromaRoles }
    }
  }
}
