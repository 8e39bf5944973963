extension Rule {
  static let bypassedProxy = Rule(
    name: "bypassed-proxy",
    summary: "a Chroma that is published beside the server that asks for it",
    page: """
      The front asks for credentials, and Chroma's own port is published too: whoever takes that one is asked nothing. \
      Take its ports: away; services of one network reach each other without.
      """,
    bad: Example(
      """
      services:
        chroma:
          image: chromadb/chroma:1.5.9
          ports: ["127.0.0.1:8000:8000"]
        nginx:
          image: nginx:1.28
          configs:
            - source: nginx
              target: /etc/nginx/nginx.conf
      configs:
        nginx:
          content: |
            events {}
            http {
              server {
                listen 80;
                auth_basic Chroma;
                auth_basic_user_file /etc/nginx/server.htpasswd;
                location / { proxy_pass http://chroma:8000; }
              }
            }

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
