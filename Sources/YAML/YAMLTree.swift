/// The documents of a YAML file, as libyaml reads them (YAML 1.1), with the place of each node in the file.
///
/// Nodes lie in an arena; an alias is the node that it refers to. Readers give the scalars their types and say what duplicate
/// keys mean: `PyYAMLDocument` does for what Python reads. Nothing here follows the nesting by recursion, and a walk over
/// a document as if each alias were a copy is bounded by the limits.
package struct YAMLTree: Sendable {
  /// Limits for a file; more is `YAMLError.Cause.tooDeep` or `tooLarge`.
  package struct Limits: Sendable {
    /// Collections within collections, those that an alias brings included.
    package var depth = 200
    /// In bytes, of the file.
    package var byteCount = 4 << 20
    /// Nodes of a document if each alias is a copy.
    package var nodeCount = 1_000_000

    package init() {}
  }

  /// How the file's line ends are read.
  package enum LineEnds: Sendable {
    case asWritten
    /// CR LF and CR are LF, and each but the last is there twice: `"\n".join(file.readlines())` in Python.
    case doubled
  }

  struct Record: Sendable {
    let kind: YAMLNode.Kind
    let style: YAMLNode.Style
    let isImplicit: Bool
    let isAnchored: Bool
    /// Levels of collections, its own included: 0 for a scalar.
    var height: Int16 = 0
    /// In `tags`; -1 for none.
    let tag: Int32
    /// Places in the text that libyaml read.
    let start: Int32
    /// The end of a collection that has not ended yet, beyond the text.
    var end: Int32
    /// The range of a scalar in `text`, of a collection in `children`.
    var contents: Range<Int32>
    /// Nodes, itself included, if each alias is a copy.
    var size: Int32 = 1
  }

  struct Contents: Sendable {
    let source: SourceText
    fileprivate(set) var records: [Record] = []
    /// The values of all scalars.
    fileprivate(set) var text: [UInt8] = []
    /// The nodes in each collection, one after another; in a mapping key and value by turns.
    fileprivate(set) var children: [Int32] = []
    fileprivate(set) var tags: [String] = []
    fileprivate(set) var roots: [Int32] = []
    /// An anchor that is given a second time in a document: the last counts, and PyYAML refuses it.
    fileprivate(set) var secondAnchor: YAMLNode.Index?

    fileprivate init(_ source: SourceText) { self.source = source }
  }

  /// One object, so that a node is a reference and a number.
  final class Arena: Sendable {
    let contents: Contents

    init(_ contents: Contents) { self.contents = contents }
  }

  let arena: Arena

  /// Reads a file.
  ///
  /// - Parameter bytes: UTF-8, with or without a byte order mark; what libyaml does not read is an error.
  package init(
    _ bytes: [UInt8], lineEnds: LineEnds = .asWritten, limits: Limits = Limits()
  ) throws(YAMLError) {
    let (contents, error) = Self.read(bytes, lineEnds, limits)
    if let error { throw error }
    arena = Arena(contents)
  }

  init(_ contents: Contents) { arena = Arena(contents) }

  /// Reads as far as it can be read.
  static func read(
    _ bytes: [UInt8], _ lineEnds: LineEnds, _ limits: Limits
  ) -> (contents: Contents, error: YAMLError?) {
    guard bytes.count <= limits.byteCount, bytes.count < 1 << 29 else {
      return (
        Contents(SourceText([], .asWritten)), YAMLError(cause: .tooLarge, offset: 0, line: 1, column: 1)
      )
    }
    var tree = Contents(SourceText(bytes, lineEnds))
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      let offset = error.byteOffsets.lowerBound
      let (line, column) = tree.source.position(ofOffset: offset)
      return (tree, YAMLError(cause: .notUTF8, offset: offset, line: line, column: column))
    }
    var builder = Builder(limits: limits)
    do throws(YAMLEvent.Fault) {
      try YAMLEvent.forEach(in: tree.source.bytes) { (event) throws(YAMLEvent.Fault) in
        try builder.add(event, to: &tree)
      }
    } catch {
      let place = error.cause == .character ? error.place : tree.source.place(ofCharacter: error.place)
      return (tree, tree.source.error(error.cause, atPlace: place))
    }
    return (tree, nil)
  }

  /// The root of each document.
  package var documents: [YAMLNode] { arena.contents.roots.map { YAMLNode(arena: arena, index: $0) } }
}

