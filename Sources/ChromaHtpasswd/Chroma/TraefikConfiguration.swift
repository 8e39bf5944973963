internal import Deployments
internal import Htpasswd

extension Deployment {
  /// The options of Traefik that go with its dynamic configuration.
  ///
  /// - Parameter file: the name of that configuration.
  func traefikOptions(_ place: FrontPlace, file: String) -> [String] {
    [
      "--entrypoints.web.address=\(listen(place))",
      // Uploads take longer than its limit of a minute.
      "--entrypoints.web.transport.respondingtimeouts.readtimeout=300s",
      "--providers.file.filename=\(file)",
    ]
  }

  /// Where Traefik sees the credential file.
  func pathInTraefik(_ place: FrontPlace) -> String {
    place == .host ? file.absolute : "/etc/traefik/server.htpasswd"
  }

  /// A dynamic configuration of Traefik 3.
  func traefikConfiguration(_ place: FrontPlace) -> Secret {
    let cors = origin == nil ? "" : "cors, "
    var text = Secret()
    text.append(
      text: """
        # Traefik in front of Chroma 1.x, which asks nobody for credentials itself.
        # Chroma must listen where nothing but this Traefik reaches it.

        """)
    if place == .host {
      text.append(
        text: """
          # To start it, if this file is chroma.yaml and there is no traefik.yml (Traefik would read that instead):
          #   traefik \(traefikOptions(place, file: "chroma.yaml").joined(separator: " "))

          """)
    }
    text.append(
      text: """
        # The log has the whole line of an entry that Traefik cannot use, its hash included.
        http:
          routers:
            heartbeat:
              # Open to everybody: that it runs, and nothing else, whatever was asked.
              rule: Path(`/api/v2/heartbeat`) && Method(`GET`)
              priority: 1000
              entryPoints: [web]
              middlewares: [\(cors)heartbeat, strip]
              service: chroma
              #tls: {}

        """)
    switch authentication {
    case .basic:
      text.append(
        text: """
              chroma:
                rule: PathPrefix(`/`)
                entryPoints: [web]
                middlewares: [\(cors)login, strip]
                service: chroma
                #tls: {}

          """)
    case .token:
      for (index, token) in tokens.enumerated() {
        text.append(text: "    token\(index + 1):\n      rule: 'Header(`\(header.rawValue)`, ")
        var value = Secret(header == .authorization ? "Bearer " : "")
        value.append(token.span)
        text.append(doubleQuoted: value)
        text.append(
          text: """
            )'
                  priority: 100
                  entryPoints: [web]
                  middlewares: [\(cors)strip]
                  service: chroma
                  #tls: {}

            """)
      }
      text.append(
        text: """
              # Everybody else is asked for a password that nobody has.
              refused:
                rule: PathPrefix(`/`)
                priority: 1
                entryPoints: [web]
                middlewares: [\(cors)login]
                service: chroma
                #tls: {}

          """)
    }
    text.append(text: "  middlewares:\n    login:\n      basicAuth:\n")
    if authentication == .basic {
      text.append(text: "        usersFile: ")
      text.append(doubleQuoted: Secret(pathInTraefik(place)))
      text.append(text: "\n")
    } else {
      text.append(text: "        users: [\"nobody:*\"]\n")
    }
    text.append(
      text: """
                realm: Chroma
                removeHeader: true
            strip:
              headers:
                customRequestHeaders:
                  # The credentials end here.
                  Authorization: ""
                  X-Chroma-Token: ""
            heartbeat:
              replacePath:
                path: /api/v2/heartbeat

        """)
    if let origin {
      text.append(
        text: """
              # Browsers ask without credentials whether a page may log in. Traefik answers, not Chroma.
              cors:
                headers:
                  accessControlAllowOriginList: ["\(origin)"]
                  accessControlAllowMethods: [\(Self.crossOriginMethods.joined(separator: ", "))]
                  accessControlAllowHeaders: [\(Self.crossOriginRequestHeaders.joined(separator: ", "))]
                  accessControlMaxAge: 600
                  addVaryHeader: true

          """)
    }
    text.append(
      text: """
          services:
            chroma:
              loadBalancer:
                servers:
                  - url: http://\(upstream(place))
        # Without TLS anyone on the network can read the credentials. Fill in, and uncomment with the lines above:
        #tls:
        #  certificates:
        #    - certFile: /etc/ssl/certs/chroma.pem
        #      keyFile: /etc/ssl/private/chroma.key

        """)
    return text
  }
}
