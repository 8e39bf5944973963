package import Kernel

/// The answer for one service.
package final class ServiceAnswer: Sendable {
  package let service: Service
  package let outcome: Outcome
  /// One phrase: why.
  package let why: String
  /// nil if it is not known.
  package let release: ChromaRelease?
  package let header: TokenHeader?
  /// Files of this machine that it gets, and for which server of `Server.allToLint` they are.
  package let files: [MountedFile]
  package let findings: [SettingFinding]

  init(
    service: Service, outcome: Outcome, why: String, release: ChromaRelease?, header: TokenHeader?,
    files: [MountedFile], findings: [SettingFinding]
  ) {
    (self.service, self.outcome, self.why, self.release) = (service, outcome, why, release)
    (self.header, self.files, self.findings) = (header, files, findings)
  }

  /// A credential, token or roles file.
  package struct MountedFile: Sendable, Equatable {
    package enum Use: String, Sendable { case credentials, tokens, roles }

    package let path: FilePath
    package let use: Use
  }

  /// The release in the words of the pages: `0.4`, `0.5-0.6`, `1.x`, `unknown`.
  package var releaseWord: String {
    switch release {
    case .v040?, .v047?, .v048?, .v04?: "0.4"
    case .v050?, .v051?, .v06?, .v063?: "0.5-0.6"
    case .v1?: "1.x"
    case nil: "unknown"
    }
  }

  /// Who reaches it, in one phrase.
  package var reached: String {
    let reaches = service.publications.map(\.reach)
    if reaches.contains(.everyAddress) { return "every address" }
    for reach in reaches {
      if case .address(let address) = reach { return address }
      if case .unknown(let reason) = reach { return "unknown: \(reason)" }
    }
    if reaches.contains(.cluster) { return "the cluster" }
    if reaches.contains(.loopback) { return "loopback" }
    return service.unpublishedReach
  }
}