extension YAMLTree {
  /// The collections that are open while events come.
  private struct Builder {
    let limits: Limits
    private var open: [(node: Int32, firstChild: Int)] = []
    private var waiting: [Int32] = []
    private var anchors: [[UInt8]: Int32] = [:]
    private var tagPlaces: [String: Int32] = [:]

    init(limits: Limits) { self.limits = limits }

    mutating func add(_ event: YAMLEvent, to tree: inout Contents) throws(YAMLEvent.Fault) {
      switch event.kind {
      case .documentStart: anchors = [:]
      case .documentEnd: break
      case .alias: try add(alias: event, to: &tree)
      case .scalar:
        let start = Int32(tree.text.count)
        tree.text += event.value
        try add(node: event, .scalar, contents: start..<Int32(tree.text.count), to: &tree)
      case .sequenceStart, .mappingStart:
        if open.count >= limits.depth { throw event.fault(.tooDeep) }
        let kind = event.kind == .sequenceStart ? YAMLNode.Kind.sequence : .mapping
        let node = try add(node: event, kind, contents: 0..<0, to: &tree)
        open.append((node, waiting.count))
      case .collectionEnd: try close(event, in: &tree)
      }
    }

    private mutating func add(alias event: YAMLEvent, to tree: inout Contents) throws(YAMLEvent.Fault) {
      guard let name = event.anchor, let node = anchors[name] else { throw event.fault(.undefinedAlias) }
      if open.contains(where: { $0.node == node }) { throw event.fault(.recursiveAlias) }
      if open.count + Int(tree.records[Int(node)].height) > limits.depth { throw event.fault(.tooDeep) }
      append(node, to: &tree)
    }

    @discardableResult private mutating func add(
      node event: YAMLEvent, _ kind: YAMLNode.Kind, contents: Range<Int32>, to tree: inout Contents
    ) throws(YAMLEvent.Fault) -> Int32 {
      guard tree.records.count < limits.nodeCount else { throw event.fault(.tooLarge) }
      let node = Int32(tree.records.count)
      var tag: Int32 = -1
      if let name = event.tag {
        tag = tagPlaces[name] ?? Int32(tree.tags.count)
        if tag == tree.tags.count {
          tree.tags.append(name)
          tagPlaces[name] = tag
        }
      }
      tree.records.append(
        Record(
          kind: kind, style: event.style, isImplicit: event.isImplicit, isAnchored: event.anchor != nil,
          tag: tag,
          start: Int32(tree.source.place(ofCharacter: event.start)),
          end: kind == .scalar ? Int32(tree.source.place(ofCharacter: event.end)) : .max, contents: contents))
      if let anchor = event.anchor {
        if anchors.updateValue(node, forKey: anchor) != nil, tree.secondAnchor == nil {
          tree.secondAnchor = node
        }
      }
      append(node, to: &tree)
      return node
    }

    private mutating func append(_ node: Int32, to tree: inout Contents) {
      if open.isEmpty { tree.roots.append(node) } else { waiting.append(node) }
    }

    private mutating func close(_ event: YAMLEvent, in tree: inout Contents) throws(YAMLEvent.Fault) {
      // libyaml's events are balanced.
      guard let (node, firstChild) = open.popLast() else { return }
      let start = Int32(tree.children.count)
      var (height, size) = (0 as Int16, 1)
      for child in waiting[firstChild...] {
        height = max(height, tree.records[Int(child)].height)
        size += Int(tree.records[Int(child)].size)
      }
      guard size <= limits.nodeCount else { throw event.fault(.tooLarge) }
      tree.children += waiting[firstChild...]
      waiting.removeSubrange(firstChild...)
      let index = Int(node)
      tree.records[index].contents = start..<Int32(tree.children.count)
      tree.records[index].end = Int32(tree.source.place(ofCharacter: event.end))
      tree.records[index].height = height + 1
      tree.records[index].size = Int32(size)
    }
  }
}

extension YAMLEvent {
  fileprivate func fault(_ cause: YAMLError.Cause) -> Fault { Fault(cause: cause, place: start) }
}
