internal import Kernel

/// Reads units: what ExecStart starts, with the variables that it gets.
enum SystemdReader {
  static func deployment(in context: DeploymentContext) -> Deployment? {
    guard context.bytes.count <= Variables.maximumFileSize else { return nil }
    // A unit of this machine names files of this machine.
    let folders = ["/etc/systemd/", "/usr/lib/systemd/", "/lib/systemd/", "/run/systemd/"]
    let isRunHere = folders.contains { context.path.bytes.starts(with: $0.utf8) }
    var section = ServiceSection()
    for (path, unit) in units(context, isRunHere) {
      guard let unit else {
        section.files.leaveAllUnread(
          "\(path), which changes the unit and is not read,", at: Place(path: context.path, line: 1))
        continue
      }
      for assignment in unit.assignments where ["Service", "Container"].contains(assignment.section) {
        section.note(assignment.name, assignment.words(path), context, isRunHere)
      }
    }
    let variables = section.variables
    var deployment = Deployment()
    // Containers that start before it go on beside it.
    let all = section.starts.isEmpty ? [[]] : section.starts
    deployment.services =
      all.prefix(100).flatMap { services(command($0, variables), variables, section.packages, context) }
      + section.before.prefix(100).flatMap { container(command($0, variables), variables, context) ?? [] }
    for index in deployment.services.indices {
      deployment.services[index].isRunHere = isRunHere
      if deployment.services[index].image != nil { continue }
      deployment.services[index].workingFolder = section.folder
      if section.hasDotEnv {
        let place = deployment.services[index].place
        deployment.services[index].variables.leaveUnread(
          ".env in its working folder, which is not read,", at: place)
      }
    }
    return deployment
  }

  /// The section `Service` of the unit and the files that change it: an empty assignment takes what came before it away.
  private struct ServiceSection {
    private var own = Variables()
    var files = Variables()
    private var taken: [CommandWord] = []
    /// Files that were read, and those that commands may change before.
    private var read: [PlacedText] = []
    private var changed = ChangedFiles()
    private(set) var packages = PythonPackages()
    private(set) var starts: [[CommandWord]] = []
    private(set) var before: [[CommandWord]] = []
    private(set) var folder: String?
    /// Whether there is a `.env` in its folder on this machine, which Chroma in Python reads.
    private(set) var hasDotEnv = false

    mutating func note(
      _ name: String, _ words: [CommandWord], _ context: DeploymentContext, _ isRunHere: Bool
    ) {
      switch name {
      case "Environment":
        if words.isEmpty { own = Variables() }
        for word in words { add(word, &own) }
      case "EnvironmentFile":
        if words.isEmpty { files = Variables() }
        for word in words.prefix(1) {
          SystemdReader.read(word, context, isRunHere, &files)
          read.append(
            PlacedText(word.text.hasPrefix("-") ? String(word.text.dropFirst()) : word.text, word.place))
        }
      case "PassEnvironment":
        for word in words {
          own.add(word.bytes, .unknown(.elsewhere("the environment of systemd")), word.place)
        }
      case "UnsetEnvironment": taken = words.isEmpty ? [] : taken + words
      case "WorkingDirectory":
        folder = words.first?.text
        hasDotEnv = false
        guard isRunHere, let folder else { return }
        if case .missing = context.file(FilePath(folder + "/.env")) { return }
        hasDotEnv = true
      case "Image":
        // A quadlet (podman-systemd.unit(5)): its other lines are options.
        guard let image = words.first else { return }
        var options = image
        (options.isKnown, options.written) = (false, Array("the rest of the unit".utf8))
        starts = [[image.with("podman".utf8), image.with("run".utf8), options, image]]
      case "ExecStart": starts = words.isEmpty ? [] : starts + Self.commands(words)
      case "ExecStartPre", "ExecStartPost":
        before = words.isEmpty ? [] : before + Self.commands(words)
        packages.note(words) { _ in .elsewhere("the machine that runs the unit has it") }
        packages.noteOthers(words)
        if name == "ExecStartPre" {
          changed.note(
            words.map { ChangedFiles.Word(bytes: $0.bytes, isKnown: $0.isKnown, written: $0.textBytes) })
        }
      default: break
      }
    }

    /// The commands of a line: a semicolon between them is a word of its own.
    private static func commands(_ words: [CommandWord]) -> [[CommandWord]] {
      var (commands, command): ([[CommandWord]], [CommandWord]) = ([], [])
      for word in words {
        if word.bytes == [UInt8(ascii: ";")], !word.spelling.wasQuoted {
          commands.append(command)
          command = []
        } else {
          command.append(word)
        }
      }
      return commands + [command]
    }

