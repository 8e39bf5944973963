internal import Kernel

extension Failure {
  /// A word that is not one of those that may stand there; the hint is the nearest one that may.
  static func unknown(
    _ word: [UInt8], of words: [String], _ message: String, hint: String
  ) -> Failure {
    Failure(.usage, message, hint: nearest(word, of: words).map { "did you mean \($0)?" } ?? hint)
  }
}
