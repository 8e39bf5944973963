internal import Kernel

/// A file as `yaml.safe_load` of PyYAML 6 reads it, as far as that is certain.
///
/// libyaml's grammar is PyYAML's but for some marks: `PyYAMLScan` finds those, and they are an obstacle. Scalars have the types
/// of `yaml/resolver.py`, tags those of `SafeConstructor`; merge keys are followed, and of duplicate keys the last counts.
package struct PyYAMLDocument: Sendable {
  /// nil for a file without a document, which Python reads as None. Below it are at most `YAMLTree.Limits.depth` levels.
  package let root: YAMLNode?
  /// The pairs of mappings with merge keys.
  private var merged: [YAMLNode.Index: [(key: YAMLNode, value: YAMLNode)]] = [:]

  /// - Parameter lineEnds: `doubled` for files that Chroma reads line by line.
  package init(_ bytes: [UInt8], lineEnds: YAMLTree.LineEnds) throws(PyYAMLObstacle) {
    let supported = YAMLTree.Limits().depth
    var limits = YAMLTree.Limits()
    // Python's recursion ends below 500 levels.
    limits.depth = 1000
    let (contents, error) = YAMLTree.read(bytes, lineEnds, limits)
    try PyYAMLScan.check(contents, error)
    let tree = YAMLTree(contents)
    if let second = contents.roots.dropFirst().first {
      throw .failure(
        exception: "ComposerError", line: YAMLNode(arena: tree.arena, index: second).line)
    }
    root = tree.documents.first
    guard let root else { return }
    if root.height > supported { throw .unknown(line: 1) }
    try construct(root)
  }

  // MARK: Values

  /// The value of a scalar in Python.
  package enum Value: Sendable, Equatable {
    case text([UInt8])
    /// A value that is not text; `key` is the same for what is equal in Python, and nil if that is not known.
    case other(PlainScalar, key: [UInt8]?)
  }

  /// - Parameter node: a scalar of this document.
  package func value(of node: YAMLNode) -> Value { Self.value(of: node) }

  package func isText(_ node: YAMLNode) -> Bool {
    guard node.kind == .scalar, case .text = value(of: node) else { return false }
    return true
  }

  /// The pairs of a mapping in the order in which Python puts them into a dictionary, those of its merge keys first: a later
  /// one replaces an earlier one with an equal key.
  package func pairs(of mapping: YAMLNode) -> [(key: YAMLNode, value: YAMLNode)] {
    merged[mapping.index] ?? Array(mapping.pairs)
  }

  /// The value that a mapping has for a text; nil if it has none, and for other nodes.
  package func value(for key: String, in mapping: YAMLNode) -> YAMLNode? {
    guard mapping.kind == .mapping else { return nil }
    let text = Value.text(Array(key.utf8))
    return pairs(of: mapping).last { $0.key.kind == .scalar && value(of: $0.key) == text }?.value
  }

  /// A mapping as a dictionary, by keys that are equal for what is equal in Python; nil if that is not known.
  package func dictionary(of mapping: YAMLNode) -> [[UInt8]: YAMLNode]? {
    var dictionary: [[UInt8]: YAMLNode] = [:]
    for (key, value) in pairs(of: mapping) {
      guard let key = Self.key(of: key) else { return nil }
      dictionary[key] = value
    }
    return dictionary
  }

  /// The key under which a dictionary of `dictionary(of:)` has a text.
  package static func key(ofText text: [UInt8]) -> [UInt8] { [UInt8(ascii: "s")] + text }

  /// Equal for scalars that are equal in Python; nil for collections, and where it is not known.
  package static func key(of node: YAMLNode) -> [UInt8]? {
    guard node.kind == .scalar else { return nil }
    switch value(of: node) {
    case .text(let text): return key(ofText: text)
    case .other(_, let key): return key
    }
  }

  /// Whether two nodes are equal in Python.
  ///
  /// - Parameter budget: how many nodes may still be looked at.
  /// - Returns: nil if it is not known.
  package func areEqual(_ one: YAMLNode, _ other: YAMLNode, budget: inout Int) -> Bool? {
    if one.index == other.index { return true }
    guard one.kind == other.kind else { return false }
    budget -= 1
    if budget < 0 { return nil }
    switch one.kind {
    case .scalar:
      guard let one = Self.key(of: one), let other = Self.key(of: other) else { return nil }
      return one == other
    case .sequence:
      guard one.items.count == other.items.count else { return false }
      for (one, other) in zip(one.items, other.items) {
        guard let areEqual = areEqual(one, other, budget: &budget) else { return nil }
        if !areEqual { return false }
      }
      return true
    case .mapping:
      guard let pairs = dictionary(of: one), let others = dictionary(of: other) else { return nil }
      budget -= pairs.count + others.count
      guard pairs.count == others.count else { return false }
      for (key, value) in pairs {
        guard let other = others[key] else { return false }
        guard let areEqual = areEqual(value, other, budget: &budget) else { return nil }
        if !areEqual { return false }
      }
      return true
    }
  }
}

