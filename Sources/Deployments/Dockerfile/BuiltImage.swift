package import Kernel

/// The image that a Dockerfile makes: of its last stage, or of the one that is asked for. Compose's `build:` is one too.
package struct BuiltImage: Sendable {
  /// The image that it begins with, outside of the file.
  package fileprivate(set) var base: CommandWord
  package fileprivate(set) var variables = Variables()
  /// nil for the base's own.
  package fileprivate(set) var entrypoint: [CommandWord]?
  package fileprivate(set) var command: [CommandWord]?
  package fileprivate(set) var workingFolder: String?
  /// The user that it runs as, if an instruction says so.
  package fileprivate(set) var user: PlacedText?
  /// Whether commands may give files to that user.
  fileprivate var changesOwners = false
  /// Files that it holds.
  package fileprivate(set) var mounts: [Service.Mount] = []
  package fileprivate(set) var packages = PythonPackages()
  /// Images and stages that instructions name.
  package fileprivate(set) var bases: Set<String> = []
  /// Commands that may make files.
  fileprivate var commands: [[UInt8]] = []
  /// Lines of .dockerignore.
  fileprivate var ignored: [UInt8] = []
  /// How much of a file's name the build context is.
  fileprivate var contextLength = 0
  /// Whether ONBUILD adds to stages that begin with this one.
  fileprivate var hasTrigger = false
  fileprivate var arguments: [String: Variables.Value] = [:]

  fileprivate init(base: CommandWord) { self.base = base }

  /// The user that cannot write to what Chroma's image has.
  package var limitedUser: PlacedText? {
    changesOwners || !ChromaImage(base.text).isChroma ? nil : user
  }

  /// Whether commands run that may change files.
  package var hasCommands: Bool { !commands.isEmpty }

  /// Reads a Dockerfile.
  ///
  /// - Parameters:
  ///   - bytes: the Dockerfile.
  ///   - path: its name, for places.
  ///   - folder: the build context, relative to where the tool runs.
  ///   - target: the stage that is built; nil for the last.
  ///   - arguments: what a build argument is given; nil for its default.
  ///   - file: what is under a name, relative to where the tool runs.
  /// - Returns: nil for a file without stages.
  package init?(
    _ bytes: [UInt8], at path: FilePath, in folder: FilePath, target: String? = nil,
    arguments: (String) -> [UInt8]? = { _ in nil }, file: (FilePath) -> NamedFile
  ) {
    guard bytes.count <= Variables.maximumFileSize else { return nil }
    let image = withoutActuallyEscaping(arguments) { arguments in
      withoutActuallyEscaping(file) { file in
        let build = Build(path: path, folder: folder, arguments: arguments, file: file)
        var image = build.image(bytes, target)
        image?.bases = build.bases
        image?.ignored = build.ignored
        image?.contextLength = build.contextLength
        return image
      }
    }
    guard let image else { return nil }
    self = image
  }

  /// Files that settings name, and the `.env` that Chroma reads, if a command may change them, or if what is left out of
  /// the build may be one of them.
  ///
  /// - Parameter variables: those of the container.
  package func otherFiles(_ variables: Variables) -> [Service.Mount] {
    let dotEnv = ".env"
    let names = [
      ChromaSettings.Name.credentialsFile, ChromaSettings.Name.credentialsFile04,
      ChromaSettings.Name.authorizationConfigFile, dotEnv,
    ]
    return names.compactMap { name in
      let variable = variables[name]
      let value = name == dotEnv ? Array(name.utf8) : variable?.bytes ?? []
      if value.isEmpty { return nil }
      let target = ContainerPath.absolute(value, in: workingFolder ?? "/chroma")
      let fileName = String(decoding: value.fileName, as: UTF8.self)
      var reason = "a RUN command may change \(target)"
      if !commands.contains(where: { $0.contains(words: fileName) }), !mayTakeAway(target) {
        guard let mount = ContainerFiles.nearest(mounts, target), case .host(let path, _) = mount.source,
          let rest = ContainerPath.rest(of: target, below: mount.target),
          mayLeaveOut(
            Array("./".utf8) + path.bytes.dropFirst(contextLength) + [Ascii.slash] + rest.utf8 + [Ascii.slash]
          )
        else { return nil }
        reason = ".dockerignore may leave \(target) out"
      }
      return Service.Mount(target: target, source: .elsewhere(reason), place: variable?.place ?? base.place)
    }
  }

  /// Whether a command may remove a file or a folder above it, by whatever name.
  private func mayTakeAway(_ target: String) -> Bool {
    var changed = ChangedFiles()
    for command in commands {
      let name = command.drop { $0 <= Ascii.space }.prefix { $0 > Ascii.space }
      if ["rm", "mv", "find", "unlink", "cd"].contains(where: { name.elementsEqual($0.utf8) }) {
        changed.note(text: command)
      }
    }
    return changed.mayInclude(FilePath(target))
  }

  /// Whether a pattern of .dockerignore may be one of a file: a part of it between wildcards is in the name.
  private func mayLeaveOut(_ path: [UInt8]) -> Bool {
    var isLeftOut = false
    for line in ignored.split(separator: Ascii.lineFeed) {
      let text = line.prefix { $0 > Ascii.space }
      if text.first == Ascii.hash || text.isEmpty { continue }
      let isBack = text.first == UInt8(ascii: "!")
      var part = Array(
        (text.dropFirst(isBack ? 1 : 0).split(separator: UInt8(ascii: "*")).last ?? []).prefix {
          !"?[\\".utf8.contains($0)
        })
      // Only all of a name brings it back.
      if isBack { part.append(Ascii.slash) }
      if part.isEmpty || path.contains(words: String(decoding: part, as: UTF8.self)) { isLeftOut = !isBack }
    }
    return isLeftOut
  }
}

