import TestSupport
import Testing

@testable import Deployments

/// The variables that lint knows, before the real nginx (Debian's, and that of the image nginx:alpine).
@Suite struct NginxVariableTests {
  private func take(_ names: [String], in folder: TemporaryFolder, by nginx: String) throws -> Bool {
    let uses = names.map { "proxy_set_header X \"$\($0)\";" }.joined(separator: "\n")
    try folder.write(
      """
      events {}
      pid "\(folder.path)/pid";
      http {
        access_log off;
        client_body_temp_path a; proxy_temp_path b; fastcgi_temp_path c; uwsgi_temp_path d; scgi_temp_path e;
        server { listen 1; location / { \(uses) proxy_pass http://127.0.0.1:1; } }
      }

      """, to: "nginx.conf")
    return try folder.shell("'\(nginx)' -t -p . -e stderr -c \"$PWD/nginx.conf\"").ending == .exited(0)
  }

  @Test func `nginx has the variables that lint takes for its own, and no others`() throws {
    let folder = try TemporaryFolder()
    // Those of newer releases, of modules that are not in all builds, and of the module for TCP.
    let rare = [
      "http3", "quic_connection", "memcached_key", "slice_range", "is_request_port", "request_port",
      "protocol",
      "bytes_received",
    ]
    let names = NginxDirective.variables.split(separator: " ").map(String.init).filter {
      !rare.contains($0) && !$0.hasPrefix("connections_")
    }
    try #require(names.count > 40)
    let families = [
      "arg_a", "cookie_a", "http_a", "sent_http_a", "upstream_http_a", "ssl_protocol", "proxy_host",
    ]
    for nginx in [try Peers.nginx, try Peers.nginxAlpine] {
      #expect(try take(names + families, in: folder, by: nginx))
      for name in [
        "connection_upgrade", "remote_adr", "forwarded_for", "x_real_ip", "client_ip", "hots", "request_url",
      ] {
        #expect(try !take([name], in: folder, by: nginx) && !NginxDirective.isVariable(name), "\(name)")
      }
    }
  }
}
