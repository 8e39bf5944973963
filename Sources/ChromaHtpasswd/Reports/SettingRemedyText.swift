internal import Deployments
internal import Htpasswd

extension SettingRemedy {
  /// `to do this: COMMAND`, or one imperative.
  var hint: String {
    switch self {
    case .set(let name, let value): "set \(name)=\(value)"
    case .setOneOf(let name, let values):
      "set \(name) to " + values.dropLast().joined(separator: ", ") + (values.count > 1 ? " or " : "")
        + (values.last ?? "")
    case .remove(let name): "remove \(name)"
    case .rename(_, let name): "did you mean \(name)?"
    case .lint(let path, let server):
      "to see why: chroma-htpasswd lint\(server == Server.chroma.name ? "" : " --for \(server)") \(path.shellWord)"
    case .takeSettings(let release, let authentication, let path):
      "to see the settings: chroma-htpasswd config env"
        + (release.word == ChromaRelease.v06.word ? "" : " --for \(release.word)")
        + Self.words(authentication, path)
    case .putInFront(let authentication, let path):
      "to put nginx in front of it: chroma-htpasswd config nginx" + Self.words(authentication, path)
    case .renameSettings: "to use the tag \(ChromaRelease.sound), rename them: chroma-htpasswd config env"
    case .seeFront: "to see a configuration that asks: chroma-htpasswd config nginx server.htpasswd"
    case .makeToken: "to make one: chroma-htpasswd token"
    case .lintKustomized: "to check what is made of them: kubectl kustomize . | chroma-htpasswd lint -"
    case .manual(let text): text
    }
  }

  /// Its values, for JSON.
  var members: [(String, JSON)] {
    switch self {
    case .set(let name, let value): [("name", .string(name)), ("value", .string(value))]
    case .setOneOf(let name, let values):
      [("name", .string(name)), ("values", .array(values.map { .string($0) }))]
    case .remove(let name): [("name", .string(name))]
    case .rename(let name, let other): [("name", .string(name)), ("to", .string(other))]
    case .lint(let path, let server): [("file", .bytes(path.bytes)), ("server", .string(server))]
    case .takeSettings(let release, let authentication, let path):
      [
        ("release", .string(release.word)), ("authentication", .string(authentication.rawValue)),
        ("file", path.map { .bytes($0.bytes) } ?? .null),
      ]
    case .putInFront(let authentication, let path):
      [
        ("authentication", .string(authentication.rawValue)),
        ("file", path.map { .bytes($0.bytes) } ?? .null),
      ]
    case .renameSettings, .seeFront, .makeToken, .lintKustomized, .manual: [("text", .string(hint))]
    }
  }

  private static func words(_ authentication: Authentication, _ path: FilePath?) -> String {
    (authentication == .token ? " --auth token" : "") + (path.map { " " + $0.shellWord } ?? "")
  }
}
