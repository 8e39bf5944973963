internal import Deployments
internal import Htpasswd

extension Deployment {
  /// A compose file. `$` is written `$$`, since compose replaces variables in every value.
  var composeFile: Secret {
    var text = Secret()
    text.append(
      text: """
        services:
          chroma:
            image: \(release.image)
            ports:
              - '\(listen):8000'
            environment:
              IS_PERSISTENT: 'TRUE'
              PERSIST_DIRECTORY: \(release.dataFolder)

        """)
    let settings = settings(inContainer: true)
    for (name, value) in settings {
      text.append(text: "      \(name): ")
      text.append(yaml: secret(value), compose: true)
      text.append(text: "\n")
    }
    text.append(text: "    volumes:\n")
    for mount in mounts { appendBind(to: &text, mount.path, of: mount.file) }
    appendData(to: &text)
    return text
  }

  /// Chroma 1.x, which nothing but a front reaches, and that front with its configuration inside.
  ///
  /// - Parameter front: nginx, Caddy or Traefik.
  func composeFile(with front: Front, _ users: FrontEntries) -> Secret {
    let (image, target): (String, String) =
      switch front {
      case .caddy: ("caddy:2.11", "/etc/caddy/Caddyfile")
      case .traefik: ("traefik:v3.7", "/etc/traefik/chroma.yaml")
      case .nginx, .apache, .haproxy, .envoy: ("nginx:1.28", "/etc/nginx/nginx.conf")
      }
    var text = Secret()
    text.append(
      text: """
        # docker compose 2.23.1 or later: the configuration of \(front.product) is in this file.
        services:
          chroma:
            image: \(release.image)
            volumes:

        """)
    appendVolume(to: &text)
    text.append(
      text: """
          \(front.rawValue):
            image: \(image)
            depends_on:
              - chroma
            ports:
              - '\(listen):8080'
            # The user who may read the file.
            user: '\(front == .caddy ? "65534:65534" : containerUser)'
            tmpfs:
              - /tmp

        """)
    switch front {
    case .caddy:
      text.append(text: "    environment:\n      XDG_CONFIG_HOME: /tmp\n      XDG_DATA_HOME: /tmp\n")
    case .traefik:
      text.append(text: "    command:\n")
      for option in traefikOptions(.container, file: target) { text.append(text: "      - \(option)\n") }
    case .nginx, .apache, .haproxy, .envoy: break
    }
    text.append(text: "    configs:\n      - source: \(front.rawValue)\n        target: \(target)\n")
    if authentication == .basic, !front.holdsUsers {
      text.append(text: "    volumes:\n")
      appendBind(
        to: &text, front == .traefik ? pathInTraefik(.container) : "/etc/nginx/server.htpasswd", of: file)
    }
    text.append(text: "configs:\n  \(front.rawValue):\n    content: |\n")
    switch front {
    case .caddy: text.append(indented: caddyfile(.container, host: nil, users), by: "      ", compose: true)
    case .traefik: text.append(indented: traefikConfiguration(.container), by: "      ", compose: true)
    case .nginx, .apache, .haproxy, .envoy:
      text.append(indented: nginxConfiguration(.container), by: "      ", compose: true)
    }
    text.append(text: "volumes:\n  chroma-data:\n")
    return text
  }

  private func appendBind(to text: inout Secret, _ target: String, of file: FileName) {
    text.append(text: "      - type: bind\n        source: ")
    text.append(yaml: Secret(file.forCompose), compose: true)
    text.append(text: "\n        target: \(target)\n        read_only: true\n")
  }

  private func appendVolume(to text: inout Secret) {
    text.append(
      text: """
              - type: volume
                source: chroma-data
                target: \(release.dataFolder)

        """)
  }

  private func appendData(to text: inout Secret) {
    appendVolume(to: &text)
    text.append(text: "volumes:\n  chroma-data:\n")
  }
}

extension Secret {
  /// Adds the lines of a block scalar of YAML.
  ///
  /// - Parameter compose: `$` is written `$$`, since compose replaces variables in every value.
  mutating func append(indented lines: borrowing Secret, by indentation: String, compose: Bool = false) {
    var isLineStart = true
    for index in 0..<lines.count {
      let byte = lines[index]
      if isLineStart && byte != Ascii.lineFeed { append(text: indentation) }
      isLineStart = byte == Ascii.lineFeed
      if compose, byte == Ascii.dollar { append([byte].span) }
      append([byte].span)
    }
  }
}
