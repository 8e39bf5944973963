internal import Deployments
internal import Htpasswd

extension Deployment {
  /// A whole Caddyfile.
  ///
  /// - Parameter host: a name that clients use, for which Caddy gets certificates itself; nil for plain HTTP.
  func caddyfile(_ place: FrontPlace, host: String?, _ users: FrontEntries) -> Secret {
    var text = Secret()
    text.append(
      text: """
        # Caddy in front of Chroma 1.x, which asks nobody for credentials itself.
        # Chroma must listen where nothing but this Caddy reaches it. Users are in this file: print it again, and
        # caddy reload, when they change.


        """)
    if let host {
      text.append(text: "\(host) {\n")
    } else {
      let listen = listen(place)
      text.append(
        text: """
          {
          \tauto_https off
          }

          # Without TLS anyone on the network can read the credentials. With config caddy --host NAME Caddy gets a
          # certificate itself. For one of your own, in place of the next two lines:
          #https://chroma.example.org {
          #\ttls /etc/ssl/certs/chroma.pem /etc/ssl/private/chroma.key
          http://:\(listen.port) {
          \tbind \(listen.host)

          """)
    }
    var proxy =
      "reverse_proxy \(upstream(place)) {\n\t\t\theader_up -Authorization\n\t\t\theader_up -X-Chroma-Token\n"
    for (name, _) in crossOriginHeaders { proxy += "\t\t\theader_down -\(name)\n" }
    proxy += "\t\t}"
    if origin != nil {
      text.append(
        text:
          "\n\t# Browsers ask without credentials whether a page may log in. Caddy answers, not Chroma.\n\theader {\n"
      )
      for (name, value) in crossOriginHeaders { text.append(text: "\t\t\(name) \"\(value)\"\n") }
      text.append(text: "\t}\n\t@preflight method OPTIONS\n\thandle @preflight {\n\t\trespond 204\n\t}\n")
    }
    text.append(
      text: """

        \t# Open to everybody: that it runs, and nothing else. Caddy matches the decoded path, Chroma the one that was
        \t# sent (/api/v2/tenants/x%2F..%2F..%2Fheartbeat): so this path goes on, whatever was sent.
        \t@heartbeat {
        \t\tmethod GET
        \t\tpath /api/v2/heartbeat
        \t}
        \thandle @heartbeat {
        \t\trewrite * /api/v2/heartbeat
        \t\t\(proxy)
        \t}


        """)
    switch authentication {
    case .basic:
      text.append(text: "\thandle {\n\t\tbasic_auth bcrypt Chroma {\n")
      for (user, field) in users.entries {
        text.append(text: "\t\t\t")
        text.append(caddy: Secret(copying: user.span))
        text.append(text: " ")
        text.append(field.span)
        text.append(text: "\n")
      }
      text.append(text: "\t\t}\n\t\t\(proxy)\n\t}\n}\n")
    case .token:
      // A `*` in a plain value matches anything.
      text.append(text: "\t@token header_regexp \(header.rawValue) \"")
      for (index, token) in tokens.enumerated() {
        if index > 0 { text.append(text: "|") }
        append(patternOf: token, to: &text)
      }
      text.append(text: "\"\n\thandle @token {\n\t\t\(proxy)\n\t}\n\n\thandle {\n\t\trespond 401\n\t}\n}\n")
    }
    return text
  }
}
