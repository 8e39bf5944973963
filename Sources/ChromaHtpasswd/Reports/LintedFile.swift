internal import Deployments
internal import Htpasswd
internal import Linting

/// The findings and answers of `lint` for one file.
struct LintedFile {
  let path: FilePath
  let kind: FileKind
  var result: LintResult
  /// Whose answers those are.
  let servers: [Server]
  /// The services of a deployment.
  var services: [ServiceAnswer] = []
  /// Files that were read to say so.
  var read: [FilePath] = []
  /// Whether it was read for another file's sake.
  var isPart = false
}
