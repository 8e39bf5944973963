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
    let settings = settings(file: pathInContainer)
    for (name, value) in settings {
      text.append(text: "      \(name): ")
      text.append(yaml: secret(value), compose: true)
      text.append(text: "\n")
    }
    text.append(text: "    volumes:\n")
    if settings.contains(where: { $0.name.hasSuffix("_FILE") }) { appendBind(to: &text, pathInContainer) }
    appendData(to: &text)
    return text
  }

  /// Chroma 1.x, which nothing but nginx reaches, and nginx with its configuration inside.
  var composeFileWithProxy: Secret {
    var text = Secret()
    text.append(
      text: """
        # docker compose 2.23.1 or later: the configuration of nginx stands in this file.
        services:
          chroma:
            image: \(release.image)
            volumes:

        """)
    appendVolume(to: &text)
    text.append(
      text: """
          nginx:
            image: nginx:1.28
            depends_on:
              - chroma
            ports:
              - '\(listen):8080'

        """)
    // The user who may read the file.
    text.append(text: "    user: '\(containerUser)'\n")
    text.append(
      text: """
            tmpfs:
              - /tmp
            configs:
              - source: nginx
                target: /etc/nginx/nginx.conf

        """)
    if authentication == .basic {
      text.append(text: "    volumes:\n")
      appendBind(to: &text, "/etc/nginx/server.htpasswd")
    }
    text.append(
      text: """
        configs:
          nginx:
            content: |

        """)
    let configuration = nginxConfiguration(.container)
    var isLineStart = true
    for index in 0..<configuration.count {
      let byte = configuration[index]
      if isLineStart && byte != Ascii.lineFeed { text.append(text: "      ") }
      isLineStart = byte == Ascii.lineFeed
      if byte == Ascii.dollar { text.append([byte].span) }
      text.append([byte].span)
    }
    text.append(text: "volumes:\n  chroma-data:\n")
    return text
  }

  private func appendBind(to text: inout Secret, _ target: String) {
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
