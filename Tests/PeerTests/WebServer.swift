import Foundation
import TestSupport

/// A web server that reads credential files at each request, named as `--for` names it. All but one are Debian's.
enum WebServer: String, CaseIterable, Sendable {
  case nginx, apache, lighttpd, registry
  /// A static build with musl, as the image nginx:alpine has it.
  case nginxAlpine = "nginx-alpine"

  struct Missing: Error, CustomStringConvertible {
    var path: String
    var description: String { "\(path) is missing: Tests/run installs what the tests need" }
  }

  /// The command that runs it in the foreground, one process without children, all that it writes in the folder.
  func command(port: UInt16, in folder: TemporaryFolder) throws -> [String] {
    try folder.write(configuration(port: port, in: folder.path), to: "configuration")
    let configuration = folder["configuration"]
    switch self {
    case .nginx, .nginxAlpine:
      let program =
        self == .nginx
        ? try present("/usr/sbin/nginx") : try Peers.nginxAlpine
      return [program, "-p", folder.path, "-c", configuration, "-e", folder["nginx.log"]]
    case .apache: return try [present("/usr/sbin/apache2"), "-X", "-f", configuration]
    case .lighttpd: return try [present("/usr/sbin/lighttpd"), "-D", "-f", configuration]
    case .registry: return try [present("/usr/bin/docker-registry"), "serve", configuration]
    }
  }

  /// How many credential files it reads, each for requests of its own. lighttpd answers a wrong password after a
  /// second: it is asked about many files at a time.
  var fileCount: Int { self == .lighttpd ? 100 : 1 }

  /// How many requests wait for their answers at a time.
  var requestCount: Int { self == .lighttpd ? 300 : 1 }

  /// A path for the users of one file alone.
  func resource(_ file: Int) -> String { self == .registry ? "/v2/" : "/secret?\(file)" }

  /// A credential file's name.
  static func file(_ number: Int) -> String { "file\(number)" }

  private func configuration(port: UInt16, in folder: String) -> String {
    switch self {
    case .nginx, .nginxAlpine:
      """
      daemon off;
      master_process off;
      user root;
      pid pid;
      error_log nginx.log;
      events { worker_connections 64; }
      http {
        access_log off;
        client_body_temp_path temporary;
        proxy_temp_path temporary;
        fastcgi_temp_path temporary;
        uwsgi_temp_path temporary;
        scgi_temp_path temporary;
        server {
          listen 127.0.0.1:\(port);
          root \(folder);
          auth_basic realm;
          auth_basic_user_file \(folder)/\(Self.file(0));
        }
      }

      """
    case .apache:
      // It refuses to serve as root.
      """
      ServerRoot \(folder)
      ServerName localhost
      Listen 127.0.0.1:\(port)
      User www-data
      Group www-data
      PidFile pid
      ErrorLog apache.log
      DefaultRuntimeDir \(folder)
      \(Self.modules.map { "LoadModule \($0)_module /usr/lib/apache2/modules/mod_\($0).so" }
        .joined(separator: "\n"))
      DocumentRoot \(folder)
      <Location />
        AuthType Basic
        AuthName realm
        AuthUserFile \(folder)/\(Self.file(0))
        Require valid-user
      </Location>

      """
    case .lighttpd:
      """
      server.document-root = "\(folder)"
      server.bind = "127.0.0.1"
      server.port = \(port)
      server.errorlog = "\(folder)/lighttpd.log"
      server.modules = ("mod_auth", "mod_authn_file")
      auth.backend = "htpasswd"
      auth.require = ("" => ("method" => "basic", "realm" => "realm", "require" => "valid-user"))
      \((0..<fileCount).map { file in
        """
        $HTTP["query-string"] == "\(file)" {
          auth.backend.htpasswd.userfile = "\(folder)/\(Self.file(file))"
        }
        """
      }.joined(separator: "\n"))

      """
    case .registry:
      """
      version: 0.1
      log: {level: error, accesslog: {disabled: true}}
      storage: {filesystem: {rootdirectory: \(folder)/data}}
      http: {addr: "127.0.0.1:\(port)", secret: none}
      auth: {htpasswd: {realm: realm, path: \(folder)/\(Self.file(0))}}

      """
    }
  }

  /// Modules of Apache httpd.
  private static let modules = [
    "mpm_prefork", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic",
  ]

  private func present(_ path: String) throws -> String {
    guard FileManager.default.isExecutableFile(atPath: path) else { throw Missing(path: path) }
    return path
  }
}
