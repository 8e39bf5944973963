package import Credentials
package import Kernel

/// How the readers of deployments reach what is around a file.
package struct DeploymentContext {
  /// The file that is asked about, as it was named.
  package let path: FilePath
  package let bytes: [UInt8]
  /// Looks a name up, relative to where the tool runs.
  package let file: (FilePath) -> NamedFile
  /// The names of the files in a folder, relative to where the tool runs.
  package var names: (FilePath) -> [String] = { _ in [] }
  /// Who owns a file or a folder, and who may use it; nil if that says nothing of the one that is deployed.
  package var attributes: (FilePath) -> FileAttributes? = { _ in nil }
  /// The environment of the tool, which compose and shells look at too.
  package let environment: ([UInt8]) -> [UInt8]?
  /// Where the tool runs: absolute; nil if that is not known.
  package var workingFolder: [UInt8]?
  /// The release that was asked for, of files that do not name one.
  package var release: ChromaRelease?
  /// Who reads a file of variables; nil if its name is to say it.
  package var reader: EnvironmentFile.Reader?

  package init(
    _ path: FilePath, _ bytes: [UInt8], file: @escaping (FilePath) -> NamedFile,
    environment: @escaping ([UInt8]) -> [UInt8]?
  ) {
    (self.path, self.bytes, self.file, self.environment) = (path, bytes, file, environment)
  }

  /// Limits it to 16 MB of other files: what names the same file again and again is not read for ever.
  var limited: DeploymentContext {
    final class Budget { var left = 16 << 20 }
    let (budget, file) = (Budget(), file)
    var copy = DeploymentContext(
      path, bytes,
      file: { path in
        guard budget.left > 0 else { return .unreadable("more files are named than are read") }
        let answer = file(path)
        if case .content(let bytes) = answer { budget.left -= bytes.count + 1024 }
        return answer
      }, environment: environment)
    (copy.release, copy.reader, copy.names, copy.workingFolder) = (release, reader, names, workingFolder)
    copy.attributes = attributes
    return copy
  }

  /// A name as the file's folder sees it.
  ///
  /// - Parameter name: relative or absolute; an absolute one below that folder is made relative.
  package func beside(_ name: String) -> FilePath {
    let bytes = path.bytes
    if let workingFolder, bytes.first != Ascii.slash, name.hasPrefix("/") {
      let prefix = workingFolder + (workingFolder.last == Ascii.slash ? [] : [Ascii.slash])
      let folder = bytes.lastIndex(of: Ascii.slash).map { Array(bytes[...$0]) } ?? []
      if name.utf8.starts(with: prefix + folder) {
        return FilePath(bytes: Array(name.utf8.dropFirst(prefix.count)))
      }
    }
    guard !name.hasPrefix("/"), let slash = bytes.lastIndex(of: Ascii.slash) else { return FilePath(name) }
    return FilePath(bytes: bytes[...slash] + Array(name.utf8))
  }
}
