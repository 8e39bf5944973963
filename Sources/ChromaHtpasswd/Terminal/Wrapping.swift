extension String {
  /// The words in lines of at most so many columns, broken at spaces; a word that is longer has a line of its own.
  ///
  /// - Parameters:
  ///   - width: in columns; 0 leaves the text on one line.
  ///   - start: the column that the text begins in.
  ///   - indent: of the lines after the first.
  func wrapped(to width: Int, from start: Int = 0, indent: Int) -> String {
    guard width > 0 else { return self }
    var text = ""
    var column = start
    for word in split(separator: " ") {
      let count = word.columns
      if !text.isEmpty || start > indent {
        let isFirst = text.isEmpty
        if column + (isFirst ? 0 : 1) + count > width, column > indent {
          text += "\n" + String(repeating: " ", count: indent)
          column = indent
        } else if !isFirst {
          text += " "
          column += 1
        }
      }
      text += word
      column += count
    }
    return text
  }
}
