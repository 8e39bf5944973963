internal import Glibc

/// Why the kernel refused a call: an `errno` value (errno(3)), or why reading or writing ended without one.
public struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The value of `errno`, as in `<errno.h>`; negative if no call was refused.
  public let code: Int32

  /// - Parameter code: a value of `<errno.h>`.
  package init(code: Int32) { self.code = code }

  /// A line that no server reads and that would fill the memory.
  package static let lineTooLong = SystemError(code: -1)

  /// A signal asks to end, and nothing was changed yet.
  package static let stopped = SystemError(code: -2)

  /// EINVAL.
  package static let invalid = SystemError(code: EINVAL)

  /// ENOENT.
  package static let noSuchFile = SystemError(code: ENOENT)

  /// The system's own words, in lower case at the start, such as `no such file or directory`.
  public var description: String {
    if self == .lineTooLong { return "it has a line of more than \(LineReader.maximumCount >> 20) MiB" }
    if self == .stopped { return "interrupted" }
    // strerror_r fills the buffer, or returns a constant string; both end in NUL.
    var buffer = [CChar](repeating: 0, count: 256)
    guard unsafe strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    let words = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // "Input/output error" becomes "input/output error"; nothing here begins with an acronym.
    return words.prefix(1).lowercased() + words.dropFirst()
  }
}

/// Limits on what the reading of lines keeps in memory.
package enum LineReader {
  /// In bytes: a line that is longer is an error.
  package static let maximumCount = 8 << 20
}
