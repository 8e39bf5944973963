internal import Credentials
internal import Kernel
internal import YAML

/// Reads the configuration of Chroma 1.x (`chroma run config.yaml`), which has no key for authentication and passes over
/// what it does not know.
enum ChromaConfigurationReader {
  static func deployment(in context: DeploymentContext) -> Deployment? {
    var deployment = Deployment()
    let start = Place(path: context.path, line: 1)
    var service = Service(
      name: context.path.fileName.printable, place: start, image: nil, release: .known(.v1),
      program: .chromaRun)
    let places = SourcePlaces(context.bytes, at: context.path)
    var obstacle: Obstacle?
    do throws(YAMLError) {
      let documents = try YAMLTree(context.bytes).documents
      obstacle = self.obstacle(in: documents)
      if let root = documents.first {
        for (key, value) in root.pairs {
          let name = key.string.lowercased()
          if name == "listen_address" {
            service.publications = [
              .init(
                reach: .ofAddress(value.text), port: root["port"].flatMap { Int($0.string) } ?? 8000,
                place: places[key])
            ]
          }
          if isForAuthentication(name), deployment.findings.count < 100 {
            deployment.findings.append(
              SettingFinding(
                rule: .configYAMLKey, severity: .error, place: places[key],
                message: "Chroma 1.x has no key \(key.text.printable) and ignores it",
                remedy: .putInFront(name.contains(words: "token") ? .token : .basic, nil)))
          }
        }
      }
    } catch {
      obstacle = self.obstacle(by: error)
      deployment.findings.append(.ofYAML(error, context))
    }
    if let obstacle {
      service.obstacles.append(
        SettingFinding(
          rule: .valueNotTaken, severity: .error,
          place: obstacle.range.map { places[$0.lowerBound] } ?? start,
          message: "\(service.name) \(obstacle.text); Chroma will not start",
          remedy: .manual(obstacle.remedy)))
    }
    deployment.services = [service]
    return deployment
  }

  /// Why 1.x does not start with a configuration, and what to do.
  struct Obstacle: Sendable {
    /// The end of a sentence that begins with the name of the file.
    var text: String
    var remedy: String
    var range: Range<Int>?
  }

  private static let form = Obstacle(
    text: "is not a configuration of 1.x", remedy: "write one NAME: value a line")

  /// As far as the form goes, and the types of the values (tried with 1.5.9).
  ///
  /// - Parameter isOverridden: whether a variable has the value of a key.
  static func obstacle(in bytes: [UInt8], isOverridden: (String) -> Bool) -> Obstacle? {
    do throws(YAMLError) {
      return obstacle(in: try YAMLTree(bytes).documents, isOverridden: isOverridden)
    } catch {
      return obstacle(by: error)
    }
  }

  private static func obstacle(by error: YAMLError) -> Obstacle? {
    switch error.cause {
    case .scanner, .parser, .notUTF8: form
    default: nil
    }
  }

  private static func obstacle(
    in documents: [YAMLNode], isOverridden: (String) -> Bool = { _ in false }
  ) -> Obstacle? {
    guard let root = documents.first else { return nil }
    if documents.count > 1 { return form }
    if root.kind == .scalar { return root.text.isEmpty || root.plainType == .null ? nil : form }
    let names = root.pairs.map { $0.key.text }
    guard root.kind == .mapping, Set(names).count == names.count else { return form }
    for line in keys.parts(by: Ascii.lineFeed) {
      let words = line.parts(by: Ascii.space).map(String.init)
      guard let value = root[words[0]], !mayBe(words[1], value), !isOverridden(words[0]) else { continue }
      return Obstacle(
        text: "has a \(words[0]) that 1.x does not take",
        remedy: "write it as in \(words[0]): \(words[2])", range: value.range)
    }
    return nil
  }

  /// Each with the kind of its values, and an example.
  private static let keys = """
    port port 8000
    listen_address text "0.0.0.0"
    persist_path text "/data"
    allow_reset boolean false
    sqlite_filename text "chroma.sqlite3"
    cors_allow_origins list ["http://localhost:3000"]
    max_payload_size_bytes number 41943040
    """

  /// False only for what is surely refused: the kinds are those of YAML 1.2, in which `yes` is a text.
  private static func mayBe(_ kind: String, _ value: YAMLNode) -> Bool {
    if value.tag != nil { return true }
    let isScalar = value.kind == .scalar
    let text = value.string
    let isNull =
      isScalar && value.isImplicit && (text.isEmpty || " ~ null Null NULL ".contains(words: " \(text) "))
    if kind == "list" { return value.kind == .sequence || isNull }
    guard isScalar, !isNull else { return false }
    let isPlain = value.style == .plain
    let isBoolean = isPlain && " true True TRUE false False FALSE ".contains(words: " \(text) ")
    let others = text.utf8.filter { !$0.isDigit }
    let isNumber = isPlain && text.utf8.first?.isDigit ?? false
    switch kind {
    case "boolean": return isBoolean
    case "text": return !isBoolean && !(isNumber && (others.isEmpty || others.elementsEqual(".".utf8)))
    default:
      // Hexadecimal numbers and the like are left to Chroma.
      if !others.isEmpty { return text.hasPrefix("0") && others.contains(where: \.isLetter) }
      return isNumber && (kind != "port" || (Int(text) ?? .max) <= 65535)
    }
  }

  /// Whether somebody means authentication by a key: those of other releases, and invented ones.
  private static func isForAuthentication(_ name: String) -> Bool {
    name.hasPrefix("chroma_server_") || name.hasPrefix("chroma_auth")
      || ["auth", "token", "credential", "htpasswd", "password"].contains { name.contains(words: $0) }
  }
}
