extension String {
  /// A line of a report that no CI takes for a command to it: one that begins with `::` (GitHub) or `##[` (Azure, GitHub).
  var withoutWorkflowCommand: String {
    let text = drop { $0 == " " }
    guard text.hasPrefix("::") || text.hasPrefix("##["), let first = text.unicodeScalars.first else {
      return self
    }
    return prefix(count - text.count) + "\\u{\(String(first.value, radix: 16))}" + text.dropFirst()
  }
}

/// Columns of text, two spaces apart. What would be longer than a line goes on below, in its last column.
struct Table {
  private var rows: [[String]]
  private let rightAligned: Set<Int>

  /// - Parameter head: the first row, if there is one.
  init(_ head: [String]?, rightAligned: Set<Int>) {
    rows = head.map { [$0] } ?? []
    self.rightAligned = rightAligned
  }

  mutating func add(_ row: [String]) { rows.append(row) }

  var text: String {
    let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].columns }.max() ?? 0 }
    var text = ""
    for row in rows {
      var line = ""
      for (column, cell) in row.enumerated() {
        let space = String(repeating: " ", count: widths[column] - cell.columns)
        line += rightAligned.contains(column) ? space + cell : cell + space
        if column + 1 < row.count { line += "  " }
      }
      while line.last == " " { line.removeLast() }
      line = line.withoutWorkflowCommand
      if line.count > 79 {
        let indent = widths.dropLast().reduce(0) { $0 + $1 + 2 }
        line = String(line.prefix(indent)) + Help.wrap(row[row.count - 1], indent: indent).dropFirst(indent)
        line.removeLast()
      }
      text += line + "\n"
    }
    return text
  }
}
