internal import Kernel

extension Failure {
  /// A word that is not one of those allowed; the hint is the nearest one that is.
  static func unknown(
    _ word: [UInt8], of words: [String], _ message: String, hint: String
  ) -> Failure {
    Failure(.usage, message, hint: nearest(word, of: words).map { "did you mean \($0)?" } ?? hint)
  }
}
