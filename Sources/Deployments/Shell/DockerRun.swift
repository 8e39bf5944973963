internal import Credentials
internal import Kernel

/// A command of docker or podman that starts a container: `docker run`, `docker create`, `podman run`,
/// `docker service create` (docker 28.2, `--help`).
final class DockerRun {
  private let context: DeploymentContext
  /// Whether names of files are those of the script's folder.
  private let isInFolder: Bool
  /// The environment of docker's own process, for `-e NAME`.
  private let environment: (String) -> Variables.Value
  /// Whether the command runs on another machine.
  private let isElsewhere: Bool
  private let isPodman: Bool
  /// Whether the engine is on another machine.
  private let isEngineElsewhere: Bool
  /// The script before the command.
  private let earlier: ArraySlice<UInt8>
  /// The files that commands before it may have changed.
  private let changed: ChangedFiles
  let isSwarm: Bool

  private var image: CommandWord?
  private var command: [CommandWord] = []
  private var ownVariables = Variables()
  private var fileVariables = Variables()
  private var entrypoint: CommandWord?
  private var workingFolder: CommandWord?
  private var mounts: [Service.Mount] = []
  private var publications: [Service.Publication] = []
  private var publishAll: Place?
  private var readOnly: Place?
  private var user: CommandWord?
  /// The name of the container.
  private(set) var name: CommandWord?
  private var hostNetwork: Place?
  private var networks: [String] = []

  static let programs: Set<String> = ["docker", "podman", "nerdctl"]
  /// Options without a value.
  private static let switches: Set<String> = [
    "detach", "disable-content-trust", "help", "init", "interactive", "no-healthcheck", "oom-kill-disable",
    "privileged", "publish-all", "quiet", "read-only", "rm", "sig-proxy", "tty", "use-api-socket",
    "no-resolve-image", "with-registry-auth",
    // podman's.
    "replace", "rmi", "tls-verify", "no-hosts", "no-hostname", "http-proxy", "env-host", "passwd",
    "unsetenv-all",
    "read-only-tmpfs",
  ]
  private static let letters: [UInt8: String] = [
    UInt8(ascii: "d"): "detach", UInt8(ascii: "i"): "interactive", UInt8(ascii: "t"): "tty",
    UInt8(ascii: "P"): "publish-all", UInt8(ascii: "q"): "quiet", UInt8(ascii: "e"): "env",
    UInt8(ascii: "p"): "publish", UInt8(ascii: "v"): "volume", UInt8(ascii: "w"): "workdir",
    UInt8(ascii: "u"): "user",
  ]
  /// Options of docker itself, before its command, with a value.
  private static let outerOptions: Set<String> = [
    "--config", "--context", "-c", "--host", "-H", "--log-level", "-l", "--tlscacert", "--tlscert",
    "--tlskey",
  ]

  /// nil if the words do not start a container.
  ///
  /// - Parameters:
  ///   - words: `sudo` and the like may be first.
  ///   - earlier: the script before the command.
  ///   - changed: the files that commands before it may have changed.
  ///   - environment: what a name has in the shell.
  init?(
    _ words: [CommandWord], in context: DeploymentContext, isInFolder: Bool,
    after earlier: ArraySlice<UInt8> = [], changed: ChangedFiles = ChangedFiles(),
    environment: @escaping (String) -> Variables.Value
  ) {
    guard
      let start = words.prefix(8).firstIndex(where: { Self.programs.contains($0.name) })
    else { return nil }
    var rest = words[(start + 1)...]
    // `docker -H ssh://host`, and the variable of the same meaning.
    var engine: [UInt8]?
    if case .known(let bytes) = environment("DOCKER_HOST") { engine = bytes }
    while let word = rest.first, word.bytes.first == Ascii.hyphen {
      if ["-H", "--host"].contains(word.text) { engine = rest.dropFirst().first?.bytes }
      if word.text.hasPrefix("--host=") { engine = Array(word.bytes.dropFirst(7)) }
      rest = rest.dropFirst(Self.outerOptions.contains(word.text) ? 2 : 1)
    }
    let name = rest.prefix(2).map(\.text)
    switch name.first {
    case "run", "create": rest = rest.dropFirst()
    case "container" where name.last == "run" || name.last == "create": rest = rest.dropFirst(2)
    case "service" where name.last == "create": rest = rest.dropFirst(2)
    default: return nil
    }
    isEngineElsewhere = engine.map { !$0.isEmpty && !$0.starts(with: "unix:".utf8) } ?? false
    let before = words[..<start].map(\.name)
    isElsewhere = before.contains("ssh")
    // `env -C FOLDER`, `sudo -i`.
    let isMoved = words[..<start].contains { word in
      word.bytes.first == Ascii.hyphen
        && ["--chdir", "-C", "-D", "-i", "--login"].contains(where: word.text.hasPrefix)
    }
    // sudo and the like pass on other variables than they have.
    let isPassedOn = before.allSatisfy(Self.transparent.contains)
    isPodman = words[start].name == "podman"
    isSwarm = name.first == "service"
    (self.context, self.isInFolder) = (context, isInFolder && !isElsewhere && !isMoved)
    (self.earlier, self.changed) = (earlier, changed)
    self.environment = isPassedOn ? environment : { _ in .unknown(.computed) }
    read(rest)
    if image == nil { return nil }
  }

