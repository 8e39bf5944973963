package import Kernel

/// A deployment as its files describe it: its servers, and what is wrong with the files themselves.
package struct Deployment: Sendable {
  package var services: [Service] = []
  /// The findings of the files' reader; those of `ServiceJudge` come after them.
  package var findings: [SettingFinding] = []
  /// Files that were read besides the one that was asked for: `.env`, overrides, files of variables.
  package var files: [FilePath] = []

  package init() {}
}
