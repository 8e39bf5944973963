import Foundation
import Htpasswd
import Testing

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
}
