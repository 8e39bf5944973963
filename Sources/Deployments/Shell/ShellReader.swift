internal import Credentials
internal import Kernel

/// Reads scripts: `docker run` and its like, `chroma run`, uvicorn, and lines of `export`.
enum ShellReader {
  static func deployment(in context: DeploymentContext) -> Deployment? {
    var script = ScriptServices(context)
    let variables = script.read(context.bytes) { $0 }
    var deployment = script.deployment
    // Settings for a server that something else starts.
    if deployment.services.isEmpty, variables.all.contains(where: { $0.name.hasPrefix("CHROMA_SERVER_AUTH") })
    {
      var service = Service(
        name: context.path.fileName.printable, place: Place(path: context.path, line: 1), image: nil,
        release: .unknown("the script does not start a Chroma"), program: .chromaRun)
      service.variables = variables
      service.doubt = script.doubt
      deployment.services = [service]
    }
    return deployment
  }
}

/// The servers that scripts start.
struct ScriptServices {
  private let context: DeploymentContext
  private var services: [Service] = []
  private var packages = PythonPackages()
  /// Services whose release is that of an installed package.
  private var installed: [Installed] = []
  /// The number of texts that were read: each has its own PATH.
  private var readCount = 0
  /// The doubt about the text that was read last.
  private(set) var doubt: SettingFinding?
  /// Whether the script runs in any case.
  var isCertain = true
  private var variableCount = 0
  private var partCount = 0
  /// The files that commands may have changed by now.
  private var changed = ChangedFiles()
  private var isCut = false
  /// Services of docker, and the names of their containers.
  private var containers: [(index: Int, name: CommandWord?)] = []
  /// Services of a swarm, and whether a later command changes one.
  private var swarm: [Int] = []
  private var isSwarmChanged = false
  /// Names of images that commands make.
  private var made: Set<String> = []
  /// The place of an image that something starts which is not read, it may be.
  private var mention: Place?

  /// The limit for a deployment; real ones have a handful.
  static let maximumCount = 1000
  static let maximumVariableCount = 100_000
  private static let maximumPartCount = 5000

  private struct Installed {
    let index: Int
    let command: ChromaCommand
    /// Whether it is the one that the script installs.
    let isReached: Bool
    /// The variables of a `.env` in the folder that it starts in.
    let dotEnv: Variables
  }

  init(_ context: DeploymentContext) { self.context = context.limited }

  /// - Returns: whether one more part of a script is read.
  mutating func takePart() -> Bool {
    partCount += 1
    if partCount > Self.maximumPartCount { isCut = true }
    return partCount <= Self.maximumPartCount
  }

  /// Reads a script, or a part of one.
  ///
  /// - Parameters:
  ///   - bytes: the text.
  ///   - outer: what the script gets of variables besides the environment.
  ///   - isInFolder: whether it runs in the folder of the context's file.
  ///   - place: where something of the text is written in the file.
  /// - Returns: what the script exports.
  @discardableResult mutating func read(
    _ bytes: [UInt8], variables outer: Variables = Variables(), isInFolder: Bool = true,
    place: (Place) -> Place
  ) -> Variables {
    guard bytes.count <= Variables.maximumFileSize else {
      isCut = true
      return outer
    }
    noteDocument(bytes, place)
    readCount += 1
    let start = services.count
    var changed = changed
    let (variables, isWhole) = ShellEnvironmentFile.variables(
      ofScript: bytes, in: context, outer: outer, isInFolder: isInFolder, changed: &changed
    ) { command in
      let words = command.words.map { word in
        word.commandWord(
          of: command.text, place(Place(path: command.path, line: word.line, column: word.column)))
      }
      note(words, command, outer, place)
    }
    self.changed = changed
    doubt = isWhole ? nil : .doubt("the script has a syntax error", place(Place(path: context.path, line: 1)))
    for index in services.indices.dropFirst(start) where doubt != nil { services[index].doubt = doubt }
    return variables
  }

