internal import Kernel
internal import YAML

/// Reads workflows: containers of `services`, and what the steps' scripts start.
enum GitHubActionsReader {
  static func deployment(in context: DeploymentContext) -> Deployment? {
    var deployment = Deployment()
    let places = SourcePlaces(context.bytes, at: context.path)
    let root: YAMLNode?
    do throws(YAMLError) {
      root = try YAMLTree(context.bytes).documents.first
    } catch {
      deployment.findings = [.ofYAML(error, context)]
      return deployment
    }
    var containers = Containers()
    // Scripts run in the folder of the repository.
    var scripts = ScriptServices(inRepository(context))
    var outer = Variables()
    add(root?["env"], &outer, places)
    if let jobs = root?["jobs"] {
      for pair in jobs.pairs.prefix(1000) {
        read(pair.value, outer, root?["defaults"]?["run"], &containers, &scripts, context, places)
      }
    }
    containers.finish(&deployment, context.path)
    let started = scripts.deployment
    deployment.services += started.services.map { service in
      var service = service
      for index in service.publications.indices { service.publications[index].reach = onRunner }
      return service
    }
    deployment.findings += started.findings
    return deployment
  }

  private static func read(
    _ job: YAMLNode, _ outer: Variables, _ defaults: YAMLNode?, _ containers: inout Containers,
    _ scripts: inout ScriptServices, _ context: DeploymentContext, _ places: SourcePlaces
  ) {
    if let services = job["services"] {
      for pair in services.pairs.prefix(100) {
        add(pair.value, named: pair.key, to: &containers, context, places)
      }
    }
    // The steps run in it.
    var variables = Variables()
    add(job["container"]?["env"], &variables, places)
    variables.add(outer)
    add(job["env"], &variables, places)
    guard let steps = job["steps"] else { return }
    let folder = job["defaults"]?["run"]?["working-directory"] ?? defaults?["working-directory"]
    for step in steps.items.prefix(1000) {
      if let action = step["uses"], !isHarmless(action.string) {
        scripts.noteAny()
        variables.leaveUnread("the action \(action.string.printed)", at: places[action])
      }
      guard let run = step["run"], run.kind == .scalar, scripts.takePart() else { continue }
      var own = variables
      add(step["env"], &own, places)
      scripts.isCertain = step["if"] == nil
      let isInFolder = (step["working-directory"] ?? folder).map { ["", ".", "./"].contains($0.string) }
      read(run, own, &scripts, context, places, isInFolder: isInFolder ?? true)
      if run.text.contains(words: "GITHUB_ENV") {
        variables.leaveAllUnread("GITHUB_ENV, which a step writes,", at: places[run])
      }
    }
    scripts.endMachine()
  }

  /// Whether an action leaves the files of the repository alone.
  private static func isHarmless(_ action: String) -> Bool {
    let actions = [
      "actions/checkout@", "actions/setup-", "actions/upload-artifact@", "docker/setup-",
      "docker/login-action@",
      "docker/build-push-action@", "docker/metadata-action@", "astral-sh/setup-uv@", "actions/github-script@",
    ]
    return actions.contains(where: action.hasPrefix)
  }

  /// Machines of runners are thrown away, and nobody else finds them.
  private static var onRunner: Service.Publication.Reach { .unknown("whoever reaches the runner") }

  private static func inRepository(_ context: DeploymentContext) -> DeploymentContext {
    let marker = Array(".github/".utf8)
    let bytes = context.path.bytes
    var start = bytes.count
    for index in bytes.indices where bytes[index...].starts(with: marker) { start = index }
    let folder = start < bytes.count ? bytes[..<start] : bytes.dropLast(context.path.fileName.count)
    return DeploymentContext(
      FilePath(bytes: folder + context.path.fileName), context.bytes, file: context.file,
      environment: { _ in nil })
  }

  /// The runner's reading of a value: `${{ }}` is computed when it runs.
  private static func word(_ node: YAMLNode, _ places: SourcePlaces) -> CommandWord {
    let text = node.plainType == .null ? [] : node.text
    var isKnown = node.kind == .scalar && !text.contains(words: "${{")
    var bytes = text
    switch node.plainType {
    case .boolean: bytes = Array(node.string.lowercased().utf8)
    // How it is written out again is not known but of plain numbers.
    case .number:
      let isPlain = text.allSatisfy { (Ascii.zero...Ascii.nine).contains($0) } && text.first != Ascii.zero
      isKnown = isKnown && (isPlain || text.count == 1) && text.count < 16
    default: break
    }
    var word = CommandWord(bytes, isKnown: isKnown, places[node])
    word.written = text
    word.doubt = "an expression of the workflow says it"
    word.spelling.wasQuoted = node.style != .plain
    return word
  }

  private static func add(_ node: YAMLNode?, _ variables: inout Variables, _ places: SourcePlaces) {
    guard let node else { return }
    for (name, value) in node.pairs.prefix(1000) {
      let word = word(value, places)
      variables.add(
        name.text, word.isKnown ? .known(word.bytes) : .unknown(.elsewhere("an expression of the workflow")),
        places[name], word.spelling, valuePlace: word.place)
    }
  }

  private static func add(
    _ node: YAMLNode, named name: YAMLNode, to containers: inout Containers, _ context: DeploymentContext,
    _ places: SourcePlaces
  ) {
    // A service may be its image alone.
    guard let imageNode = node.kind == .scalar ? node : node["image"] else { return }
    var words = [
      CommandWord(Array("docker".utf8), places[node]), CommandWord(Array("run".utf8), places[node]),
    ]
    for port in node["ports"]?.items.prefix(100) ?? node.items.prefix(0) {
      words += [CommandWord(Array("-p".utf8), places[port]), word(port, places)]
    }
    for volume in node["volumes"]?.items.prefix(100) ?? node.items.prefix(0) {
      words += [CommandWord(Array("-v".utf8), places[volume]), word(volume, places)]
    }
    if let options = node["options"] {
      var reader = ShellWords(options.text) { _ in nil }
      while words.count < 1000, let word = reader.word() {
        words.append(word.commandWord(of: options.text, places[options]))
      }
    }
    words.append(word(imageNode, places))
    guard let docker = DockerRun(words, in: context, isInFolder: false, environment: { _ in .unset }) else {
      return
    }
    var variables = docker.variables
    add(node["env"], &variables, places)
    let container = ChromaContainer(
      image: word(imageNode, places), entrypoint: docker.container.entrypoint,
      command: docker.container.command, variables: variables)
    // An option without its value, and the like.
    let isOther = docker.container.image?.bytes != word(imageNode, places).bytes
    containers.add(container) { container in
      var service = docker.service(container)
      service?.name = name.text.printable
      service?.place = places[name]
      service?.unpublishedReach = "the job"
      if isOther { service?.doubtImage("docker takes a word of the options for the image") }
      for index in service?.publications.indices ?? 0..<0 { service?.publications[index].reach = onRunner }
      return service
    }
  }

  /// A script, with the places that its lines have in the workflow.
  private static func read(
    _ node: YAMLNode, _ variables: Variables, _ scripts: inout ScriptServices, _ context: DeploymentContext,
    _ places: SourcePlaces, isInFolder: Bool
  ) {
    let start = places[node]
    // The lines of a literal begin after its mark.
    let isLiteral = node.style == .literal
    scripts.read(node.text, variables: variables, isInFolder: isInFolder) { place in
      if let path = place.path, path.fileName != context.path.fileName { return place }
      guard isLiteral else { return start }
      return Place(path: context.path, line: (start.line ?? 0) + (place.line ?? 1), column: nil)
    }
  }
}
