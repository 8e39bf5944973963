internal import Glibc
internal import Htpasswd

/// Where the nginx runs that a configuration is for.
enum NginxPlace {
  case host
  /// As any user, in the container of the compose file.
  case container
}

extension Deployment {
  /// A whole nginx.conf: it protects everything but the heartbeat, and hands the rest on to Chroma.
  func nginxConfiguration(_ place: NginxPlace) -> Secret {
    let path = place == .host ? file.absolute : "/etc/nginx/server.htpasswd"
    var text = Secret()
    text.append(
      text: """
        # nginx in front of Chroma 1.x, which asks nobody for credentials itself.
        # Chroma must listen where nothing but this nginx reaches it.


        """)
    switch place {
    case .host:
      if let user = nginxUser { text.append(text: "# Who may read the credential file.\nuser \(user);\n") }
    case .container:
      if owner?.owner == 0 { text.append(text: "user root;\n") }
      text.append(text: "pid /tmp/nginx.pid;\n")
    }
    text.append(text: "worker_processes auto;\n\nevents {\n}\n\nhttp {\n")
    if place == .container {
      for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"] {
        text.append(text: "  \(kind)_temp_path /tmp/\(kind);\n")
      }
    }
    appendTokens(to: &text)
    if authentication == .basic, path.contains("$") {
      text.append(text: "  # A dollar that begins no variable.\n  geo $dollar {\n    default \"$\";\n  }\n\n")
    }
    text.append(
      text: """
          upstream chroma {
            server \(place == .host ? upstream.description : "chroma:8000");
            keepalive 16;
          }

          server {
            listen \(place == .host ? listen.description : "8080");

            # Without TLS everybody on the way can read the credentials. Fill in, and uncomment:
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
    switch authentication {
    case .basic:
      text.append(text: "    auth_basic Chroma;\n    auth_basic_user_file ")
      text.append(nginx: Secret(path))
      text.append(text: ";\n\n    location / {\n")
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

  /// `USER GROUP` for a worker of nginx that can read the credential file; nil where any can, or where the system
  /// has no names for them.
  private var nginxUser: String? {
    guard authentication == .basic, let owner else { return nil }
    if owner.permissions & 0o004 != 0, closedFolder == nil { return nil }
    let group = Names.groups.name(of: owner.group)
    if owner.owner != 0 {
      guard let user = Names.users.name(of: owner.owner), let group else { return nil }
      return canEnterFolders(owner.owner, owner.group) ? "\(user) \(group)" : "root"
    }
    if owner.group != 0, owner.permissions & 0o040 != 0, let group, Names.users.hasName(group),
      canEnterFolders(nil, owner.group)
    {
      return "\(group) \(group)"
    }
    return "root"
  }

  /// A folder above the file that not everybody may enter.
  var closedFolder: FilePath? { folders.first { $0.status.permissions & 0o001 == 0 }?.path }

  private func canEnterFolders(_ user: UInt32?, _ group: UInt32) -> Bool {
    folders.allSatisfy { (_, status) in
      if status.owner == user { return status.permissions & 0o100 != 0 }
      return status.permissions & (status.group == group ? 0o010 : 0o001) != 0
    }
  }

  /// The folders above the file: by its name, and where links lead to.
  private var folders: [(path: FilePath, status: FileDescriptor.Status)] {
    var names = [FilePath(file.absolute)]
    // A C string of its own, or null.
    if let name = unsafe realpath(file.absolute, nil) {
      names.append(unsafe FilePath(String(cString: name)))
      unsafe free(name)
    }
    var folders: [(path: FilePath, status: FileDescriptor.Status)] = []
    for var path in names {
      while path.bytes != [Ascii.slash] {
        path = path.folder
        if let status = try? targetStatus(of: path) { folders.append((path, status)) }
      }
    }
    return folders
  }

  /// Whether nginx has to work as root to read the file.
  var needsRoot: Bool { nginxUser == "root" }
}

/// The names of users and groups: passwd(5), group(5). getpwuid(3) would need libraries that a static program has
/// not.
private struct Names {
  static let users = Names("/etc/passwd")
  static let groups = Names("/etc/group")

  private let lines: [[ArraySlice<UInt8>]]

  private init(_ path: String) {
    let bytes = (try? ByteSource.opening(FilePath(path)).bytes()) ?? []
    lines = bytes.split(separator: Ascii.lineFeed).map {
      $0.split(separator: Ascii.colon, omittingEmptySubsequences: false)
    }
  }

  func name(of number: UInt32) -> String? {
    let digits = Array(String(number).utf8)
    let line = lines.first { $0.count > 2 && $0[2].elementsEqual(digits) }
    guard let name = line?.first, !name.isEmpty, name.allSatisfy({ $0 > Ascii.space && $0 < Ascii.delete })
    else { return nil }
    return String(decoding: name, as: UTF8.self)
  }

  func hasName(_ name: String) -> Bool { lines.contains { $0.first?.elementsEqual(name.utf8) ?? false } }
}
