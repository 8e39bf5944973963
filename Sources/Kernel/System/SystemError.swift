internal import Glibc

/// Why the kernel refused a call: an `errno` value (errno(3)), or why reading or writing ended without one.
public struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The value of `errno`, as in `<errno.h>`; negative if no call was refused.
  public let code: Int32

  /// - Parameter code: a value of `<errno.h>`.
  package init(code: Int32) { self.code = code }

  /// The error of the call before (`errno`).
  package static var last: SystemError { SystemError(code: errno) }

  // MARK: Without a call

  /// A line that no server reads and that would fill the memory.
  package static let lineTooLong = SystemError(code: -1)

  /// In bytes: a line that is longer is an error.
  package static let lineLimit = 8 << 20

  /// A signal asks to end, and nothing was changed yet.
  package static let stopped = SystemError(code: -2)

  /// Somebody wrote into the file while it was read.
  package static let changedMeanwhile = SystemError(code: -3)

  // MARK: Names of errno(3)

  /// EACCES.
  package static let accessDenied = SystemError(code: EACCES)
  /// EEXIST.
  package static let fileExists = SystemError(code: EEXIST)
  /// EROFS.
  package static let fileSystemReadOnly = SystemError(code: EROFS)
  /// EFBIG.
  package static let fileTooLarge = SystemError(code: EFBIG)
  /// EINVAL.
  package static let invalid = SystemError(code: EINVAL)
  /// EISDIR.
  package static let isFolder = SystemError(code: EISDIR)
  /// ENOENT.
  package static let noSuchFile = SystemError(code: ENOENT)
  /// EPERM.
  package static let notPermitted = SystemError(code: EPERM)
  /// ENOMEM.
  package static let outOfMemory = SystemError(code: ENOMEM)
  /// ERANGE.
  package static let outOfRange = SystemError(code: ERANGE)
  /// EPIPE: nobody reads any more.
  package static let pipeClosed = SystemError(code: EPIPE)
  /// ELOOP.
  package static let tooManyLinks = SystemError(code: ELOOP)
  /// EAGAIN, EWOULDBLOCK: the call would wait.
  package static let wouldWait = SystemError(code: EAGAIN)

  // MARK: Kinds

  /// Whether the path leads to no file: ENOENT, ENOTDIR.
  package var isMissing: Bool { code == ENOENT || code == ENOTDIR }

  /// Whether whoever runs this may not do it: EACCES; EPERM, of an immutable file or in a sticky folder.
  package var isRefusal: Bool { code == EACCES || code == EPERM }

  /// Whether nothing can be written or made there: a refusal, or a file system that is read-only.
  package var isUnwritable: Bool { isRefusal || code == EROFS }

  /// Whether the file system or the kernel lacks the call: EOPNOTSUPP, ENOSYS.
  package var isUnsupported: Bool { code == EOPNOTSUPP || code == ENOSYS }

  /// Whether renameat(2) cannot replace a mount point, or crosses one: EBUSY, EXDEV.
  package var isMountPoint: Bool { code == EBUSY || code == EXDEV }

  /// The system's own words, in lower case at the start, such as `no such file or directory`.
  public var description: String {
    if self == .lineTooLong { return "it has a line of more than \(Self.lineLimit >> 20) MiB" }
    if self == .stopped { return "interrupted" }
    if self == .changedMeanwhile { return "it was changed while it was read" }
    // strerror_r fills the buffer, or returns a constant string; both end in NUL.
    var buffer = [CChar](repeating: 0, count: 256)
    guard unsafe strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    let words = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // "Input/output error" becomes "input/output error"; nothing here begins with an acronym.
    return words.prefix(1).lowercased() + words.dropFirst()
  }
}
