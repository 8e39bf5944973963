internal import Kernel

/// Which configuration the container of a front is started with.
enum FrontCommand: Equatable {
  /// The image's own place for it.
  case standard
  /// A file, as the container names it.
  case configuration(String)
  /// Why it is not known: one phrase.
  case unknown(String)

  /// - Parameter words: entrypoint and command, as far as they are not the image's; Traefik's options are its
  ///   configuration, and are read with that.
  init(_ words: [String], of front: Front) {
    var words = words[...]
    let wrappers = ["docker-entrypoint.sh", "dumb-init", "tini", "--", "exec"]
    while let first = words.first, wrappers.contains(Self.fileName(first)) { words = words.dropFirst() }
    guard !words.isEmpty, front != .traefik else {
      self = .standard
      return
    }
    // An entrypoint of the image gets options alone.
    if let first = words.first, !first.hasPrefix("-") || front == .nginx {
      guard Self.programs(of: front).contains(Self.fileName(first)) else {
        self = .unknown(
          "what its command \(Array(Self.fileName(first).utf8.prefix(60)).printable) does is not read")
        return
      }
      words = words.dropFirst()
    }
    if front == .caddy {
      guard words.first == "run" else {
        self = .unknown("its command is not caddy run")
        return
      }
      words = words.dropFirst()
    }
    self = Self.options(words, front)
  }

  private static func options(_ words: ArraySlice<String>, _ front: Front) -> FrontCommand {
    var (answer, words) = (FrontCommand.standard, words)
    while var option = words.popFirst() {
      var value: String?
      if option.hasPrefix("--"), let equals = option.firstIndex(of: "=") {
        value = String(option[option.index(after: equals)...])
        option = String(option[..<equals])
      }
      if flags(of: front).contains(option) { continue }
      guard let text = value ?? words.popFirst() else {
        return .unknown("its option \(Array(option.utf8).printable) has no value")
      }
      if configurationOptions(of: front).contains(option) {
        if answer != .standard { return .unknown("its command names several configurations") }
        answer = .configuration(ContainerPath.absolute(text, in: front == .caddy ? "/srv" : "/"))
      } else if !isHarmless(option, text, front) {
        return .unknown(
          "what the option \(Array(option.utf8.prefix(60)).printable) of its command does is not read")
      }
    }
    return answer
  }

  private static func fileName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  private static func programs(of front: Front) -> [String] {
    switch front {
    case .nginx: ["nginx", "nginx-debug", "openresty"]
    case .apache: ["httpd-foreground", "httpd"]
    default: [front.rawValue]
    }
  }

  private static func configurationOptions(of front: Front) -> [String] {
    switch front {
    case .nginx: ["-c"]
    case .caddy, .envoy: ["-c", "--config", "--config-path"]
    case .haproxy, .apache: ["-f"]
    case .traefik: []
    }
  }

  /// Options without a value that change nothing about who is asked.
  private static func flags(of front: Front) -> [String] {
    switch front {
    case .nginx: ["-q"]
    case .caddy: ["--watch", "-w", "--environ", "-e"]
    case .haproxy: ["-W", "-Ws", "-db", "-d", "-V", "-q"]
    case .apache: ["-DFOREGROUND"]
    case .envoy, .traefik: []
    }
  }

  /// Whether an option with a value changes nothing about who is asked.
  private static func isHarmless(_ option: String, _ value: String, _ front: Front) -> Bool {
    switch (front, option) {
    case (.nginx, "-g"): value == "daemon off;"
    case (.nginx, "-e"), (.haproxy, "-n"), (.haproxy, "-p"): true
    case (.caddy, "--adapter"), (.caddy, "-a"): value == "caddyfile"
    case (.caddy, "--pidfile"): true
    case (.apache, "-D"): value == "FOREGROUND"
    case (.envoy, "-l"), (.envoy, "--log-level"), (.envoy, "--log-path"), (.envoy, "--service-cluster"),
      (.envoy, "--service-node"), (.envoy, "--concurrency"), (.envoy, "--base-id"):
      true
    default: false
    }
  }
}