  private mutating func note(
    _ words: [CommandWord], _ command: ShellEnvironmentFile.Command, _ outer: Variables,
    _ place: (Place) -> Place
  ) {
    let context = context
    packages.isCertain = isCertain && command.isCertain
    packages.search = command.search == 0 ? 0 : readCount * 1_000_000 + command.search
    let server = isCut ? nil : ChromaCommand(words)
    for words in [words] + (server?.earlier ?? []) {
      packages.note(words) { path in
        let path = context.beside(String(decoding: path.bytes, as: UTF8.self))
        return command.isInFolder && !command.changed.mayInclude(path)
          ? context.file(path) : .elsewhere("the script changes its folder")
      }
    }
    let start = command.words.first?.range.lowerBound ?? 0
    let earlier = command.text[max(0, start - 10_000)..<start]
    let docker = DockerRun(
      words, in: context, isInFolder: command.isInFolder, after: earlier, changed: command.changed
    ) { name in
      let name = name.uppercased()
      if let variable = command.own[name] ?? command.exported[name] ?? outer[name] { return variable.value }
      if command.exported.unread != nil || outer.unread != nil { return .unknown(.computed) }
      return context.environment(Array(name.utf8)).map { .known($0) } ?? .unset
    }
    if let docker {
      if docker.isSwarm { swarm.append(services.count) }
      if let service = docker.service {
        containers.append((services.count, docker.name))
        add(service)
      } else if docker.isImageComputed, words.contains(where: { $0.textBytes.contains(words: "chroma") }) {
        mention = mention ?? words.first?.place
      } else {
        noteMention(words)
      }
      return
    }
    noteChange(words)
    noteMention(words)
    guard let first = words.first, !Self.others.contains(first.text), let server else {
      if !command.isFunction { packages.noteOthers(words) }
      return
    }
    var service = Service(
      name: server.title, place: server.place, image: nil, release: .unknown(""), program: server.program)
    service.variables = outer
    service.variables.add(command.exported.placed(by: place))
    service.variables.add(command.own.placed(by: place))
    service.variables.add(server.assignments)
    service.command = server.words.map(\.placedText)
    service.publications = [server.publication]
    // In another folder a relative name is that of another program, and `PATH=folder chroma run` looks elsewhere.
    let isElsewhere =
      !command.isInFolder && !(server.folder ?? "").isEmpty && server.folder?.hasPrefix("/") == false
      || command.own["PATH"] != nil || server.assignments.contains { $0.assignedName == Array("PATH".utf8) }
    installed.append(
      Installed(
        index: services.count, command: server,
        isReached: !isElsewhere && packages.hasInstalled(in: server.folder),
        dotEnv: command.isInFolder ? dotEnv(command, server.place) : Variables()))
    add(service)
  }

  /// The variables that Chroma in Python takes from a `.env` in its folder.
  private func dotEnv(_ command: ShellEnvironmentFile.Command, _ place: Place) -> Variables {
    var variables = Variables()
    let path = context.beside(".env")
    if command.changed.mayInclude(path) {
      variables.leaveUnread("\(path), which a command before it may make,", at: place)
    } else if case .content(let bytes) = context.file(path) {
      variables = EnvironmentFile.variables(bytes, from: path, as: .chroma)
    }
    return variables
  }

  /// Commands that only name others.
  private static let others: Set<String> = [
    "pip", "pip3", "which", "man", "kill", "pkill", "pgrep", "apt-get", "ps",
  ]

  /// Commands that name an image, or a repository, and start nothing.
  private static let readers: Set<String> = [
    "git", "curl", "wget", "grep", "sed", "awk", "trivy", "grype", "skopeo", "crane",
  ]
  /// Commands of docker that start nothing.
  private static let dockerReaders: Set<String> = [
    "pull", "push", "tag", "build", "rmi", "image", "images", "inspect", "save", "load", "logs", "stop", "rm",
    "ps", "kill", "search", "manifest", "history", "scout", "exec", "buildx",
  ]

  /// A command of docker that makes an image, or changes a service.
  private mutating func noteChange(_ words: [CommandWord]) {
    let names = Self.names(words)
    guard names.contains(where: DockerRun.programs.contains) else { return }
    if names.contains("service"), names.contains("update") { isSwarmChanged = true }
    if names.contains("cp"), let target = words.last { noteCopy(target) }
    let isBuild = ["build", "commit", "import"].contains(where: names.contains)
    guard isBuild || names.contains("tag") else { return }
    // The name is the last of `docker tag`; of others any word, or a part of one: `--tag=NAME`.
    for word in isBuild ? words[...] : words.suffix(1) where made.count < Self.maximumCount {
      let text = word.text.hasPrefix("-t") ? String(word.text.dropFirst(2)) : word.text
      for part in text.parts(by: Ascii.equals) { made.insert(ChromaImage.localName(String(part))) }
    }
  }

  /// `docker cp FILE CONTAINER:FILE`.
  private mutating func noteCopy(_ target: CommandWord) {
    let name = target.bytes.prefix { $0 != Ascii.colon }
    guard target.textBytes.contains(Ascii.colon) else { return }
    for (index, container) in containers where index < services.count {
      if target.isKnown, let container, container.isKnown, container.bytes != Array(name) { continue }
      services[index].hasUnknownFiles = "docker cp may put it there"
      services[index].doubt =
        services[index].doubt ?? .doubt("docker cp changes files of the container", target.place)
    }
  }

  private static func names(_ words: [CommandWord]) -> [String] {
    words.prefix(8).map(\.name)
  }