  /// Commands that start another with the variables that they have.
  private static let transparent: Set<String> = [
    "exec", "nohup", "time", "nice", "ionice", "setsid", "stdbuf", "command",
  ]

  private func read(_ words: ArraySlice<CommandWord>) {
    var rest = words
    for word in words where word.isSeveral { leaveOptionsUnread(word) }
    while let word = rest.popFirst() {
      // Options that a shell computes, if an image is named after them.
      if !word.isKnown || word.bytes.isEmpty, word.bytes.first != Ascii.hyphen,
        rest.contains(where: { $0.isKnown && ChromaImage($0.text).isChroma })
      {
        leaveOptionsUnread(word)
        continue
      }
      guard word.bytes.first == Ascii.hyphen, word.bytes.count > 1 else {
        image = word
        command = Array(rest)
        return
      }
      if word.bytes == Array("--".utf8) { continue }
      if word.bytes.starts(with: "--".utf8) {
        let name = word.bytes.dropFirst(2).prefix { $0 != Ascii.equals }
        let option = String(decoding: name, as: UTF8.self)
        if name.endIndex < word.bytes.endIndex {
          note(option, word.with(word.bytes[(name.endIndex + 1)...]))
        } else if Self.switches.contains(option) {
          note(option, word)
        } else if let value = rest.popFirst() {
          note(option, value)
        }
        continue
      }
      // Letters together: `-dp 8000:8000`, `-eA=b`.
      var letters = word.bytes.dropFirst()
      while let letter = letters.popFirst() {
        let option = Self.letters[letter] ?? ""
        if Self.switches.contains(option) {
          note(option, word)
          continue
        }
        if letters.first == Ascii.equals { letters = letters.dropFirst() }
        if !letters.isEmpty {
          note(option, word.with(letters))
        } else if let value = rest.popFirst() {
          note(option, value)
        }
        break
      }
    }
  }

  /// Any option may be among those that a shell makes of a word.
  private func leaveOptionsUnread(_ word: CommandWord) {
    fileVariables.leaveUnread("\(word.text.printed), which is not read,", at: word.place)
    publications.append(
      Service.Publication(reach: .unknown("a shell computes the options"), port: nil, place: word.place))
  }

  private func note(_ option: String, _ value: CommandWord) {
    switch option {
    case "env": noteVariable(value)
    case "env-file": noteFile(value)
    case "publish": notePort(value)
    case "publish-all": publishAll = value.place
    case "volume": noteVolume(value)
    case "mount": noteMount(value)
    case "tmpfs":
      mount(value.bytes.prefix { $0 != Ascii.colon }, .volume, value.place)
    case "secret", "config": noteSecret(value, isConfig: option == "config")
    case "network", "net":
      switch value.text {
      case "host": hostNetwork = value.place
      case "none", "bridge", "default", "slirp4netns", "pasta": break
      default: networks.append(value.text)
      }
    case "entrypoint": entrypoint = value
    case "workdir": workingFolder = value
    case "user": user = value
    case "name": name = value
    case "read-only": readOnly = ["0", "f", "false"].contains(value.text.lowercased()) ? nil : value.place
    default: break
    }
  }

  // MARK: Options

  private func noteVariable(_ word: CommandWord) {
    // A shell computes the name.
    let name = word.textBytes.prefix { $0 != Ascii.equals }
    if word.bytes.first == Ascii.equals || !word.isKnown && name.contains(where: { "$`{".utf8.contains($0) })
    {
      return fileVariables.leaveUnread("\(word.text.printed), which a shell computes,", at: word.place)
    }
    guard let equals = word.bytes.firstIndex(of: Ascii.equals) else {
      let name = String(decoding: word.bytes, as: UTF8.self)
      ownVariables.add(word.bytes, word.isKnown ? environment(name) : .unknown(.computed), word.place)
      return
    }
    let value = word.with(word.bytes[(equals + 1)...]).value
    ownVariables.add(word.bytes[..<equals], value, word.place, word.spelling)
  }

