internal import Htpasswd
internal import Linting

/// What `lint` knows of one file.
struct LintedFile {
  let path: FilePath
  let kind: FileKind
  let result: LintResult
  /// Whose answers those are.
  let servers: [Server]
}
