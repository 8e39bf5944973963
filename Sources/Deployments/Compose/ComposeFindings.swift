internal import Credentials
internal import Kernel

/// Findings about a compose file itself, beyond what its services' variables and mounts show.
struct ComposeFindings {
  private(set) var all: [SettingFinding] = []
  let environmentFile: Variables
  let environmentPath: FilePath?

  init(environmentFile: Variables, environmentPath: FilePath?) {
    (self.environmentFile, self.environmentPath) = (environmentFile, environmentPath)
  }

  private mutating func find(
    _ rule: SettingFinding.Rule, _ severity: Severity, _ place: Place?, _ message: String,
    _ remedy: SettingRemedy? = nil
  ) {
    all.append(
      SettingFinding(rule: rule, severity: severity, place: place, message: message, remedy: remedy))
  }

  /// Whether it is one of the names that ask for credentials, of any release or of none.
  static func isAuthentication(_ name: some Collection<UInt8>) -> Bool {
    let name = String(decoding: name, as: UTF8.self).uppercased()
    return name.hasPrefix("CHROMA_SERVER_AUTH") || name == "CHROMA_AUTH_TOKEN_TRANSPORT_HEADER"
  }

  mutating func check(_ service: Service, _ map: ComposeMap, _ variables: [ComposeProject.Variable]) {
    for variable in variables { check(variable) }
    checkRawFiles(variables)
    checkLostSettings(service, map, variables)
    checkEnvironmentFile(service, variables)
    checkImage(service, map)
    checkPorts(service, map)
  }

  private mutating func check(_ variable: ComposeProject.Variable) {
    let name = variable.name.prefix { $0.isInName }
    let title = Array(name).printable
    if variable.isListColon {
      find(
        .listColon, Self.isAuthentication(name) ? .error : .warning, variable.place,
        "\(title) is not set: a list needs NAME=value, not NAME:value", .manual("write \(title)=value"))
      return
    }
    if variable.value == .unset, let file = variable.removed {
      find(
        .nameWithoutValue, .error, variable.place,
        "\(title) has no value here, which takes away what \(file) sets",
        .manual("remove the line, or write \(title)=value"))
    } else if variable.value == .unset, Self.isAuthentication(variable.name) {
      find(
        .nameWithoutValue, .warning, variable.place,
        "\(title) has no value here, nor in the environment of this shell")
    }
    if variable.spelling.wasChanged, Self.isAuthentication(variable.name),
      case .known(let bytes) = variable.value
    {
      find(
        .valueChangedByYAML, .error, variable.place,
        "\(title) is a number or a boolean to YAML; the server gets another text"
          + (variable.isCredentials ? "" : ": \(bytes.printable)"),
        .manual("put the value in quotes"))
    }
  }

  private mutating func checkRawFiles(_ variables: [ComposeProject.Variable]) {
    var seen: [FilePath] = []
    for variable in variables {
      guard case .file(let path, let raw?) = variable.origin, !seen.contains(path),
        Self.isAuthentication(variable.name), case .known(let value) = variable.value, value.count > 1,
        value.first == value.last, value.first == UInt8(ascii: "\"") || value.first == UInt8(ascii: "'")
      else { continue }
      seen.append(path)
      find(
        .quotesKept, .error, raw, "format: raw keeps the quotes in \(path)",
        .manual("remove format: raw, or the quotes in \(path)"))
    }
  }

  private mutating func checkLostSettings(
    _ service: Service, _ map: ComposeMap, _ variables: [ComposeProject.Variable]
  ) {
    guard !map.lostEnvironments.isEmpty else { return }
    let own = Set(variables.map(\.name))
    var lost: [[UInt8]] = []
    for environment in map.lostEnvironments {
      for item in ComposeMerge.list(environment) {
        let name = Array((item.text ?? "").utf8.prefix { $0 != Ascii.equals })
        if Self.isAuthentication(name), !own.contains(name) { lost.append(name) }
      }
    }
    guard let first = lost.first else { return }
    find(
      .settingsLostByMerge, .error, map.entry("environment")?.place ?? service.place,
      "this environment replaces the one from <<, which has \(first.printable)",
      .manual("merge the environment too: environment: {<<: *NAME, ...}"))
  }