extension PyYAMLDocument {
  fileprivate static func value(of node: YAMLNode) -> Value {
    let text = node.text
    guard node.isImplicit || node.tag != nil && node.tag != Tag.text, case .typed(let type)? = PlainType(text)
    else { return .text(text) }
    switch type {
    case .null: return .other(.null, key: Array("null".utf8))
    case .boolean:
      // The second letter says it: yes, true and on, or no, false and off.
      let isTrue = Array("eErRnN".utf8).contains(text[1])
      return .other(.boolean, key: Array((isTrue ? "1" : "0").utf8))
    case .number:
      guard case .equal(let key) = PythonNumber.value(text) else { return .other(.number, key: nil) }
      return .other(.number, key: key)
    case .date: return .other(.date, key: [UInt8(ascii: "d")] + text)
    case .time: return .other(.time, key: nil)
    }
  }

  /// The prefix of YAML's own tags, and those of scalars.
  fileprivate enum Tag {
    static let prefix = "tag:yaml.org,2002:"
    static let text = prefix + "str"
    static let sequence = prefix + "seq"
    static let mapping = prefix + "map"
    static let types: [String: PlainScalar] = [
      prefix + "int": .number, prefix + "float": .number, prefix + "bool": .boolean, prefix + "null": .null,
      prefix + "timestamp": .date,
    ]
    /// Those whose values are not known here.
    static let others = ["binary", "omap", "pairs", "set"].map { prefix + $0 }
  }

  /// Finds what raises an exception when Python makes its objects.
  fileprivate mutating func construct(_ root: YAMLNode) throws(PyYAMLObstacle) {
    let contents = root.arena.contents
    if let second = contents.secondAnchor {
      throw .failure(exception: "ComposerError", line: YAMLNode(arena: root.arena, index: second).line)
    }
    var unknown: PyYAMLObstacle?
    // Keys, and what is under merge keys, which is not made into an object itself.
    var isKey = [Bool](repeating: false, count: contents.records.count)
    var isMerged = isKey
    var hasMerges: [YAMLNode] = []
    for index in contents.records.indices {
      let node = YAMLNode(arena: root.arena, index: Int32(index))
      // Also of a mapping that is not known: `!!str {=: x}` is x.
      for (key, _) in node.pairs { isKey[Int(key.index)] = true }
      do throws(PyYAMLObstacle) {
        switch node.kind {
        case .scalar: try Self.construct(node, isKey: isKey[index])
        case .sequence, .mapping:
          let own = node.kind == .sequence ? Tag.sequence : Tag.mapping
          if let tag = node.tag, tag != own, tag != "!" {
            if isMerged[index] { throw .unknown(line: node.line) }
            try Self.refuse(tag, node)
          }
        }
        if isMerged[index] { for item in node.items { isMerged[Int(item.index)] = true } }
        for (key, value) in node.pairs {
          guard key.kind == .scalar else { throw .failure(exception: "ConstructorError", line: key.line) }
          guard Self.isMerge(key) else { continue }
          // An alias can bring a mark to several places, and the first of them changes it.
          if key.isAnchored { throw .unknown(line: key.line) }
          isMerged[Int(value.index)] = true
          if hasMerges.last?.index != node.index { hasMerges.append(node) }
        }
      } catch {
        guard case .unknown = error else { throw error }
        unknown = unknown ?? error
      }
    }
    if let unknown { throw unknown }
    var budget = 100_000
    for mapping in hasMerges { _ = try merge(mapping, &budget) }
  }

