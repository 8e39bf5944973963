import Foundation

/// The real servers and tools that the tests put the program against. Without them a test fails; `Tests/run`
/// installs them.
public enum Peers {
  public struct Missing: Error, CustomStringConvertible {
    let path: String
    public var description: String { "\(path) is missing: Tests/run installs what the tests need" }
  }

  /// A program of the virtual environment with this release of Chroma.
  public static func chroma(_ release: String, _ program: String) throws -> String {
    try present("\(cache)/venvs/chromadb-\(release)/bin/\(program)")
  }

  /// Docker's compose, without docker.
  public static var compose: String {
    get throws { try present("\(cache)/venvs/compose/bin/docker-compose") }
  }

  /// Apache's htpasswd.
  public static var htpasswd: String {
    get throws { try present("/usr/bin/htpasswd") }
  }

  /// Debian's nginx.
  public static var nginx: String {
    get throws { try present("/usr/sbin/nginx") }
  }

  private static let cache: String = {
    let environment = ProcessInfo.processInfo.environment
    return environment["CHROMA_HTPASSWD_PEERS"]
      ?? (environment["XDG_CACHE_HOME"] ?? "\(NSHomeDirectory())/.cache") + "/chroma-htpasswd"
  }()

  private static func present(_ path: String) throws -> String {
    guard FileManager.default.isExecutableFile(atPath: path) else { throw Missing(path: path) }
    return path
  }
}