/// The way through a Dockerfile.
private final class Build {
  let path: FilePath
  let folder: FilePath
  let arguments: (String) -> [UInt8]?
  let file: (FilePath) -> NamedFile

  private var escape = Ascii.backslash
  private var budget = ExpansionBudget()
  /// The values of the arguments before the first stage.
  private var outer: [String: Variables.Value] = [:]
  private var stages: [String: BuiltImage] = [:]
  private var image: BuiltImage?
  private(set) var bases: Set<String> = []
  private(set) var ignored: [UInt8] = []
  private(set) var contextLength = 0
  /// Whether the command is of this stage: ENTRYPOINT takes the base's away.
  private var hasOwnCommand = false
  private var stageName: String?
  /// A file of variables that doubles with every stage would not end.
  private static let maximumStageCount = 100
  private static let maximumMountCount = 1000

  init(
    path: FilePath, folder: FilePath, arguments: @escaping (String) -> [UInt8]?,
    file: @escaping (FilePath) -> NamedFile
  ) {
    (self.path, self.folder, self.arguments, self.file) = (path, folder, arguments, file)
  }

  func image(_ bytes: [UInt8], _ target: String?) -> BuiltImage? {
    let (instructions, escape) = DockerfileInstruction.all(of: bytes)
    self.escape = escape
    let ignore = FilePath(".dockerignore").inFolder(folder)
    contextLength = ignore.bytes.count - ".dockerignore".utf8.count
    for path in [ignore, path.beside(".dockerignore")] {
      if case .content(let bytes) = file(path) { ignored += bytes }
    }
    var stageCount = 0
    for instruction in instructions {
      if instruction.name == "FROM" {
        // The stage before ends here.
        if let target, let stageName, target.lowercased() == stageName, image != nil { return image }
        if let image, let stageName { stages[stageName] = image }
        stageCount += 1
        guard stageCount <= Self.maximumStageCount else { return nil }
        begin(instruction, number: stageCount - 1)
      } else {
        read(instruction)
      }
    }
    return image
  }

  // MARK: Words