    /// Files win over what the unit sets.
    var variables: Variables {
      var (variables, files) = (own, files)
      for file in read where changed.mayInclude(FilePath(file.text)) {
        files.leaveAllUnread("\(file.text.printed), which a command before it may make,", at: file.place)
      }
      variables.doubt(for: files)
      variables.add(files)
      for word in taken {
        let name = word.bytes.prefix { $0 != Ascii.equals }
        guard variables[String(decoding: name, as: UTF8.self).uppercased()] != nil else { continue }
        variables.add(name, name.count == word.bytes.count ? .unset : .unknown(.computed), word.place)
      }
      return variables
    }
  }

  /// The unit, and the files that change it, by their names (systemd.unit(5)); nil for one that cannot be read.
  private static func units(_ context: DeploymentContext, _ isRunHere: Bool) -> [(FilePath, SystemdUnit?)] {
    let name = context.path.fileName
    let dot = name.lastIndex(of: UInt8(ascii: ".")) ?? name.count
    // Those of the type, of prefixes, of the template, and its own: of equal names the last counts.
    var folders: [FilePath] = []
    var names: [String] = []
    for end in 0...dot
    where end == 0 || end == dot || name[end - 1] == Ascii.hyphen || name[end - 1] == UInt8(ascii: "@") {
      let owner = end == 0 ? Array(name[dot...].dropFirst()) : Array(name[..<end]) + name[dot...]
      let folder = String(decoding: owner, as: UTF8.self) + ".d"
      let installed = FilePath("/etc/systemd/system/" + folder)
      for folder in isRunHere ? [context.beside(folder), installed] : [context.beside(folder)] {
        folders.append(folder)
        names += context.names(folder).filter { $0.hasSuffix(".conf") && !names.contains($0) }
      }
    }
    var units = [(context.path, Optional(SystemdUnit(context.bytes)))]
    for name in names.sorted().prefix(100) {
      for folder in folders.reversed() {
        let path = FilePath(name).inFolder(folder)
        let file = context.file(path)
        if case .missing = file { continue }
        var unit: SystemdUnit?
        if case .content(let bytes) = file, bytes.count <= Variables.maximumFileSize {
          unit = SystemdUnit(bytes)
        }
        units.append((path, unit))
        break
      }
    }
    // Each of those that a template makes may have files of its own.
    if dot > 0, name[dot - 1] == UInt8(ascii: "@") {
      let (template, own) = (String(decoding: name[..<dot], as: UTF8.self), name.printable)
      for other in context.names(context.path.folder)
      where other.hasSuffix(".d") && other.hasPrefix(template) && !other.hasPrefix(own) {
        units.append((FilePath(other), nil))
      }
    }
    return units
  }

  private static func add(_ word: CommandWord, _ variables: inout Variables) {
    guard let equals = word.bytes.firstIndex(of: Ascii.equals) else { return }
    let value = word.with(word.bytes[(equals + 1)...])
    variables.add(
      word.bytes[..<equals],
      word.isKnown ? value.value : .unknown(.elsewhere("what systemd puts in its place")),
      word.place, word.spelling)
  }

  private static func read(
    _ word: CommandWord, _ context: DeploymentContext, _ isRunHere: Bool, _ files: inout Variables
  ) {
    let isOptional = word.bytes.first == Ascii.hyphen
    let path = FilePath(bytes: Array(isOptional ? word.bytes.dropFirst() : word.bytes[...]))
    if isRunHere, word.isKnown {
      switch context.file(path) {
      case .content(let bytes) where bytes.count <= Variables.maximumFileSize:
        return files.add(SystemdEnvironmentFile.variables(bytes, path))
      case .missing where isOptional: return
      default: break
      }
    }
    files.leaveAllUnread("\(path), a file of the machine that runs the unit,", at: word.place)
  }

  /// ExecStart as it is run: its marks taken off, `$NAME` and `${NAME}` replaced.
  private static func command(_ words: [CommandWord], _ variables: Variables) -> [CommandWord] {
    guard var first = words.first else { return [] }
    let marks = first.bytes.prefix { "@-:+!|".utf8.contains($0) }
    first.bytes.removeFirst(marks.count)
    var rest = Array(words.dropFirst())
    // With @ the second word is a name for the process.
    if marks.contains(UInt8(ascii: "@")), !rest.isEmpty { rest.removeFirst() }
    let all = [first] + rest
    var budget = ExpansionBudget()
    return marks.contains(Ascii.colon) ? all : all.flatMap { split(expanded($0, variables, &budget), $0) }
  }

  /// The words that `$NAME` alone is replaced by (systemd.service(5)): quotes in its value may make one of several.
  private static func split(_ word: CommandWord, _ former: CommandWord) -> [CommandWord] {
    let isBlank: (UInt8) -> Bool = { $0 == Ascii.space || $0 == 0x09 || $0 == Ascii.lineFeed }
    guard isVariable(former.bytes), word.isKnown, word.bytes.contains(where: isBlank) else { return [word] }
    if word.bytes.contains(where: { "\"'\\".utf8.contains($0) }) {
      var unknown = word
      (unknown.isKnown, unknown.isSeveral, unknown.written) = (false, true, former.bytes)
      return [unknown]
    }
    return word.bytes.split(whereSeparator: isBlank).map { word.with($0) }
  }