  private static func isMerge(_ key: YAMLNode) -> Bool {
    key.isImplicit && key.style == .plain && PlainType(key.text) == .merge
  }

  private static func construct(_ node: YAMLNode, isKey: Bool) throws(PyYAMLObstacle) {
    let text = node.text
    let type: PlainType?
    if let tag = node.tag, tag != "!" {
      if tag == Tag.text { return }
      guard let tagged = Tag.types[tag] else { return try refuse(tag, node) }
      type = PlainType(text)
      // The constructors take more than the types look like.
      guard case .typed(let found)? = type, found == tagged || tagged == .date && found == .time,
        tag != Tag.prefix + "int" || !text.contains(UInt8(ascii: ".")),
        tag != Tag.prefix + "float" || text.contains(UInt8(ascii: "."))
      else { throw .unknown(line: node.line) }
    } else {
      guard node.isImplicit else { return }
      type = PlainType(text)
      // Python's expressions pass over a line end after the last character.
      if node.style != .plain { throw .unknown(line: node.line) }
    }
    switch type {
    case nil, .typed(.null), .typed(.boolean): break
    case .merge, .value:
      if node.isAnchored { throw .unknown(line: node.line) }
      // As a key, << brings other pairs, and = is text.
      if !isKey { throw .failure(exception: "ConstructorError", line: node.line) }
    case .typed(.date), .typed(.time):
      if Timestamp(text)?.isValid == false { throw .failure(exception: "ValueError", line: node.line) }
    case .typed(.number):
      switch PythonNumber.value(text) {
      case .equal: break
      case .failure: throw .failure(exception: "ValueError", line: node.line)
      case .long: throw .unknown(line: node.line)
      }
    }
  }

  /// An object with a tag that is not its kind's own.
  private static func refuse(_ tag: String, _ node: YAMLNode) throws(PyYAMLObstacle) {
    let isKnown = tag.hasPrefix(Tag.prefix) && (Tag.types[tag] != nil || Tag.others.contains(tag))
    if isKnown || [Tag.text, Tag.sequence, Tag.mapping].contains(tag) { throw .unknown(line: node.line) }
    throw .failure(exception: "ConstructorError", line: node.line)
  }

  /// The pairs of a mapping and its merge keys, those first. Recursion is bounded by the document's height.
  private mutating func merge(
    _ mapping: YAMLNode, _ budget: inout Int
  ) throws(PyYAMLObstacle) -> [(key: YAMLNode, value: YAMLNode)] {
    if let pairs = merged[mapping.index] { return pairs }
    var brought: [(key: YAMLNode, value: YAMLNode)] = []
    var own: [(key: YAMLNode, value: YAMLNode)] = []
    for (key, value) in mapping.pairs {
      guard Self.isMerge(key) else {
        own.append((key, value))
        continue
      }
      if value.kind == .scalar { throw .failure(exception: "ConstructorError", line: value.line) }
      for part in value.kind == .mapping ? [value] : Array(value.items) {
        guard part.kind == .mapping else { throw .failure(exception: "ConstructorError", line: part.line) }
        let pairs = try merge(part, &budget)
        budget -= pairs.count
        if budget < 0 { throw .unknown(line: mapping.line) }
        brought += pairs
      }
    }
    // Releases of PyYAML differ in which of several counts.
    var keys: Set<[UInt8]> = []
    for (key, _) in brought {
      guard let key = Self.key(of: key), keys.insert(key).inserted else { throw .unknown(line: mapping.line) }
    }
    let pairs = brought + own
    if !brought.isEmpty || own.count < mapping.pairs.count { merged[mapping.index] = pairs }
    return pairs
  }
}