  private func place(_ instruction: DockerfileInstruction, _ offset: Int = 0) -> Place {
    let position = instruction.position(of: offset)
    return Place(path: path, line: position.line, column: position.column)
  }

  private func word(_ bytes: some Collection<UInt8>, _ place: Place, isOuter: Bool = false)
    -> CommandWord
  {
    let (image, outer) = (image, outer)
    let result = DockerfileWord.expand(Array(bytes), escape: escape, &budget) { name in
      if isOuter { return outer[name] ?? .unset }
      guard let image else { return outer[name] ?? .unset }
      if let variable = image.variables[name.uppercased()] { return variable.value }
      return image.arguments[name] ?? .unset
    }
    var word = CommandWord(result.bytes, isKnown: result.isKnown, place)
    word.spelling = result.spelling
    word.written = Array(bytes)
    return word
  }

  /// A list in JSON, else the words of a line; options before them are words in both.
  private func words(_ instruction: DockerfileInstruction) -> [CommandWord] {
    let ranges = DockerfileWord.split(instruction.text, escape: escape).prefix(1000)
    let options = ranges.prefix { instruction.text[$0].starts(with: "--".utf8) }
    let start = ranges.dropFirst(options.count).first?.lowerBound ?? instruction.text.count
    let list = list(instruction, from: start)
    return (list == nil ? ranges : options).map { range in
      word(instruction.text[range], place(instruction, range.lowerBound))
    } + (list ?? [])
  }

  /// `["a", "b"]`.
  private func list(_ instruction: DockerfileInstruction, from start: Int = 0) -> [CommandWord]? {
    guard let strings = JSONStrings.list(Array(instruction.text[start...])) else { return nil }
    return strings.map { CommandWord($0.bytes, place(instruction, start + $0.offset)) }
  }

  // MARK: Stages

  private func begin(_ instruction: DockerfileInstruction, number: Int) {
    let ranges = DockerfileWord.split(instruction.text, escape: escape)
    let words = ranges.filter { !instruction.text[$0].starts(with: "--".utf8) }
    stageName = "\(number)"
    hasOwnCommand = false
    guard let first = words.first else {
      image = BuiltImage(base: CommandWord([], place(instruction)))
      return
    }
    var base = word(instruction.text[first], place(instruction, first.lowerBound), isOuter: true)
    base.doubt = "a build argument says which release it is"
    if words.count > 2 {
      stageName = String(decoding: instruction.text[words[2]], as: UTF8.self).lowercased()
    }
    bases.insert(ChromaImage.localName(base.text))
    bases.insert(ChromaImage.localName(stageName ?? ""))
    if base.isKnown, var stage = stages[base.text.lowercased()] {
      stage.arguments = [:]
      if stage.hasTrigger {
        stage.variables.leaveUnread("ONBUILD of the stage, which is not read,", at: base.place)
        stage.hasTrigger = false
      }
      image = stage
    } else {
      image = BuiltImage(base: base)
    }
  }