  private mutating func checkEnvironmentFile(_ service: Service, _ variables: [ComposeProject.Variable]) {
    switch service.release {
    // Nothing would be better with them.
    case .known(.v1), .latest: if service.program != .python { return }
    default: break
    }
    guard let path = environmentPath, !variables.contains(where: { Self.isAuthentication($0.name) }) else {
      return
    }
    let names = environmentFile.all.filter { Self.isAuthentication($0.writtenName) }
    guard let first = names.first else { return }
    find(
      .envFileNotPassed, .error, service.image?.place ?? service.place,
      "\(path) has \(first.name)\(names.count > 1 ? " and others" : ""), but compose does not pass it to the container",
      .manual("add env_file: \(Array(path.fileName).printable) to \(Array(service.name.utf8).printable)"))
  }

  /// Checks the image; of an unknown release the judge of services says why.
  private mutating func checkImage(_ service: Service, _ map: ComposeMap) {
    guard case .known = service.release, let image = map["image"], map["build"] == nil else { return }
    for name in image.scalar?.spelling.missing ?? [] {
      let title = Array(name.utf8).printable
      find(
        .variableUnset, .warning, image.place,
        "\(title) is not set here; nothing takes its place in the image's name")
    }
  }

  /// A port on every address that an override was to narrow.
  private mutating func checkPorts(_ service: Service, _ map: ComposeMap) {
    for publication in service.publications where publication.reach == .everyAddress {
      guard let port = publication.port,
        let narrow = service.publications.first(where: {
          $0.port == port && $0.reach != .everyAddress && $0.place.path != publication.place.path
        }), let path = narrow.place.path
      else { continue }
      find(
        .publishedEverywhere, .error, publication.place,
        "port \(port) stays published on every address: \(path) adds to these ports",
        .manual("write ports: !override in \(path)"))
    }
  }

  /// Whether a label has users of Traefik's basicAuth, with their hashes.
  static func isOfUsers(_ label: String) -> Bool {
    let name = label.prefix { $0 != "=" }.lowercased()
    return name.hasPrefix("traefik.") && name.contains(words: ".basicauth.users") && !name.hasSuffix("file")
  }

  /// Hashes in labels whose `$` compose replaced.
  mutating func checkLabels(of map: ComposeMap) {
    for item in map["labels"].map(ComposeMerge.list) ?? [] {
      var (name, spelling) = (item.text ?? "", item.scalar?.spelling)
      if case .pair(let key, let scalar) = item.content { (name, spelling) = (key, scalar.spelling) }
      guard let spelling, spelling.lostDollar, Self.isOfUsers(name) else { continue }
      // `${USERS}` is meant; of a hash some `$` is left, or it was `$apr1$`.
      let text = item.text ?? item.scalar?.string ?? ""
      if !text.utf8.contains(Ascii.dollar), !spelling.missing.contains("apr1") {
        find(
          .variableUnset, .warning, item.place,
          "\((spelling.missing.first ?? "").printed) is not set here; nothing takes its place in the users")
        continue
      }
      find(
        .dollarEaten, .error, item.place, "a $ in the hash was replaced; nobody can log in with it",
        .manual("write each $ as $$"))
    }
  }

  /// Settings at services that are not Chroma.
  mutating func checkOthers(_ others: [ComposeDeploymentReader.Candidate], in services: [Service]) {
    let isLacking = services.contains { service in
      service.program != .front && !service.variables.all.contains { Self.isAuthentication($0.name.utf8) }
    }
    guard isLacking else { return }
    for other in others {
      guard let variable = other.variables.first(where: { Self.isAuthentication($0.name) }) else { continue }
      let chroma = services.first { $0.program != .front }?.name ?? ""
      find(
        .settingsAtOtherService, .warning, variable.place,
        "\(variable.name.printable) is set at \(Array(other.service.name.utf8).printable), which is not a Chroma server",
        .manual("set it at \(Array(chroma.utf8).printable)"))
    }
  }
}
