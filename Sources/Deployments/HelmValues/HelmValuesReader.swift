internal import Credentials
internal import Kernel
internal import YAML

/// Reads values of the chart amikos-tech/chromadb-chart: what the chart makes of them depends on its version.
enum HelmValuesReader {
  static func deployment(in context: DeploymentContext) -> Deployment? {
    var deployment = Deployment()
    do throws(YAMLError) {
      guard var root = try YAMLTree(context.bytes).documents.first, var chroma = root["chromadb"] else {
        return nil
      }
      // Values for a chart that is a dependency: all that is below its name (Helm, Subcharts and Global Values).
      let isMisplaced = chroma["chromadb"] == nil && ChromaChart.isDependency(in: context)
      if let inner = chroma["chromadb"] {
        (root, chroma) = (chroma, inner)
      } else if isMisplaced {
        root = chroma
      }
      let values = Values(
        root, isMisplaced ? nil : chroma, SourcePlaces(context.bytes, at: context.path), of: chroma)
      if isMisplaced { values.noteMisplaced() }
      values.read(ChromaChart.version(in: context))
      var service = values.service
      if let reason = ChromaChart.doubt(in: context) { service.doubt = .doubt(reason, service.place) }
      deployment.services = [service]
      deployment.findings = values.findings
    } catch {
      deployment.findings = [.ofYAML(error, context)]
    }
    return deployment
  }
}

private final class Values {
  private let root: YAMLNode
  /// nil if the chart gets nothing under its name.
  private let chroma: YAMLNode?
  private let places: SourcePlaces
  private(set) var service: Service
  private(set) var findings: [SettingFinding] = []

  init(_ root: YAMLNode, _ chroma: YAMLNode?, _ places: SourcePlaces, of node: YAMLNode) {
    (self.root, self.chroma, self.places) = (root, chroma, places)
    service = Service(
      name: "chromadb", place: places[node], image: nil,
      release: .unknown("the values do not say which version of the chart reads them"), program: .image)
    service.unpublishedReach = "the cluster"
    service.hasUnknownFiles = "the chart makes the files of the container"
  }

  private var auth: YAMLNode? { chroma?["auth"] }
  /// On unless it is turned off; without any `auth` it is on.
  private var isEnabled: Bool {
    guard let auth else { return true }
    guard auth.kind == .mapping else { return false }
    guard let node = auth["enabled"] else { return true }
    // Zero, and what is empty, are false to the template; an alias may be either.
    if node.plainType == .number { return node.text.contains { $0 > Ascii.zero && $0 <= Ascii.nine } }
    return node.kind == .scalar
      && !["", "false", "no", "off", "n", "null", "~"].contains(node.string.lowercased())
  }
  private var isBasic: Bool { auth?["type"]?.string == "basic" }
  private var authPlace: Place? { (auth?["enabled"] ?? auth?["type"] ?? auth).map { places[$0] } }

  private func find(
    _ severity: Severity, _ place: Place?, _ message: String, _ remedy: SettingRemedy
  ) {
    findings.append(
      SettingFinding(
        rule: .chartVersion, severity: severity, place: place ?? service.place, message: message,
        remedy: remedy))
  }

  func read(_ version: ChromaVersion?) {
    notePublications()
    let apiNode = chroma?["apiVersion"]
    let api = apiNode.flatMap { ChromaVersion($0.string) }.flatMap(ChromaRelease.init)
    let tagNode = root["image"]?["tag"] ?? chroma?["image"]?["tag"]
    if let node = root["image"]?["repository"] ?? chroma?["image"]?["repository"], !node.text.isEmpty,
      !ChromaImage("\(node.string):1").isChroma
    {
      service.doubt = .doubt("image.repository is not an image of Chroma that is known", places[node])
    }
    let tag = tagNode.flatMap { $0.string.isEmpty ? nil : ChromaImage("chromadb/chroma:\($0.string)") }
    guard let version, let chart = ChromaChart(version) else {
      if let release = (tag.map(\.release) ?? api.map { .known($0) }) { service.release = release }
      if service.isRelease1 { return noteIgnored() }
      service.variables.leaveUnread("the chart, whose version is not said,", at: authPlace ?? service.place)
      return
    }
    if apiNode != nil, api == nil {
      service.release = .unknown("apiVersion is not a version of Chroma that is known")
      service.variables.leaveUnread("the chart", at: apiNode.map { places[$0] } ?? service.place)
      return
    }
    let rendered = api ?? chart.release
    service.release = tag?.release ?? .known(rendered)
    render(chart, rendered, version)
    noteMistakes(chart, rendered, apiNode, tagNode)
  }

  // MARK: What the chart renders

  private func render(_ chart: ChromaChart, _ release: ChromaRelease, _ version: ChromaVersion) {
    guard isEnabled else { return }
    let place = authPlace ?? service.place
    switch chart.settings(for: release) {
    case .none: break
    case .unknown:
      service.variables.leaveUnread(
        "the chart \(version.major).\(version.minor).\(version.patch)", at: place)
    case .oldNames:
      typealias Name = ChromaSettings.Name
      set(Name.provider04, ChromaSettings.tokenProvider04, place)
      set(Name.credentialsProvider04, ChromaSettings.tokenCredentialsProvider04, place)
      set(Name.tokenHeader04, TokenHeader.authorization.nameIn04, place)
      setToken(Name.credentials04, place)
    case .newNames:
      if isBasic { renderBasic(place) } else { renderToken(place) }
    }
  }