  private func read(_ instruction: DockerfileInstruction) {
    switch instruction.name {
    case "ARG": readArgument(instruction)
    case "ENV": readVariables(instruction)
    case "WORKDIR":
      let folder = word(instruction.text, place(instruction))
      let former = image?.workingFolder ?? "/"
      image?.workingFolder = ContainerPath.absolute(folder.bytes, in: former)
    case "USER":
      let user = word(instruction.text, place(instruction)).placedText
      image?.user = user
    case "COPY", "ADD": readCopy(instruction)
    case "RUN":
      let command = instruction.text + instruction.documents.flatMap(\.text)
      if ["chown", "chmod", "setfacl"].contains(where: { command.contains(words: $0) }) {
        image?.changesOwners = true
        for index in image?.mounts.indices ?? 0..<0 { image?.mounts[index].isChanged = true }
      }
      for part in command.split(separator: UInt8(ascii: "&")) {
        let first = part.drop { $0 <= Ascii.space }
        // Owners and modes leave the content as it is.
        if first.starts(with: "chown ".utf8) || first.starts(with: "chmod ".utf8),
          !part.contains(UInt8(ascii: ";")), !part.contains(UInt8(ascii: ">")), !part.contains(Ascii.lineFeed)
        {
          continue
        }
        image?.commands.append(Array(part))
      }
      let program = [
        "docker_entrypoint", "chromadb/auth", "chromadb/config", "chromadb/app", "chromadb/server",
      ]
      if program.contains(where: { command.contains(words: $0) }) {
        let source = Service.Mount.Source.elsewhere("a RUN command may change the program")
        image?.mounts.append(mount(ContainerPath.startScript, source, place(instruction)))
      }
      let words = instruction.text.split { $0 == Ascii.space || $0 == 0x09 }.prefix(1000)
        .map { CommandWord(Array($0), place(instruction)) }
      let (folder, file) = (folder, file)
      let all = list(instruction) ?? words
      image?.packages.note(all) { path in file(path.inFolder(folder)) }
      image?.packages.noteOthers(all)
    case "ONBUILD": image?.hasTrigger = true
    case "CMD":
      let command = command(instruction)
      image?.command = command
      hasOwnCommand = true
    case "ENTRYPOINT":
      let entrypoint = command(instruction)
      image?.entrypoint = entrypoint
      if !hasOwnCommand { image?.command = [] }
    default: break
    }
  }

  private func command(_ instruction: DockerfileInstruction) -> [CommandWord] {
    if let list = list(instruction) { return list }
    let start = place(instruction)
    return [
      CommandWord(Array("/bin/sh".utf8), start), CommandWord(Array("-c".utf8), start),
      CommandWord(instruction.text, start),
    ]
  }

  private func readArgument(_ instruction: DockerfileInstruction) {
    for range in DockerfileWord.split(instruction.text, escape: escape).prefix(1000) {
      let text = instruction.text[range]
      let name = String(decoding: text.prefix { $0 != Ascii.equals }, as: UTF8.self)
      var value = Variables.Value.unknown(.elsewhere("the build argument \(Array(name.utf8).printable)"))
      if let equals = text.firstIndex(of: Ascii.equals) {
        value = word(text[(equals + 1)...], place(instruction, range.lowerBound)).value
      } else if image != nil, let former = outer[name] {
        value = former
      }
      if let given = arguments(name) { value = .known(given) }
      if image == nil { outer[name] = value } else { image?.arguments[name] = value }
    }
  }

  private func readVariables(_ instruction: DockerfileInstruction) {
    let ranges = DockerfileWord.split(instruction.text, escape: escape)
    guard let first = ranges.first else { return }
    guard instruction.text[first].contains(Ascii.equals) else {
      // `ENV NAME value of all the rest`.
      let rest = instruction.text[first.upperBound...].drop { $0 == Ascii.space || $0 == 0x09 }
      let value = word(Array(rest).trimmedEnd, place(instruction, first.lowerBound))
      add(instruction.text[first], value)
      return
    }
    // All see what was set before the instruction.
    let pairs = ranges.prefix(Variables.maximumCount).map { range in
      let text = instruction.text[range]
      let equals = text.firstIndex(of: Ascii.equals) ?? text.endIndex
      return (text[..<equals], word(text[equals...].dropFirst(), place(instruction, range.lowerBound)))
    }
    for (name, value) in pairs { add(name, value) }
  }

  private func add(_ name: ArraySlice<UInt8>, _ word: CommandWord) {
    var value = word.value
    // An argument without a value is of the build.
    if !word.isKnown { value = .unknown(.elsewhere("a build argument without a value")) }
    image?.variables.add(name, value, word.place, word.spelling)
    if name.elementsEqual("PATH".utf8) { image?.packages.search += 1 }
  }

  // MARK: Files

