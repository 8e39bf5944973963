internal import Htpasswd
internal import Linting

/// What `lint` knows of one file.
struct LintedFile {
  let path: FilePath
  let result: LintResult
}
