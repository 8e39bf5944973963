import Testing

@testable import Deployments

/// Which configuration a container of a front is started with.
@Suite struct FrontCommandTests {
  @Test(arguments: [
    ("", Front.nginx, FrontCommand.standard), ("nginx -g daemon_off;", .nginx, .standard),
    ("/docker-entrypoint.sh nginx -g daemon_off;", .nginx, .standard),
    ("nginx -c /etc/nginx/other.conf", .nginx, .configuration("/etc/nginx/other.conf")),
    (
      "caddy run --config /etc/caddy/Caddyfile --adapter caddyfile", .caddy,
      .configuration("/etc/caddy/Caddyfile")
    ),
    ("caddy run --config=x --watch", .caddy, .configuration("/srv/x")),
    ("haproxy -f /x.cfg -db", .haproxy, .configuration("/x.cfg")),
    ("-f /x.cfg", .haproxy, .configuration("/x.cfg")), ("httpd-foreground", .apache, .standard),
    ("-c /e.yaml -l info", .envoy, .configuration("/e.yaml")), ("--api.insecure=true", .traefik, .standard),
  ])
  func `commands that are understood`(command: String, front: Front, expected: FrontCommand) {
    #expect(FrontCommand(Self.words(command), of: front) == expected)
  }

  @Test(arguments: [
    ("sh -c envsubst_x_&&_nginx", Front.nginx), ("nginx -g load_module_x;", .nginx),
    ("nginx -p /other", .nginx),
    ("caddy reverse-proxy --from :80 --to chroma:8000", .caddy), ("caddy run --envfile x", .caddy),
    ("haproxy -f /a.cfg -f /b.cfg", .haproxy), ("httpd -C Include_x", .apache),
    ("envoy -c /e.yaml --config-yaml {}", .envoy), ("nginx -c", .nginx),
  ])
  func `others are not known`(command: String, front: Front) {
    guard case .unknown(let reason) = FrontCommand(Self.words(command), of: front) else {
      Issue.record("\(command) is understood")
      return
    }
    #expect(!reason.isEmpty)
  }

  /// `_` is a blank within a word.
  private static func words(_ command: String) -> [String] {
    command.split(separator: " ").map { String($0).replacing("_", with: " ") }
  }
}