  private func readCopy(_ instruction: DockerfileInstruction) {
    var words = words(instruction)
    var stage: CommandWord?
    var (isPart, isChanged) = (false, false)
    while let word = words.first, word.bytes.starts(with: "--".utf8) {
      let option = Array("--from=".utf8)
      if word.bytes.starts(with: option) {
        stage = word.with(word.bytes.dropFirst(option.count))
      } else if word.bytes.starts(with: "--exclude".utf8) {
        isPart = true
      } else if word.bytes.starts(with: "--ch".utf8) {
        // --chown, --chmod
        isChanged = true
      }
      words.removeFirst()
    }
    guard words.count > 1, let target = words.popLast(), let image else { return }
    var isFolder: Bool? = true
    var isCalledFolder = true
    let clean = ContainerPath.absolute(target.bytes, in: image.workingFolder ?? Self.folder(of: image.base))
    if target.bytes.last != Ascii.slash, words.count == 1, !target.bytes.fileName.elementsEqual(".".utf8) {
      isFolder = self.isFolder(clean, image)
      isCalledFolder = false
    }
    var documents = instruction.documents[...]
    for word in words where image.mounts.count + words.count <= Self.maximumMountCount {
      let isOfAdd = instruction.name == "ADD"
      var source: Service.Mount.Source
      if word.bytes.starts(with: "<<".utf8), let document = documents.popFirst() {
        let text =
          document.isQuoted ? CommandWord(document.text, word.place) : self.word(document.text, word.place)
        source = text.isKnown ? .content(text.bytes) : .elsewhere("a build argument is a part of it")
      } else if !target.isKnown {
        source = .elsewhere("a build argument says where it is")
      } else if isPart {
        source = .elsewhere("--exclude may leave it out")
      } else if let stage {
        isChanged = true
        source = copied(word, from: stage)
      } else if !word.isKnown {
        source = .elsewhere("a build argument says which file it is")
      } else if isOfAdd, word.bytes.contains(words: "://") || word.bytes.contains(UInt8(ascii: "@")) {
        source = .elsewhere("\(word.bytes.printable) is not fetched")
      } else if word.bytes.contains(where: { "*?[".utf8.contains($0) }) {
        source = .elsewhere("\(word.bytes.printable) is a pattern")
      } else {
        // A leading slash is the context's.
        let plain = Array(ContainerPath.absolute(word.bytes).utf8.dropFirst())
        let inside = FilePath(
          bytes: plain.isEmpty ? Array(word.bytes.drop { $0 == Ascii.slash }) : plain
        ).inFolder(folder)
        source = .host(inside, makesFolder: false)
        if isOfAdd, isArchive(inside) { source = .elsewhere("\(word.bytes.printable) is unpacked") }
      }
      var isFile = true
      switch source {
      // The contents of a folder are copied, not the folder; what is not known may be one.
      case .host(let path, _):
        switch file(path) {
        case .folder: isFile = false
        case .missing where !isCalledFolder && isFolder == true:
          self.image?.mounts.append(mount(clean, source, word.place, isChanged))
        default: break
        }
      // `COPY --from=ghcr.io/astral-sh/uv /uv /uvx /bin/`: programs.
      case .elsewhere: isFile = word.text.hasPrefix("/uv")
      default: break
      }
      let name = word.bytes.fileName.drop { "<-\"'".utf8.contains($0) }.prefix { !"\"'".utf8.contains($0) }
      let inside = ContainerPath.absolute(name, in: clean)
      self.image?.mounts.append(
        mount(isFolder == true && isFile ? inside : clean, source, word.place, isChanged))
      if isFolder == nil, isFile {
        let doubt = Service.Mount.Source.elsewhere("\(clean) may be a file or a folder")
        self.image?.mounts.append(mount(inside, doubt, word.place))
      }
    }
  }

  /// Folders that images of Linux have.
  private static let systemFolders: Set<String> = [
    "/", "/bin", "/dev", "/etc", "/home", "/lib", "/media", "/mnt", "/opt", "/proc", "/root", "/run", "/sbin",
    "/srv", "/sys", "/tmp", "/usr", "/usr/bin", "/usr/lib", "/usr/local", "/usr/local/bin", "/usr/share",
    "/var", "/var/lib", "/var/log", "/var/tmp",
  ]

