internal import Credentials
internal import Kernel

/// The containers of a file: those that are a Chroma, and those that only have its settings.
struct Containers {
  private var services: [Service] = []
  /// Containers that nothing but settings would make a Chroma.
  private var likely: [Service] = []
  /// Servers before a Chroma, if there is one.
  private var fronts: [Service] = []
  private var variableCount = 0
  private var isCut = false

  static let maximumCount = 2000
  static let maximumVariableCount = 200_000

  /// Adds a container, if it is a Chroma.
  mutating func add(_ container: ChromaContainer, _ service: (ChromaContainer) -> Service?) {
    guard container.isChroma || container.hasSettings else { return }
    variableCount += container.variables.all.count
    guard services.count + likely.count < Self.maximumCount, variableCount <= Self.maximumVariableCount else {
      isCut = true
      return
    }
    guard let service = service(container) else { return }
    if container.isChroma { services.append(service) } else { likely.append(service) }
  }

  /// Adds a front, which counts if there is a Chroma.
  mutating func add(front: Service) {
    guard fronts.count < Self.maximumCount else {
      isCut = true
      return
    }
    fronts.append(front)
  }

  /// Gives a deployment its services. Beside a Chroma, settings at another container are a mistake; else that is one.
  func finish(_ deployment: inout Deployment, _ path: FilePath) {
    if isCut { deployment.findings.append(.tooMuch(path)) }
    if services.isEmpty {
      deployment.services += likely.map { service in
        var service = service
        service.mayBeOther = true
        return service
      }
      return
    }
    deployment.services += services + fronts
    for service in likely {
      let variable = service.variables.all.first { $0.name.hasPrefix(ChromaContainer.settingsPrefix) }
      deployment.findings.append(
        SettingFinding(
          rule: .settingsAtOtherService, severity: .warning, place: variable?.place ?? service.place,
          message: "\(variable?.name.printed ?? "") is set at \(service.name), which is not a Chroma",
          remedy: .manual("set it where Chroma runs")))
    }
  }
}
