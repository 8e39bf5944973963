extension Substring {
  /// The parts between separators of ASCII, as Go, Python and C split. (To Swift a separator and a combining mark after it
  /// are one character, and none of them a separator.)
  package func parts(
    by separator: UInt8, maxSplits: Int = .max, omittingEmpty: Bool = false
  ) -> [Substring] {
    utf8.split(separator: separator, maxSplits: maxSplits, omittingEmptySubsequences: omittingEmpty).map {
      Substring($0)
    }
  }
}

extension String {
  package func parts(
    by separator: UInt8, maxSplits: Int = .max, omittingEmpty: Bool = false
  ) -> [Substring] {
    Substring(self).parts(by: separator, maxSplits: maxSplits, omittingEmpty: omittingEmpty)
  }
}
