internal import Kernel
internal import YAML

/// The documents of one compose file: typed, with merge keys applied and `$` replaced.
struct ComposeDocument {
  let root: ComposeNode
  /// Whether `!reset` or `!override` is in it.
  let hasMarks: Bool

  /// Limits for a compose file: one of 2,000 services has 100,000 nodes.
  private static let limits: YAMLTree.Limits = {
    var limits = YAMLTree.Limits()
    limits.depth = 100
    limits.nodeCount = 500_000
    return limits
  }()

  /// - Parameter budget: what is left of it is written back.
  static func documents(
    _ bytes: [UInt8], _ path: FilePath, _ budget: inout ExpansionBudget,
    _ lookup: @escaping Substitution.Lookup
  ) throws(ComposeRefusal) -> [ComposeDocument] {
    let lines = LineStarts(bytes)
    let tree: YAMLTree
    do throws(YAMLError) {
      tree = try YAMLTree(bytes, limits: limits)
    } catch {
      throw ComposeRefusal(error, Place(path: path, line: error.line, column: lines.column(of: error.offset)))
    }
    var reader = Reader(path: path, lines: lines, lookup: lookup, budget: budget)
    defer { budget = reader.budget }
    var documents: [ComposeDocument] = []
    for root in tree.documents {
      reader.hasMarks = false
      documents.append(ComposeDocument(root: try reader.node(root), hasMarks: reader.hasMarks))
    }
    return documents
  }

  private struct Reader {
    let path: FilePath
    let lines: LineStarts
    let lookup: Substitution.Lookup
    var budget: ExpansionBudget
    var hasMarks = false
    /// Within `!override`, which is taken as it is.
    private var isInOverride = false
    /// The nodes of anchors, so that an alias costs nothing.
    private var anchored: [YAMLNode.Index: ComposeNode] = [:]

    init(
      path: FilePath, lines: LineStarts, lookup: @escaping Substitution.Lookup, budget: ExpansionBudget
    ) {
      (self.path, self.lines, self.lookup, self.budget) = (path, lines, lookup, budget)
    }

    private func place(_ node: YAMLNode) -> Place {
      let (line, column) = lines.position(of: node.range.lowerBound)
      return Place(path: path, line: line, column: column)
    }

    mutating func node(_ node: YAMLNode) throws(ComposeRefusal) -> ComposeNode {
      if node.isAnchored, let known = anchored[node.index] { return known }
      let mark: ComposeNode.Mark? =
        isInOverride ? nil : node.tag == "!reset" ? .reset : node.tag == "!override" ? .override : nil
      if mark == .override { isInOverride = true }
      let result = ComposeNode(try content(node), place(node), mark: mark)
      if mark == .override { isInOverride = false }
      if result.mark != nil { hasMarks = true }
      if node.isAnchored { anchored[node.index] = result }
      return result
    }

    private mutating func content(_ node: YAMLNode) throws(ComposeRefusal) -> ComposeNode.Content {
      switch node.kind {
      case .scalar: return .scalar(try scalar(node))
      case .sequence:
        var items: [ComposeNode] = []
        items.reserveCapacity(node.items.count)
        for item in node.items { items.append(try self.node(item)) }
        return .list(items)
      case .mapping: return .map(try mapping(node))
      }
    }

    private mutating func scalar(_ node: YAMLNode) throws(ComposeRefusal) -> ComposeScalar {
      guard var scalar = ComposeScalar(node) else {
        throw ComposeRefusal(
          reason: "a value that is not of the type that its tag says", place: place(node),
          isUnknown: node.tag == "tag:yaml.org,2002:binary")
      }
      guard scalar.kind == .text, scalar.text.contains(Ascii.dollar) else { return scalar }
      do throws(Substitution.Fault) {
        let result = try Substitution.expand(scalar.text, &budget, lookup)
        scalar.text = result.text
        scalar.spelling.wasExpanded = result.wasExpanded
        scalar.spelling.missing = result.missing
        scalar.spelling.keptDollar = result.keptDollar
      } catch {
        switch error {
        case .invalid:
          throw ComposeRefusal(reason: "a ${...} that compose does not accept", place: place(node))
        case .required(let name):
          throw ComposeRefusal(
            reason: "\(Array(name.utf8).printable) is required and not set", place: place(node))
        case .tooLong:
          throw ComposeRefusal(
            reason: "more text in the place of variables than is read here", place: place(node),
            isUnknown: true)
        }
      }
      return scalar
    }

