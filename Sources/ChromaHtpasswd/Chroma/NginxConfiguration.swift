internal import Deployments
internal import Glibc
internal import Htpasswd

extension Deployment {
  /// A whole nginx.conf: it protects everything but the heartbeat, and hands the rest on to Chroma.
  func nginxConfiguration(_ place: FrontPlace) -> Secret {
    let path = pathInFront(place)
    var text = Secret()
    text.append(
      text: """
        # nginx in front of Chroma 1.x, which asks nobody for credentials itself.
        # Chroma must listen where nothing but this nginx reaches it.


        """)
    switch place {
    case .host:
      if let user = nginxUser { text.append(text: "# Who may read the credential file.\nuser \(user);\n") }
    case .container, .pod: text.append(text: "pid /tmp/nginx.pid;\n")
    }
    text.append(text: "worker_processes auto;\n\nevents {\n}\n\nhttp {\n")
    if place != .host {
      for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"] {
        text.append(text: "  \(kind)_temp_path /tmp/\(kind);\n")
      }
    }
    appendTokens(to: &text)
    appendRoles(to: &text)
    if authentication == .basic, path.utf8.contains(Ascii.dollar) {
      text.append(text: "  # A dollar that begins no variable.\n  geo $dollar {\n    default \"$\";\n  }\n\n")
    }
    text.append(
      text: """
          upstream chroma {
            server \(upstream(place));
            keepalive 16;
          }

          server {
            listen \(place == .host ? listen.description : "8080");

            # Without TLS anyone on the network can read the credentials. Fill in, and uncomment:
            #listen 0.0.0.0:443 ssl;
            #server_name chroma.example.org;
            #ssl_certificate /etc/ssl/certs/chroma.pem;
            #ssl_certificate_key /etc/ssl/private/chroma.key;
            #ssl_protocols TLSv1.2 TLSv1.3;

            # Chroma has a limit of its own.
            client_max_body_size 0;
            proxy_read_timeout 300s;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            # The credentials end here.
            proxy_set_header Authorization "";
            proxy_set_header X-Chroma-Token "";


        """)
    if origin != nil {
      text.append(
        text: "    # Browsers ask without credentials whether a page may log in. nginx answers, not Chroma.\n"
      )
      for (name, value) in crossOriginHeaders {
        text.append(text: "    proxy_hide_header \(name);\n    add_header \(name) \"\(value)\" always;\n")
      }
      text.append(text: "    if ($request_method = OPTIONS) {\n      return 204;\n    }\n\n")
    }
    switch authentication {
    case .basic:
      text.append(text: "    auth_basic Chroma;\n    auth_basic_user_file ")
      text.append(nginx: Secret(path))
      text.append(text: ";\n\n    location / {\n")
      if !userRoles.isEmpty {
        text.append(text: "      if ($is_refused) {\n        return 403;\n      }\n\n")
      }
    case .token:
      text.append(
        text: """
              location / {
                if ($is_token_right = 0) {
                  return 401;
                }

          """)
    }
    text.append(
      text: """
              proxy_pass http://chroma;
            }

            # Open to everybody: that it runs, and nothing else. nginx matches the decoded path, Chroma the one that
            # was sent (/api/v2/tenants/x%2F..%2F..%2Fheartbeat): so this path goes on, whatever was sent.
            location = /api/v2/heartbeat {
              if ($request_method != GET) {
                return 405;
              }
              auth_basic off;
              client_max_body_size 1;
              proxy_pass http://chroma/api/v2/heartbeat;
            }
          }
        }

        """)
    return text
  }

  /// Who may do what, by method and path. The path is compared as it was sent, which is how Chroma gets it: of what nginx
  /// has decoded and cut Chroma sees another. No part of it may begin with a dot.
  private func appendRoles(to text: inout Secret) {
    if userRoles.isEmpty { return }
    text.append(
      text: """
          map $remote_user $chroma_role {
            default none;
            # auth_basic asks who it is.
            "" stranger;

        """)
    for (user, role) in userRoles {
      text.append(text: "    \"~^")
      text.append(pattern: Secret(copying: user.span))
      text.append(text: "\\z\" \(role.rawValue);\n")
    }
    let part = "[A-Za-z0-9_~-][A-Za-z0-9_.~-]*"
    let collections = "/api/v2/tenants/\(part)/databases/\(part)/collections"
    text.append(
      text: """
          }

          map "$chroma_role $request_method $request_uri" $is_refused {
            default 1;
            "~^(stranger|admin) " 0;
            "~^(reader|writer) (GET|HEAD) /" 0;
            "~^reader POST \(collections)/\(part)/(get|query|search)(\\?|\\z)" 0;
            "~^writer [A-Z]+ \(collections)(/\(part))*(\\?|\\z)" 0;
          }


        """)
  }

  /// The tokens as regular expressions: nginx compares plain strings of a map without regard to case.
  private func appendTokens(to text: inout Secret) {
    guard authentication == .token else { return }
    let variable = header == .authorization ? "$http_authorization" : "$http_x_chroma_token"
    text.append(text: "  map \(variable) $is_token_right {\n    default 0;\n")
    for token in tokens {
      text.append(text: "    ")
      text.append(pattern(token))
      text.append(text: " 1;\n")
    }
    text.append(text: "  }\n\n")
  }

  private func pattern(_ token: [UInt8]) -> Secret {
    var text = Secret("\"~^\(header == .authorization ? "Bearer " : "")")
    text.append(pattern: Secret(copying: token.span))
    text.append(text: "\\z\"")
    return text
  }

  /// Whether nginx's buffer for a parameter, of 4096 bytes, is too small for a token.
  var hasLongToken: Bool { tokens.contains { pattern($0).count > 4095 } }

  /// `USER GROUP` for a worker of nginx that can read the credential file; nil if any can, if the system has no
  /// names for them, or if nobody but root can: workers that take requests from anyone never run as root.
  var nginxUser: String? {
    guard authentication == .basic, let owner, !isReadableByAll else { return nil }
    guard let group = SystemNames.groups.name(of: owner.group) else { return nil }
    if owner.owner != 0, owner.permissions & 0o400 != 0, canEnterFolders(owner.owner, owner.group) {
      // Without a group of its own nginx takes that of the user's name.
      return SystemNames.users.name(of: owner.owner).map { owner.group == 0 ? $0 : "\($0) \(group)" }
    }
    guard owner.group != 0, owner.permissions & 0o040 != 0, canEnterFolders(nil, owner.group),
      SystemNames.users.hasName(group)
    else { return nil }
    return "\(group) \(group)"
  }

  private var isReadableByAll: Bool { (owner?.permissions ?? 0) & 0o004 != 0 && closedFolder == nil }

  /// Where nginx sees the credential file.
  private func pathInFront(_ place: FrontPlace) -> String {
    switch place {
    case .host: file.absolute
    case .container: "/etc/nginx/server.htpasswd"
    case .pod: "/etc/chroma/server.htpasswd"
    }
  }

  /// `UID:GID` of the nginx in a container, which enters no folder of the host.
  var containerUser: String {
    guard let owner else { return Self.imageUser }
    if owner.owner != 0, owner.permissions & 0o400 != 0 { return "\(owner.owner):\(owner.group)" }
    return owner.group != 0 && owner.permissions & 0o040 != 0 ? "101:\(owner.group)" : Self.imageUser
  }

  /// The user and group `nginx` of nginx's image (its Dockerfile).
  private static let imageUser = "101:101"

  /// A folder above the file that not everybody may enter.
  var closedFolder: FilePath? { folders.first { $0.status.permissions & 0o001 == 0 }?.path }

  private func canEnterFolders(_ user: UInt32?, _ group: UInt32) -> Bool {
    folders.allSatisfy { (_, status) in
      if status.owner == user { return status.permissions & 0o100 != 0 }
      return status.permissions & (status.group == group ? 0o010 : 0o001) != 0
    }
  }

  private var folders: [(path: FilePath, status: FileDescriptor.Status)] {
    FilePath(file.absolute).foldersAbove
  }

  /// Whether the workers of such an nginx cannot read the file: each login is then answered with 500.
  func isUnreadable(_ place: FrontPlace) -> Bool {
    guard authentication == .basic, let owner else { return false }
    switch place {
    case .host: return nginxUser == nil && !isReadableByAll
    case .container: return owner.permissions & 0o004 == 0 && containerUser == Self.imageUser
    // The file comes from a Secret.
    case .pod: return false
    }
  }
}