  private func noteFile(_ word: CommandWord) {
    guard word.isKnown, isInFolder || word.bytes.first == Ascii.slash else {
      fileVariables.leaveUnread("\(word.text.printed), whose place is not known,", at: word.place)
      return
    }
    let path = context.beside(String(decoding: word.bytes, as: UTF8.self))
    if changed.mayInclude(path) {
      fileVariables.leaveUnread("\(path), which a command before it may make,", at: word.place)
      return
    }
    guard case .content(let bytes) = context.file(path) else {
      fileVariables.leaveUnread("\(path), which cannot be read here,", at: word.place)
      return
    }
    let environment = environment
    var variables = EnvironmentFile.variables(bytes, from: path, as: .docker) { name in
      if case .known(let bytes) = environment(String(decoding: name, as: UTF8.self)) { bytes } else { nil }
    }
    variables.doubtNamesAlone()
    fileVariables.add(variables)
  }

  private func notePort(_ word: CommandWord) {
    guard word.isKnown else {
      publications.append(
        Service.Publication(reach: .unknown("a shell computes its address"), port: nil, place: word.place))
      return
    }
    // `published=8000,target=8000` of a swarm.
    if word.bytes.contains(Ascii.equals) {
      let fields = Self.fields(word)
      let port = (fields["target"] ?? []).map { $0 }
      publications.append(
        Service.Publication(
          reach: .everyAddress, port: Int(String(decoding: port, as: UTF8.self)), place: word.place))
      return
    }
    let port = PortSpecification(word.bytes)
    guard port.isTCP else { return }
    publications.append(Service.Publication(reach: port.reach, port: port.port, place: word.place))
  }

  /// `a=b,c=d`.
  private static func fields(_ word: CommandWord) -> [String: ArraySlice<UInt8>] {
    var fields: [String: ArraySlice<UInt8>] = [:]
    for field in csvFields(word.bytes) {
      let name = field.prefix { $0 != Ascii.equals }
      fields[String(decoding: name, as: UTF8.self)] = field[name.endIndex...].dropFirst()
    }
    return fields
  }

  /// The fields of a line of CSV, which docker reads: those with commas are in quotes, and quotes in them are doubled.
  private static func csvFields(_ line: [UInt8]) -> [ArraySlice<UInt8>] {
    let quote = UInt8(ascii: "\"")
    if !line.contains(quote) { return line.split(separator: UInt8(ascii: ","), maxSplits: 20) }
    var fields: [ArraySlice<UInt8>] = [[]]
    var isQuoted = false
    var former: UInt8 = 0
    for byte in line {
      if byte == quote {
        if former == quote, !isQuoted { fields[fields.count - 1].append(quote) }
        isQuoted.toggle()
      } else if byte == UInt8(ascii: ","), !isQuoted {
        fields.append([])
      } else {
        fields[fields.count - 1].append(byte)
      }
      former = byte
    }
    return fields
  }

  private func mount(
    _ target: some Collection<UInt8>, _ source: Service.Mount.Source, _ place: Place
  ) {
    mounts.append(Service.Mount(target: ContainerPath.absolute(target), source: source, place: place))
  }

  /// `-v SOURCE:TARGET[:OPTIONS]`.
  private func noteVolume(_ word: CommandWord) {
    // The last part of a word that is not known may still be the target.
    let parts = word.textBytes.split(separator: Ascii.colon, omittingEmptySubsequences: false)
    guard parts.count > 1 else { return mount(parts.first ?? [], .volume, word.place) }
    guard word.isKnown else {
      let target = parts[1].first == Ascii.slash ? parts[1] : parts.last { $0.first == Ascii.slash } ?? []
      return mount(
        target.filter { $0 != UInt8(ascii: "\"") }, .elsewhere("a shell computes its source"), word.place)
    }
    mount(parts[1], source(parts[0], isVolume: true), word.place)
  }

  /// Whether the script names a file before the command: `htpasswd -c FILE`, `> FILE`.
  private func mayBeMade(_ path: FilePath) -> Bool {
    let (text, name) = (Array(earlier), path.fileName)
    return [Ascii.space, Ascii.slash, UInt8(ascii: ">")].contains { text.contains(words: [$0] + name) }
  }