  private func set(_ name: String, _ value: String, _ place: Place) {
    service.variables.add(name.utf8, .known(Array(value.utf8)), place)
  }

  /// Sets the token to a Secret that the chart fills with random letters, unless the values name another.
  private func setToken(_ name: String, _ place: Place) {
    if let secret = existingSecret {
      service.variables.add(
        name.utf8, .unknown(.elsewhere("the Secret \(secret.string.printed), which is not in this file")),
        places[secret])
    } else {
      set(name, "a-token-that-the-chart-makes", place)
    }
  }

  private var existingSecret: YAMLNode? {
    let nodes = [
      auth?["existingSecret"], auth?["token"]?["existingSecret"], auth?["basic"]?["existingSecret"],
    ]
    return nodes.compactMap { $0 }.first { $0.kind == .scalar && !$0.text.isEmpty && $0.plainType != .null }
  }

  private func renderToken(_ place: Place) {
    set(ChromaSettings.Name.provider, ChromaSettings.tokenProvider, place)
    setToken(ChromaSettings.Name.credentials, place)
    if let header = auth?["token"]?["headerType"], !header.text.isEmpty, header.plainType != .null {
      set(ChromaSettings.Name.tokenHeader, header.string, places[header])
    }
  }

  /// A container before the server's writes the file of the user that the values name.
  private func renderBasic(_ place: Place) {
    let path = "/chroma/auth/server.htpasswd"
    set(ChromaSettings.Name.provider, ChromaSettings.basicProvider, place)
    set(ChromaSettings.Name.credentialsFile, path, place)
    let user = auth?["basic"]?["username"]?.text ?? Array("admin".utf8)
    // Any hash: the chart makes one of the password.
    let hash = Array("$2y$10$cccccccccccccccccccccO.RFXLYPtt71wGcIqugYLMJiIaxifz0q".utf8)
    service.mounts = [
      Service.Mount(
        target: path,
        source: existingSecret.map { .elsewhere("the Secret \($0.string.printed) is not in this file") }
          ?? .content(user + [Ascii.colon] + hash + [Ascii.lineFeed]),
        place: place)
    ]
  }

  // MARK: Mistakes

  /// Values that are one level too high for a chart that is a dependency.
  func noteMisplaced() {
    for key in ["auth", "apiVersion"] {
      guard let node = root[key] else { continue }
      return find(
        .error, places[node], "the chart reads chromadb.chromadb.\(key), not chromadb.\(key)",
        .manual("Chart.yaml has it as a dependency: put its values below chromadb.chromadb"))
    }
  }

  private func noteIgnored() {
    guard auth != nil, isEnabled else { return }
    find(
      .error, authPlace, "chromadb.auth means nothing to Chroma 1.x, which has no authentication",
      .manual("to keep it: set chromadb.apiVersion: 0.6.2"))
  }

  private func noteMistakes(
    _ chart: ChromaChart, _ release: ChromaRelease, _ apiNode: YAMLNode?, _ tagNode: YAMLNode?
  ) {
    let tagRelease = tagNode == nil ? nil : service.knownRelease
    let settings = chart.settings(for: release)
    if let tagNode, let tagRelease, settings == .none, release == .v1, tagRelease != .v1, isEnabled {
      find(
        .error, places[tagNode], "the chart reads chromadb.apiVersion, not image.tag; it sets nothing",
        .manual("set chromadb.apiVersion instead of image.tag"))
      return
    }
    if let tagNode, tagRelease == .v1, release != .v1, isEnabled {
      find(
        .error, places[tagNode], "image.tag runs Chroma 1.x, which ignores what the chart sets",
        .manual("leave image.tag out: chromadb.apiVersion says the release"))
      return
    }
    if service.isRelease1 { return noteIgnored() }
    guard isEnabled else { return }
    if chart == .oldNames, let settings = release.settings, settings.provider == ChromaSettings.Name.provider
    {
      find(
        .error, apiNode.map { places[$0] },
        "the charts 0.1.15 to 0.1.19 set the names of 0.4, which \(release.title) ignores",
        .manual("use the chart 0.1.23, or 0.2.0 and later"))
    } else if chart == .withoutAuthentication, auth != nil {
      find(
        .error, authPlace, "charts before 0.1.15 set nothing for authentication",
        .manual("use the chart 0.1.23, or 0.2.0 and later"))
    }
  }

  private func notePublications() {
    if let network = root["service"], let type = network["type"] {
      let reach: Service.Publication.Reach =
        type.string == "NodePort" || type.string == "LoadBalancer" ? .everyAddress : .cluster
      service.publications.append(
        .init(reach: reach, port: network["port"].flatMap { Int($0.string) } ?? 8000, place: places[type]))
    }
    if let ingress = root["ingress"], let enabled = ingress["enabled"], enabled.string.lowercased() == "true"
    {
      service.publications.append(
        .init(
          reach: .unknown("the ingress passes requests on; whom it asks is not read"), port: nil,
          place: places[enabled]))
    }
  }
}