  /// Whether there is a folder of a name before a file is copied there; nil if it is not known.
  private func isFolder(_ target: String, _ image: BuiltImage) -> Bool? {
    if Self.systemFolders.contains(target) { return true }
    if ContainerPath.rest(of: image.workingFolder ?? Self.folder(of: image.base), below: target) != nil {
      return true
    }
    let holdsFile = image.mounts.contains { $0.target.utf8.starts(with: (target + "/").utf8) }
    if let former = image.mounts.last(where: { $0.target == target }) {
      switch former.source {
      case .content: return holdsFile ? nil : false
      case .host(let path, _):
        switch file(path) {
        case .folder: return true
        case .content: return holdsFile ? nil : false
        default: return nil
        }
      default: return nil
      }
    }
    if holdsFile { return true }
    let commands = image.commands.filter { $0.contains(words: target) }
    if !commands.isEmpty, commands.allSatisfy({ $0.makesFolder(target) }) { return true }
    // Others of Chroma's images have no folders that one would copy to.
    return image.commands.isEmpty && ChromaImage(image.base.text).isOfficial ? false : nil
  }

  /// Whether ADD may unpack a file: it asks what is in it, not what it is called.
  private func isArchive(_ path: FilePath) -> Bool {
    switch file(path) {
    case .content(let bytes): return bytes.contains(0) || String(validating: bytes, as: UTF8.self) == nil
    case .folder: return false
    case .unreadable, .elsewhere: return true
    case .missing:
      // `.tar`, `.tgz`, `.bz2`, `.zst` and the like.
      return path.bytes.suffix(4).contains(UInt8(ascii: "z"))
        || path.bytes.suffix(4).elementsEqual(".tar".utf8)
    }
  }

  /// Where relative names begin in an image of Chroma.
  private static func folder(of base: CommandWord) -> String {
    let image = ChromaImage(base.text)
    if case .known(let release) = image.release, image.isChroma, release != .v1 { return "/chroma" }
    return "/"
  }

  private func mount(
    _ target: String, _ source: Service.Mount.Source, _ place: Place, _ isChanged: Bool = false
  ) -> Service.Mount {
    var mount = Service.Mount(target: target, source: source, place: place)
    (mount.isCopied, mount.isChanged) = (true, isChanged)
    return mount
  }

  private func copied(_ word: CommandWord, from stage: CommandWord) -> Service.Mount.Source {
    let path = ContainerPath.absolute(word.bytes)
    if let stage = stages[stage.text.lowercased()],
      let mount = stage.mounts.last(where: { $0.target == path })
    {
      return mount.source
    }
    return .elsewhere("\(path) of another image is not known")
  }
}

extension FilePath {
  /// A relative path, begun at a folder.
  func inFolder(_ folder: FilePath) -> FilePath {
    if bytes.first == Ascii.slash || folder.bytes.isEmpty || folder == FilePath(".") { return self }
    var start = folder.bytes
    if start.last != Ascii.slash { start.append(Ascii.slash) }
    let rest = bytes.starts(with: "./".utf8) ? Array(bytes.dropFirst(2)) : bytes
    return FilePath(bytes: start + rest)
  }
}

extension [UInt8] {
  /// Whether it is `mkdir` of a folder, and no other command.
  fileprivate func makesFolder(_ folder: String) -> Bool {
    let words = split { $0 <= Ascii.space }
    return words.first?.elementsEqual("mkdir".utf8) == true
      && words.contains { $0.elementsEqual(folder.utf8) || $0.elementsEqual((folder + "/").utf8) }
      && !contains { ";|>\n".utf8.contains($0) }
  }

  /// Without blanks at the end.
  fileprivate var trimmedEnd: [UInt8] { dropLast { $0 == Ascii.space || $0 == 0x09 } }
}
