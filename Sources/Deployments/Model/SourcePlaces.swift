internal import Kernel
internal import YAML

/// The places of a file's bytes, as lines and columns.
struct SourcePlaces {
  private let path: FilePath
  /// Where each line begins.
  private var starts = [0]

  init(_ bytes: [UInt8], at path: FilePath) {
    self.path = path
    for (offset, byte) in bytes.enumerated() {
      let isEnd =
        byte == Ascii.lineFeed
        || byte == Ascii.carriageReturn && (offset + 1 == bytes.count || bytes[offset + 1] != Ascii.lineFeed)
      if isEnd { starts.append(offset + 1) }
    }
  }

  subscript(offset: Int) -> Place {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return Place(path: path, line: low + 1, column: offset - starts[low] + 1)
  }

  subscript(node: YAMLNode) -> Place { self[node.range.lowerBound] }
}
