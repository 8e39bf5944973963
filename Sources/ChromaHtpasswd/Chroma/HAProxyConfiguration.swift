internal import Deployments
internal import Htpasswd

extension Deployment {
  /// A whole haproxy.cfg.
  func haproxyConfiguration(_ users: FrontEntries) -> Secret {
    var text = Secret()
    text.append(
      text: """
        # HAProxy in front of Chroma 1.x, which asks nobody for credentials itself.
        # Chroma must listen where nothing but this HAProxy reaches it. Users are in this file: print it again, and
        # reload HAProxy, when they change.

        global
          # If root starts it, it goes on as this user.
          \(frontUser(for: "haproxy").map { "user \($0.user)\n  group \($0.group)" } ?? "# user haproxy")
          # Others wait while one thread computes bcrypt.
          nbthread 4

        defaults
          mode http
          timeout connect 5s
          timeout client 300s
          timeout server 300s


        """)
    if authentication == .basic {
      text.append(text: "userlist chroma\n")
      for (user, field) in users.entries {
        text.append(text: "  user ")
        text.append(haproxy: Secret(copying: user.span))
        text.append(text: " password ")
        text.append(haproxy: Secret(copying: field.span))
        text.append(text: "\n")
      }
      text.append(text: "\n")
    }
    text.append(
      text: """
        frontend chroma
          bind \(listen)
          # Without TLS anyone on the network can read the credentials. Fill in, in place of the line above; the file
          # has the certificate and the key:
          #bind 0.0.0.0:443 ssl crt /etc/ssl/private/chroma.pem ssl-min-ver TLSv1.2

          # Open to everybody: that it runs, and nothing else.
          acl heartbeat path /api/v2/heartbeat
          acl get method GET
          http-request set-path /api/v2/heartbeat if heartbeat

        """)
    if origin != nil {
      text.append(
        text: "  # Browsers ask without credentials whether a page may log in. HAProxy answers, not Chroma.\n"
      )
      for (name, value) in crossOriginHeaders {
        text.append(text: "  http-after-response set-header \(name) '\(value)'\n")
      }
      text.append(text: "  http-request return status 204 if METH_OPTIONS\n")
    }
    switch authentication {
    case .basic:
      text.append(text: "  http-request auth realm Chroma unless heartbeat get or { http_auth(chroma) }\n")
    case .token:
      for token in tokens {
        text.append(text: "  acl token req.fhdr(\(header.rawValue)) -m str -- ")
        var value = Secret((header == .authorization ? "Bearer " : ""))
        value.append(token.span)
        text.append(haproxy: value)
        text.append(text: "\n")
      }
      text.append(text: "  http-request return status 401 unless heartbeat get or token\n")
    }
    text.append(
      text: """
          # The credentials end here.
          http-request del-header Authorization
          http-request del-header X-Chroma-Token
          default_backend chroma

        backend chroma
          server chroma \(upstream)

        """)
    return text
  }

  /// A user and a group of this system that a front can go on as: its own, or that of nobody.
  func frontUser(for name: String) -> (user: String, group: String)? {
    for (user, group) in [(name, name), ("nobody", "nogroup"), ("nobody", "nobody")]
    where SystemNames.users.hasName(user) && SystemNames.groups.hasName(group) {
      return (user, group)
    }
    return nil
  }
}
