/// A node of a `YAMLTree`.
package struct YAMLNode: Sendable {
  package typealias Index = Int32

  package enum Kind: UInt8, Sendable {
    case scalar
    case sequence
    case mapping
  }

  package enum Style: UInt8, Sendable {
    /// A scalar's style.
    case plain, singleQuoted, doubleQuoted, literal, folded
    /// A collection's style: by indentation, or in brackets.
    case block, flow
  }

  let arena: YAMLTree.Arena
  /// Equal for an alias and the node that it refers to.
  package let index: Index

  private var record: YAMLTree.Record { arena.contents.records[Int(index)] }

  package var kind: Kind { record.kind }
  package var style: Style { record.style }
  /// The tag that is written, with its handle resolved (`tag:yaml.org,2002:str` for `!!str`); nil for none.
  package var tag: String? { record.tag < 0 ? nil : arena.contents.tags[Int(record.tag)] }
  /// Whether a scalar's type follows from its look: it is plain and has no tag, or its tag is `!`.
  package var isImplicit: Bool { record.isImplicit }
  package var isAnchored: Bool { record.isAnchored }
  /// Levels of collections, its own included, each alias as a copy: 0 for a scalar, at most `Limits.depth`.
  package var height: Int { Int(record.height) }
  /// Nodes, itself included, each alias as a copy: at most `Limits.nodeCount`.
  package var size: Int { Int(record.size) }

  // MARK: The place

  /// The bytes of the file that it was read from, anchor and tag included.
  package var range: Range<Int> {
    let start = arena.contents.source.offset(ofPlace: Int(record.start))
    return start..<max(start, arena.contents.source.offset(ofPlace: Int(record.end)))
  }

  /// 1 for the first; lines end at LF, CR LF and CR.
  package var line: Int { arena.contents.source.line(ofOffset: range.lowerBound) }
  /// In characters; 1 for the first.
  package var column: Int { arena.contents.source.position(ofOffset: range.lowerBound).column }

  // MARK: The contents

  /// The value of a scalar; empty for a collection.
  package var text: [UInt8] {
    guard record.kind == .scalar else { return [] }
    return Array(arena.contents.text[Int(record.contents.lowerBound)..<Int(record.contents.upperBound)])
  }

  package var string: String { String(decoding: text, as: UTF8.self) }

  /// The items of a sequence, each alias as the node that it refers to; none of other nodes.
  package var items: Items { Items(self, record.kind == .sequence) }
  /// The pairs of a mapping in file order, duplicates included; none of other nodes.
  package var pairs: Pairs { Pairs(Items(self, record.kind == .mapping)) }

  /// The value of the last pair whose key is a scalar with this text.
  package subscript(key: String) -> YAMLNode? {
    pairs.last { $0.key.kind == .scalar && $0.key.text.elementsEqual(key.utf8) }?.value
  }

  package struct Items: RandomAccessCollection, Sendable {
    private let arena: YAMLTree.Arena
    private let places: Range<Int>

    fileprivate init(_ node: YAMLNode, _ isFilled: Bool) {
      arena = node.arena
      let contents = node.record.contents
      places = isFilled ? Int(contents.lowerBound)..<Int(contents.upperBound) : 0..<0
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { places.count }
    package subscript(position: Int) -> YAMLNode {
      YAMLNode(arena: arena, index: arena.contents.children[places.lowerBound + position])
    }
  }

  package struct Pairs: RandomAccessCollection, Sendable {
    private let items: Items

    fileprivate init(_ items: Items) { self.items = items }

    package var startIndex: Int { 0 }
    package var endIndex: Int { items.count / 2 }
    package subscript(position: Int) -> (key: YAMLNode, value: YAMLNode) {
      (items[2 * position], items[2 * position + 1])
    }
  }
}
