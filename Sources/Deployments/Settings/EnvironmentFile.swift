package import Kernel

/// A file of variables, and who reads it: each reader takes the same bytes for other values.
package enum EnvironmentFile {
  package enum Reader: String, Sendable, CaseIterable {
    /// `docker run --env-file`, and compose's `format: raw`: quotes are kept.
    case docker
    /// compose's `env_file`, and the `.env` beside a compose file.
    case compose
    /// `. FILE` in a POSIX shell.
    case shell
    /// python-dotenv, which Chroma has read `.env` in its working folder.
    case chroma
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - environment: the value of a name that the file takes from its surroundings; nil if it is not set.
  package static func variables(
    _ bytes: [UInt8], from path: FilePath, as reader: Reader,
    environment: ([UInt8]) -> [UInt8]? = { _ in nil }
  ) -> Variables {
    guard bytes.count <= Variables.maximumFileSize else {
      var variables = Variables()
      variables.isCut = true
      return variables
    }
    switch reader {
    case .docker: return DockerEnvironmentFile.variables(bytes, path, environment)
    case .compose: return ComposeEnvironmentFile.variables(bytes, path, environment)
    case .shell: return ShellEnvironmentFile.variables(bytes, path, environment)
    case .chroma: return DotEnv.variables(bytes, path, environment)
    }
  }

  /// The reader that a file seems to be for: by its name, then by `export` before its first name.
  package static func likelyReader(of bytes: [UInt8], at path: FilePath) -> Reader {
    if path.fileName == Array(".env".utf8) { return .chroma }
    var rest = bytes.prefix(Variables.maximumFileSize)
    while !rest.isEmpty {
      let line = rest.prefix { $0 != Ascii.lineFeed }
      rest = rest[line.endIndex...].dropFirst()
      let text = Array(line)[WhiteSpace.strip(Array(line).span)]
      if text.isEmpty || text.first == Ascii.hash { continue }
      return text.starts(with: "export ".utf8) ? .shell : .docker
    }
    return .docker
  }
}

extension Variables {
  /// Leaves settings in doubt that a file of docker or compose takes from where it is read, and that are not set here.
  mutating func doubtNamesAlone() {
    for line in oddLines {
      guard case .nameAlone(let name) = line.kind, ReleaseSettings.allNames.contains(name.uppercased()),
        (self[name.uppercased()]?.place.line ?? 0) < (line.place.line ?? 0)
      else { continue }
      add(name.utf8, .unknown(.elsewhere("the environment of what reads the file")), line.place)
    }
  }
}

extension [UInt8] {
  var isUTF8: Bool { (try? UTF8Span(validating: span)) != nil }
}
