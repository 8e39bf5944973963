internal import Kernel

/// A mount, as compose has it once the short form is written out (compose-go 2.9, `format/volume.go`).
struct ComposeVolume: Sendable {
  var type: String
  /// Empty for none.
  var source: String
  /// As it is written.
  var target: String
  /// Whether the engine makes a folder of a source that is not there.
  var makesFolder = true
  let place: Place

  init(_ node: ComposeNode) throws(ComposeRefusal) {
    place = node.place
    guard let map = node.map else {
      let text = node.text ?? ""
      (type, source, target) = try Self.parts(text, node.place)
      // Compose cleans the targets of the short form before it looks for equal ones.
      if !target.isEmpty { target = ComposePath.clean(target) }
      return
    }
    type = map["type"]?.text ?? ""
    source = map["source"]?.text ?? ""
    target = map["target"]?.text ?? ""
    if target.isEmpty { throw ComposeRefusal(reason: "a volume without target", place: node.place) }
    if type == "bind" {
      if map["source"] == nil {
        throw ComposeRefusal(reason: "a bind mount without source", place: node.place)
      }
      if let bind = map["bind"] {
        let word = bind["create_host_path"]?.word?.lowercased()
        makesFolder = word.map { ["true", "y", "yes", "on"].contains($0) } ?? false
      }
    }
  }

  /// `SOURCE:TARGET:OPTIONS`, where a single letter before a colon is a drive of Windows.
  private static func parts(
    _ text: String, _ place: Place
  ) throws(ComposeRefusal) -> (type: String, source: String, target: String) {
    let bytes = Array(text.utf8)
    if bytes.isEmpty { throw ComposeRefusal(reason: "an empty volume", place: place) }
    if bytes.count <= 2 { return ("volume", "", text) }
    var sections: [[UInt8]] = []
    var section: [UInt8] = []
    for byte in bytes {
      // Drive letters beyond ASCII are not considered.
      if byte == Ascii.colon, !(section.count == 1 && section[0].isASCIILetter) {
        sections.append(section)
        section = []
      } else {
        section.append(byte)
      }
    }
    sections.append(section)
    if sections.contains(where: \.isEmpty) {
      throw ComposeRefusal(reason: "a volume with nothing between two colons", place: place)
    }
    if sections.count > 3 { throw ComposeRefusal(reason: "a volume with too many colons", place: place) }
    let words = sections.map { String(decoding: $0, as: UTF8.self) }
    if words.count == 1 { return ("volume", "", words[0]) }
    if hasDrive(sections[0]), !isWindowsPath(sections[0]) {
      throw ComposeRefusal(reason: "a path on a drive of Windows", place: place, isUnknown: true)
    }
    return (isPath(sections[0]) ? "bind" : "volume", words[0], words[1])
  }

  private static func isPath(_ source: [UInt8]) -> Bool {
    switch source.first {
    case UInt8(ascii: "."), Ascii.slash, UInt8(ascii: "~"): true
    case Ascii.backslash: source.dropFirst().first == Ascii.backslash
    default: hasDrive(source)
    }
  }

  private static func hasDrive(_ source: [UInt8]) -> Bool {
    source.count > 1 && source[0].isASCIILetter && source[1] == Ascii.colon
  }

  /// Whether it is an absolute path of Windows.
  static func isWindowsPath(_ source: [UInt8]) -> Bool {
    hasDrive(source) && source.count > 2 && (source[2] == Ascii.backslash || source[2] == Ascii.slash)
      || source.starts(with: [Ascii.backslash, Ascii.backslash])
  }

  /// The target without `.`, `..`, and a slash at its end.
  var cleanTarget: String { ComposePath.clean(target) }
}

/// Paths, as Go's `path.Clean` and compose's `paths` package have them.
enum ComposePath {
  static func clean(_ path: String) -> String {
    if isClean(path) { return path }
    let isAbsolute = path.hasPrefix("/")
    var parts: [Substring] = []
    for part in path.parts(by: Ascii.slash, omittingEmpty: true) {
      if part == "." { continue }
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else if part != ".." || !isAbsolute {
        parts.append(part)
      }
    }
    let joined = parts.joined(separator: "/")
    return isAbsolute ? "/" + joined : joined.isEmpty ? "." : joined
  }

  /// Whether no part is empty or begins with a dot, as in most.
  private static func isClean(_ path: String) -> Bool {
    var startsPart = true
    for (index, byte) in path.utf8.enumerated() {
      if startsPart, byte == UInt8(ascii: ".") || byte == Ascii.slash && index > 0 { return false }
      startsPart = byte == Ascii.slash
    }
    return !startsPart
  }

  /// A name in a folder: the name itself if it is absolute, the home folder for `~`.
  ///
  /// - Parameters:
  ///   - folder: of this machine, as the tool can open it.
  ///   - home: the home folder; nil if it is not known.
  static func resolve(_ name: String, in folder: String, home: String?) -> String {
    if name.hasPrefix("/") { return name }
    if name.hasPrefix("~"), let home {
      if name == "~" { return home }
      if name.hasPrefix("~/") { return clean(home + name.dropFirst()) }
    }
    if ComposeVolume.isWindowsPath(Array(name.utf8)) { return name }
    return clean(folder + "/" + name)
  }
}

extension FilePath {
  /// The name itself; what is not UTF-8 is replaced.
  var text: String { String(decoding: bytes, as: UTF8.self) }
}
