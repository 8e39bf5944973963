internal import Kernel

/// A value of a compose file with its `$` replaced, and where it is written.
struct ComposeNode: Sendable {
  enum Content: Sendable {
    case scalar(ComposeScalar)
    /// `NAME: value` of a mapping that was merged with a list, if it is `NAME=value`.
    case pair(String, ComposeScalar)
    case list([ComposeNode])
    case map(ComposeMap)
  }

  /// Tags that say what becomes of the value in the file that is overridden.
  enum Mark: Sendable {
    /// `!reset`: it goes, and this one too.
    case reset
    /// `!override`: it goes.
    case override
  }

  var content: Content
  let place: Place
  var mark: Mark?

  init(_ content: Content, _ place: Place, mark: Mark? = nil) {
    (self.content, self.place, self.mark) = (content, place, mark)
  }

  /// A text that no file has.
  init(text: String, _ place: Place) {
    self.init(.scalar(ComposeScalar(kind: .text, text: Array(text.utf8))), place)
  }

  var scalar: ComposeScalar? {
    if case .scalar(let scalar) = content { return scalar }
    return nil
  }

  var map: ComposeMap? {
    if case .map(let map) = content { return map }
    return nil
  }

  var list: [ComposeNode]? {
    if case .list(let list) = content { return list }
    return nil
  }

  var isNull: Bool { scalar?.kind == .null }

  /// A text, or `NAME=value` of a pair; nil for what is none.
  var text: String? {
    switch content {
    case .scalar(let scalar) where scalar.kind == .text: scalar.string
    case .pair(let name, let scalar): scalar.kind == .null ? name : "\(name)=\(scalar.string)"
    default: nil
    }
  }

  /// A text, or a number or a truth value as it is printed.
  var word: String? {
    guard let scalar, scalar.kind != .null, scalar.kind != .time else { return text }
    return scalar.string
  }

  subscript(key: String) -> ComposeNode? { map?[key] }

  /// Whether it is the same but for its place. A text with `$` never is: compose doubles it in what it includes.
  func isSame(as other: ComposeNode) -> Bool {
    switch (content, other.content) {
    case (.scalar(let mine), .scalar(let theirs)):
      mine.kind == theirs.kind && mine.text == theirs.text && !mine.text.contains(Ascii.dollar)
    case (.list(let mine), .list(let theirs)):
      mine.count == theirs.count && zip(mine, theirs).allSatisfy { $0.isSame(as: $1) }
    case (.map(let mine), .map(let theirs)):
      mine.entries.count == theirs.entries.count
        && mine.entries.allSatisfy { entry in theirs[entry.key].map(entry.value.isSame) ?? false }
    default: false
    }
  }
}

/// The pairs of a mapping, in the order of the file.
struct ComposeMap: Sendable {
  struct Entry: Sendable {
    let key: String
    let place: Place
    var value: ComposeNode
  }

  private(set) var entries: [Entry] = []
  /// The places of keys, once there are many.
  private var places: [String: Int] = [:]
  /// The `environment` that `<<` would have brought, had the mapping none of its own.
  var lostEnvironments: [ComposeNode] = []

  private static let manyCount = 8

  private func place(of key: String) -> Int? {
    entries.count > Self.manyCount ? places[key] : entries.firstIndex { $0.key == key }
  }

  func entry(_ key: String) -> Entry? { place(of: key).map { entries[$0] } }

  subscript(key: String) -> ComposeNode? { place(of: key).map { entries[$0].value } }

  /// Sets the value of a key; a key that already exists keeps its place.
  mutating func set(_ key: String, _ value: ComposeNode, at place: Place) {
    if let index = self.place(of: key) {
      entries[index].value = value
      return
    }
    entries.append(Entry(key: key, place: place, value: value))
    if entries.count == Self.manyCount + 1 {
      for (index, entry) in entries.enumerated() { places[entry.key] = index }
    } else if entries.count > Self.manyCount {
      places[key] = entries.count - 1
    }
  }

  /// - Parameter change: returns nil for what goes.
  func compactMap(
    _ change: (Entry) throws(ComposeRefusal) -> ComposeNode?
  ) throws(ComposeRefusal) -> ComposeMap {
    var map = ComposeMap()
    map.lostEnvironments = lostEnvironments
    for entry in entries {
      if let value = try change(entry) { map.set(entry.key, value, at: entry.place) }
    }
    return map
  }

  func without(_ key: String) -> ComposeMap {
    var map = ComposeMap()
    map.lostEnvironments = lostEnvironments
    for entry in entries where entry.key != key { map.set(entry.key, entry.value, at: entry.place) }
    return map
  }
}

/// Why compose starts nothing with these files, or why that is not known here.
struct ComposeRefusal: Error, Sendable {
  /// One phrase: `the key image is given twice`.
  let reason: String
  let place: Place
  /// Whether compose may take it: it is more than is read here.
  var isUnknown = false
  /// Whether it counts only if the service is started: compose does not look for it in inactive profiles.
  var isOfStart = false

  /// The refusal, if it counts only once the service is started.
  var ofStart: ComposeRefusal {
    var refusal = self
    refusal.isOfStart = true
    return refusal
  }
}
