internal import Deployments
internal import Htpasswd
internal import Linting

/// What `lint` knows of one file.
struct LintedFile {
  let path: FilePath
  let kind: FileKind
  var result: LintResult
  /// Whose answers those are.
  let servers: [Server]
  /// Of a deployment.
  var services: [ServiceAnswer] = []
  /// Files that were read to say so.
  var read: [FilePath] = []
  /// Whether it was read for another file's sake.
  var isPart = false
}
