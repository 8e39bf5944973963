import Foundation
import Testing

@testable import Kernel

@Suite struct SystemErrorTests {
  @Test(arguments: [
    (ENOENT, "no such file or directory"), (EACCES, "permission denied"), (EIO, "input/output error"),
    (ENOSPC, "no space left on device"), (EISDIR, "is a directory"), (EROFS, "read-only file system"),
    (ELOOP, "too many levels of symbolic links"), (EDQUOT, "disk quota exceeded"),
  ])
  func `an error is reported in the system's words, lower case`(code: Int32, words: String) {
    #expect(SystemError(code: code).description == words)
  }

  @Test func `a code that the system does not know is reported as a number`() {
    #expect(SystemError(code: 12_345).description.contains("12345"))
  }

  @Test func `errors compare by code`() {
    #expect(SystemError(code: ENOENT) == .noSuchFile)
    #expect(SystemError(code: EACCES) != .noSuchFile)
  }

  @Test func `what ended without a call that was refused has words of its own`() {
    let errors: [SystemError] = [.lineTooLong, .stopped, .changedMeanwhile]
    #expect(
      errors.map(\.description) == [
        "it has a line of more than 8 MiB", "interrupted", "it was changed while it was read",
      ])
  }

  @Test func `a kind holds for its codes and for no other`() {
    func codes(_ kind: (SystemError) -> Bool) -> [Int32] {
      (-3...133).filter { kind(SystemError(code: $0)) }
    }
    #expect(codes(\.isMissing) == [ENOENT, ENOTDIR])
    #expect(codes(\.isRefusal) == [EPERM, EACCES])
    #expect(codes(\.isUnwritable) == [EPERM, EACCES, EROFS])
    #expect(codes(\.isUnsupported) == [ENOSYS, EOPNOTSUPP])
    #expect(codes(\.isMountPoint) == [EBUSY, EXDEV])
  }
}
