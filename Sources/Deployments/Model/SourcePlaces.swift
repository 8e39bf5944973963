internal import Kernel
internal import YAML

/// The places of a file's bytes, as lines and columns.
struct SourcePlaces {
  private let path: FilePath
  private let lines: LineStarts

  init(_ bytes: [UInt8], at path: FilePath) { (self.path, lines) = (path, LineStarts(bytes)) }

  subscript(offset: Int) -> Place {
    let (line, column) = lines.position(of: offset)
    return Place(path: path, line: line, column: column)
  }

  subscript(node: YAMLNode) -> Place { self[node.range.lowerBound] }
}