  /// A command that names an image of Chroma, and may start it in a way that is not read.
  private mutating func noteMention(_ words: [CommandWord]) {
    guard mention == nil,
      let word = Self.deploying(words)
        ?? words.first(where: { word in
          let starts =
            word.written.map { $0.contains(words: " run") || $0.contains(words: " create") } ?? false
          return word.bytes.contains(words: "chromadb/chroma") || word.bytes.contains(words: "chroma run ")
            || starts && word.written?.contains(words: "chromadb/chroma") == true
        })
    else { return }
    let names = Self.names(words)
    if let first = names.first, Self.readers.contains(first) { return }
    if let docker = names.firstIndex(where: DockerRun.programs.contains),
      names[(docker + 1)...].contains(where: Self.dockerReaders.contains)
    {
      return
    }
    mention = word.place
  }

  /// The word of a command that has another program start a Chroma: `helm install NAME chroma/chromadb`, `pm2 start chroma`.
  private static func deploying(_ words: [CommandWord]) -> CommandWord? {
    let names = names(words)
    if names.contains("helm"), names.contains("install") || names.contains("upgrade") {
      return words.first { $0.bytes.suffix(9).elementsEqual("/chromadb".utf8) }
    }
    guard names.contains("pm2"), names.contains("start"), words.contains(where: { $0.text == "run" }) else {
      return nil
    }
    return words.first { $0.name == "chroma" }
  }

  /// A here-document that starts a Chroma: a compose file or a manifest, or commands for another shell.
  private mutating func noteDocument(_ bytes: [UInt8], _ place: (Place) -> Place) {
    guard bytes.contains(words: "<<"), bytes.contains(words: "chromadb/chroma") else { return }
    var (isInside, isRun) = (false, false)
    for (index, line) in bytes.split(separator: Ascii.lineFeed, omittingEmptySubsequences: false).enumerated()
    where mention == nil {
      let line = Array(line)
      if isInside, line.contains(words: "chromadb/chroma"),
        isRun || ["image:", "Image=", "ExecStart"].contains(where: { line.contains(words: $0) })
      {
        mention = place(Place(path: context.path, line: index + 1, column: 1))
      }
      if line.contains(words: "<<") {
        isInside = true
        isRun = line.contains(words: "ssh ") || line.contains(words: "bash")
      }
    }
  }

  private mutating func add(_ service: Service) {
    variableCount += service.variables.all.count
    guard services.count < Self.maximumCount, variableCount <= Self.maximumVariableCount else {
      isCut = true
      return
    }
    services.append(service)
  }

  /// Gives services the release of what is installed, at the end: something may be installed later.
  private func note(_ packages: PythonPackages, of services: inout [Service]) {
    for one in installed where one.index < services.count {
      services[one.index].release = packages.release(of: one.command.title, isReached: one.isReached)
      services[one.index].version = packages.version
      // 0.4 does not read it (measured with 0.4.24, 0.5.23 and 0.6.2), and from 1.0 on `chroma run` is a program in Rust.
      if let version = packages.version, services[one.index].knownRelease != nil,
        version >= ChromaVersion(0, 5, 0), version < ChromaVersion(1, 0, 0)
      {
        var variables = one.dotEnv
        variables.add(services[one.index].variables)
        services[one.index].variables = variables
      }
      services[one.index].doubt = services[one.index].doubt ?? one.command.doubt(packages)
    }
  }

  /// Notes that something ran which may have changed any file.
  mutating func noteAny() { changed.noteAny() }

  /// Ends what is done on one machine: what is installed later is on another.
  mutating func endMachine() {
    note(packages, of: &services)
    (installed, packages, changed) = ([], PythonPackages(), ChangedFiles())
  }

  /// The services so far, with the release that was installed.
  var deployment: Deployment {
    var deployment = Deployment()
    deployment.services = services
    if services.isEmpty, let mention {
      var service = Service(
        name: context.path.fileName.printable, place: mention, image: nil,
        release: .unknown("the command that starts it is not read"), program: .chromaRun)
      service.variables.leaveUnread("the command that starts it, which is not read,", at: mention)
      deployment.services = [service]
    }
    note(packages, of: &deployment.services)
    for index in services.indices {
      if let image = services[index].image, made.contains(ChromaImage.localName(image.text)) {
        deployment.services[index].doubtImage("a command makes an image of this name")
      }
    }
    for index in swarm where isSwarmChanged && index < services.count {
      deployment.services[index].variables.leaveUnread(
        "docker service update", at: services[index].place)
    }
    if isCut { deployment.findings.append(.tooMuch(context.path)) }
    return deployment
  }
}

extension SettingFinding {
  /// There is more in a file than is read.
  static func tooMuch(_ path: FilePath) -> SettingFinding {
    SettingFinding(
      rule: .cannotTell, severity: .error, place: Place(path: path),
      message: "more services than are read; the others are not checked")
  }
}