    private mutating func mapping(_ node: YAMLNode) throws(ComposeRefusal) -> ComposeMap {
      var map = ComposeMap()
      var merge: YAMLNode?
      for (key, value) in node.pairs {
        guard key.kind == .scalar else {
          throw ComposeRefusal(reason: "a key that is not text", place: place(key))
        }
        if Self.isMerge(key) {
          if merge != nil { throw ComposeRefusal(reason: "the key << is given twice", place: place(key)) }
          merge = value
          continue
        }
        guard let scalar = ComposeScalar(key), scalar.kind == .text else {
          throw ComposeRefusal(reason: "a key that is not text", place: place(key))
        }
        let name = scalar.string
        if let earlier = map.entry(name) {
          throw ComposeRefusal(
            reason: "the key \(scalar.text.printable) is already on line \(earlier.place.line ?? 0)",
            place: place(key))
        }
        map.set(name, try self.node(value), at: place(key))
      }
      guard let merge else { return map }
      for source in merge.kind == .sequence ? Array(merge.items) : [merge] {
        guard let other = try self.node(source).map else {
          throw ComposeRefusal(reason: "<< merges mappings alone", place: place(source))
        }
        for entry in other.entries {
          if map[entry.key] == nil {
            map.set(entry.key, entry.value, at: entry.place)
          } else if entry.key == "environment" {
            map.lostEnvironments.append(entry.value)
          }
        }
      }
      return map
    }

    private static func isMerge(_ key: YAMLNode) -> Bool {
      key.text == Array("<<".utf8)
        && (key.tag == nil ? key.style == .plain : key.tag == "!" || key.tag == "tag:yaml.org,2002:merge")
    }
  }
}

extension ComposeRefusal {
  fileprivate init(_ error: YAMLError, _ place: Place) {
    switch error.cause {
    case .scanner(let problem), .parser(let problem): self.init(reason: problem, place: place)
    case .notUTF8: self.init(reason: "it is not UTF-8", place: place)
    case .character: self.init(reason: "a character that YAML does not allow", place: place)
    case .undefinedAlias: self.init(reason: "an alias without an anchor before it", place: place)
    case .recursiveAlias: self.init(reason: "an alias within its own anchor", place: place)
    case .tooDeep:
      self.init(reason: "it is nested deeper than is read here", place: place, isUnknown: true)
    case .tooLarge, .outOfMemory:
      self.init(reason: "it is larger than is read here", place: place, isUnknown: true)
    }
  }
}

extension ComposeDocument {
  /// The documents of a file that compose refuses, with what is left of them: nothing is replaced, of equal keys the first
  /// counts.
  static func namesAlone(_ bytes: [UInt8], _ path: FilePath) -> [ComposeMap]? {
    guard let tree = try? YAMLTree(bytes, limits: limits) else { return nil }
    let lines = LineStarts(bytes)
    func place(_ node: YAMLNode) -> Place {
      let (line, column) = lines.position(of: node.range.lowerBound)
      return Place(path: path, line: line, column: column)
    }
    return tree.documents.map { document in
      var services = ComposeMap()
      let pairs = document["services"].map { Array($0.pairs) } ?? []
      for pair in pairs {
        let (key, value) = (pair.key, pair.value)
        guard value.kind == .mapping, services[key.string] == nil else { continue }
        var service = ComposeMap()
        // An image may come by a merge key.
        let merged = value["<<"].map { $0.kind == .sequence ? Array($0.items) : [$0] } ?? []
        if let image = value.pairs.first(where: { $0.key.string == "image" })?.value
          ?? merged.lazy.compactMap({ $0["image"] }).first, image.kind == .scalar
        {
          service.set("image", ComposeNode(text: image.string, place(image)), at: place(image))
        }
        services.set(key.string, ComposeNode(.map(service), place(key)), at: place(key))
      }
      var root = ComposeMap()
      let start = place(document)
      root.set("services", ComposeNode(.map(services), start), at: start)
      return root
    }
  }
}