  /// - Parameter isVolume: whether a bare name is that of a volume.
  private func source(_ name: ArraySlice<UInt8>, isVolume: Bool) -> Service.Mount.Source {
    switch name.first {
    case Ascii.slash:
      if isElsewhere || isEngineElsewhere { return .elsewhere("the command runs on another machine") }
    case UInt8(ascii: "~"): return .elsewhere("~ is the home folder of whoever runs the command")
    case UInt8(ascii: "."):
      if !isInFolder { return .elsewhere("the script changes its folder before") }
    default:
      if isVolume { return .volume }
      if !isInFolder { return .elsewhere("the script changes its folder before") }
    }
    if isEngineElsewhere { return .elsewhere("the command runs on another machine") }
    let path = context.beside(ComposePath.clean(String(decoding: name, as: UTF8.self)))
    let file = context.file(path)
    let isFolder = if case .folder = file { true } else { false }
    let isMissing = if case .missing = file { true } else { false }
    if isMissing && mayBeMade(path) || changed.mayInclude(path, isFolder: isFolder) {
      return .elsewhere("a command before it may make \(path)")
    }
    return .host(path, makesFolder: isVolume && !isPodman && !isSwarm)
  }

  private func noteMount(_ word: CommandWord) {
    let fields = Self.fields(word)
    guard let target = fields["target"] ?? fields["dst"] ?? fields["destination"] else { return }
    let name = fields["source"] ?? fields["src"]
    guard fields["type"].map({ $0.elementsEqual("bind".utf8) }) ?? false, let name else {
      return mount(target, .volume, word.place)
    }
    mount(
      target, word.isKnown ? source(name, isVolume: false) : .elsewhere("a shell computes its source"),
      word.place)
  }

  /// A secret or a configuration of the engine: `NAME`, or `source=NAME,target=PATH`.
  private func noteSecret(_ word: CommandWord, isConfig: Bool) {
    let fields = Self.fields(word)
    let name = fields["source"] ?? word.bytes.prefix { $0 != UInt8(ascii: ",") }
    if fields["type"].map({ $0.elementsEqual("env".utf8) }) ?? false {
      ownVariables.add(
        fields["target"] ?? name, .unknown(.elsewhere("the secret \(Array(name).printable) of the engine")),
        word.place)
      return
    }
    mounts.append(
      Service.Mount(
        target: ContainerPath.absolute(fields["target"] ?? name, in: isConfig ? "/" : "/run/secrets"),
        source: .elsewhere(
          "the \(isConfig ? "config" : "secret") \(Array(name).printable) of the engine is not in these files"
        ),
        place: word.place))
  }

  // MARK: The service

  /// Whether a shell, or whatever else starts the command, computes the image.
  var isImageComputed: Bool { image.map { !$0.isKnown || $0.bytes.isEmpty } ?? false }

  /// The variables that the container gets.
  var variables: Variables {
    var variables = fileVariables
    variables.add(ownVariables)
    return variables
  }

  var container: ChromaContainer {
    ChromaContainer(
      image: image, entrypoint: entrypoint.map { [$0] }, command: command.isEmpty ? nil : command,
      variables: variables)
  }

  /// nil if nothing says that it is a Chroma.
  var service: Service? { service(container) }

  func service(_ container: ChromaContainer) -> Service? {
    guard let image else { return nil }
    guard var service = container.service(named: image.bytes.printable, at: image.place) else { return nil }
    if image.bytes.contains(Ascii.carriageReturn) {
      service.obstacles.append(
        SettingFinding(
          rule: .fileRefused, severity: .error, place: image.place,
          message: "docker refuses the image: a carriage return is part of its name",
          remedy: .manual("convert the script: sed -i 's/\\r$//' FILE")))
    }
    service.workingFolder = workingFolder.map(\.text)
    if let user, user.isKnown { service.runs(as: user.placedText) }
    if let readOnly { service.writeLimit = PlacedText("its files are read-only", readOnly) }
    service.mounts = mounts
    service.publications = publications
    if let hostNetwork {
      service.publications.append(container.publication(onHost: hostNetwork))
    } else if let publishAll {
      service.publications.append(Service.Publication(reach: .everyAddress, port: 8000, place: publishAll))
    }
    service.networks = networks
    service.unpublishedReach = "the containers of the engine"
    return service
  }
}
