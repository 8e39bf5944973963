extension Rule {
  static let proxyWithoutAuth = Rule(
    name: "proxy-without-auth",
    summary: "a front that passes strangers on to Chroma",
    page: """
      A location that passes requests on asks for nothing: no auth_basic, auth_basic off, or a path that is matched \
      decoded and passed on as it was sent. chroma-htpasswd config nginx prints a configuration that leaves the \
      heartbeat alone open.
      """,
    bad: Example(
      """
      events {}
      http {
        server {
          listen 80;
          location / { proxy_pass http://chroma:8000; }
        }
      }

      """),
    good: Example(
      """
      events {}
      http {
        server {
          listen 127.0.0.1:8080;
          auth_basic Chroma;
          auth_basic_user_file /etc/nginx/server.htpasswd;
          location / { proxy_pass http://chroma:8000; }
        }
      }

      """),
    check: .deployment
  )
}