  /// Whether a word is `$NAME` and nothing else.
  private static func isVariable(_ word: [UInt8]) -> Bool {
    word.first == Ascii.dollar && word.count > 1 && word.dropFirst().allSatisfy(\.isInName)
  }

  private static func expanded(
    _ word: CommandWord, _ variables: Variables, _ budget: inout ExpansionBudget
  ) -> CommandWord {
    guard word.bytes.contains(Ascii.dollar) else { return word }
    var word = word
    var result: [UInt8] = []
    var rest = word.bytes[...]
    let isAlone = isVariable(word.bytes)
    while let byte = rest.popFirst() {
      guard byte == Ascii.dollar, let next = rest.first else {
        result.append(byte)
        continue
      }
      var name: ArraySlice<UInt8> = []
      if next == Ascii.dollar {
        result.append(byte)
        rest = rest.dropFirst()
        continue
      } else if next == UInt8(ascii: "{"), let close = rest.firstIndex(of: UInt8(ascii: "}")) {
        name = rest[(rest.startIndex + 1)..<close]
        rest = rest[(close + 1)...]
      } else if isAlone {
        name = rest
        rest = []
      } else {
        result.append(byte)
        continue
      }
      let text = String(decoding: name, as: UTF8.self)
      word.spelling.wasExpanded = true
      switch variables[text.uppercased()]?.value {
      case .known(let value) where budget.spend(value.count): result += value
      case .known, .unknown: word.isKnown = false
      case .unset, nil:
        if variables.unread != nil { word.isKnown = false }
        if word.spelling.missing.count < 10 { word.spelling.missing.append(String(text.prefix(100))) }
      }
    }
    word.bytes = result
    return word
  }

  /// The Chroma of a command that starts a container; nil for other commands.
  private static func container(
    _ words: [CommandWord], _ variables: Variables, _ context: DeploymentContext
  ) -> [Service]? {
    let docker = DockerRun(words, in: context, isInFolder: false) { name in
      variables[name.uppercased()]?.value ?? (variables.unread == nil ? .unset : .unknown(.computed))
    }
    return docker.map { $0.service.map { [$0] } ?? [] }
  }

  /// The place of a command that may start a Chroma in a way that is not read: another shell's, or an image that is computed.
  private static func mention(_ words: [CommandWord], _ context: DeploymentContext) -> Place? {
    let text = words.flatMap { $0.textBytes + [Ascii.space] }
    guard text.contains(words: " run ") || text.contains(words: " create ") else { return nil }
    let isNamed = text.contains(words: "chromadb/chroma")
    let isChroma = isNamed || (text + context.path.fileName).contains(words: "chroma")
    guard isChroma, words.first.map({ DockerRun.programs.contains($0.name) }) ?? false else {
      return isNamed ? words.first?.place : nil
    }
    let docker = DockerRun(words, in: context, isInFolder: false, environment: { _ in .unset })
    return docker?.isImageComputed ?? true ? words.first?.place : nil
  }

  private static func services(
    _ words: [CommandWord], _ variables: Variables, _ packages: PythonPackages, _ context: DeploymentContext
  ) -> [Service] {
    let name = context.path.fileName.printable
    if let services = container(words, variables, context), !services.isEmpty { return services }
    if let place = mention(words, context) {
      var service = Service(
        name: name, place: place, image: nil, release: .unknown("the command that starts it is not read"),
        program: .chromaRun)
      service.variables.leaveUnread("the command that starts it, which is not read,", at: place)
      return [service]
    }
    if DockerRun(words, in: context, isInFolder: false, environment: { _ in .unset }) != nil { return [] }
    guard let server = ChromaCommand(words) else {
      // Settings beside a program that is not known.
      guard variables.all.contains(where: { $0.name.hasPrefix(ChromaContainer.settingsPrefix) }) else {
        return []
      }
      var service = Service(
        name: name, place: words.first?.place ?? Place(path: context.path, line: 1), image: nil,
        release: .unknown("the unit does not say which release of Chroma it starts"), program: .chromaRun)
      service.variables = variables
      if let program = words.first {
        service.doubt = .doubt(CommandEffect.unread(program.isKnown ? program.name : ""), program.place)
      }
      return [service]
    }
    var service = Service(
      name: name, place: server.place, image: nil,
      release: packages.release(
        of: server.words[0].text.printed, isReached: packages.hasInstalled(in: server.folder)),
      program: server.program)
    service.version = packages.version
    service.variables = variables
    service.variables.add(server.assignments)
    service.doubt = server.doubt(packages)
    service.command = server.words.map(\.placedText)
    service.publications = [server.publication]
    return [service]
  }
}
