import Foundation

/// The program under test.
public enum Program {
  /// The built `chroma-htpasswd`: it is beside the test runner. `CHROMA_HTPASSWD_BINARY` names another one,
  /// such as the release build.
  public static let path: String =
    ProcessInfo.processInfo.environment["CHROMA_HTPASSWD_BINARY"]
    ?? URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appending(path: "chroma-htpasswd").path(percentEncoded: false)

  /// `PATH` with the folder of the program first, so that scripts in tests read as users type them.
  static let searchPath: String =
    (path as NSString).deletingLastPathComponent + ":"
    + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
}

extension TemporaryFolder {
  /// `chroma-htpasswd` with these arguments, in this folder.
  public func program(_ arguments: [String], input: String = "") -> Command {
    var command = Command([Program.path] + arguments, in: path)
    command.input = Array(input.utf8)
    return command
  }

  /// Runs `chroma-htpasswd` with these arguments, in this folder.
  @discardableResult
  public func run(_ arguments: String..., input: String = "") throws -> Outcome {
    try program(arguments, input: input).run()
  }

  /// Runs a shell script in this folder; it finds `chroma-htpasswd` in its `PATH`.
  @discardableResult
  public func shell(_ script: String, _ arguments: String..., input: String = "") throws -> Outcome {
    var command = Command(["bash", "-c", script, "bash"] + arguments, in: path)
    command.input = Array(input.utf8)
    return try command.run()
  }
}
