internal import Deployments
internal import Htpasswd
internal import Linting

extension LoginNames {
  /// Reads a credential or token file.
  ///
  /// - Parameters:
  ///   - path: also of a roles file that is the token file too.
  ///   - reader: which release of Chroma it is for.
  init(_ path: FilePath, for reader: RolesReader) throws(Failure) {
    let (kind, bytes) = try storing { () throws(StorageError) in
      let source = try ByteSource.opening(path)
      return try source.read(path) { (source) throws(SystemError) in (try source.kind(), try source.bytes()) }
    }
    guard [.credentials, .tokens, .roles].contains(kind) else {
      throw Failure(.unusable, "\(path) is \(kind.title), not a credential or token file")
    }
    let server = kind == .credentials ? (reader == .first ? Server.chroma04 : .chroma) : .chromaToken
    do throws(StartFailure) {
      self =
        kind == .credentials
        ? try LoginNames(credentials: bytes, of: server, path: "\(path)")
        : try LoginNames(tokens: bytes, path: "\(path)")
    } catch {
      throw Failure(
        .unusable, "Chroma will not start with \(path): \(error)",
        hint: "to see the fixes: chroma-htpasswd lint\(server.option) \(path.shellWord)")
    }
  }
}
