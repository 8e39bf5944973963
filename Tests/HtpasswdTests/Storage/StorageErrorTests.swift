import Foundation
import Testing

@testable import Credentials
@testable import Kernel
@testable import Storage

@Suite struct StorageErrorTests {
  @Test(
    arguments: [
      (.open, .system(.noSuchFile), "cannot open a/file: no such file or directory"),
      (.write, .notRegular, "cannot write a/file: it is not a regular file"),
      (.create, .alreadyExists, "a/file already exists"),
      (.lock, .locked(seconds: 60.4, holder: 4711), "cannot lock a/file: process 4711 has held it for 60 s"),
      (.lock, .locked(seconds: 0, holder: nil), "cannot lock a/file: another process has held it for 0 s"),
      (
        .write, .notReplaceable(.hardLinks(2), SystemError(code: EACCES)),
        "cannot write a/file in place (it has 2 hard links): permission denied"
      ),
      (
        .write, .notReplaceable(.folderNotWritable, SystemError(code: EPERM)),
        "cannot write a/file: operation not permitted"
      ),
      (.write, .keepsChanging, "cannot write a/file: other programs keep replacing it"),
      (.write, .interrupted, "interrupted, a/file is unchanged"),
      (
        .write, .notRestored(SystemError(code: EIO), recovery: FilePath("a/copy")),
        "cannot write a/file: input/output error; it is damaged, the next change restores it from a/copy"
      ),
      (
        .write, .notRestored(SystemError(code: EIO), recovery: nil),
        "cannot write a/file: input/output error; it is damaged"
      ),
      (
        .write, .recoveryUnreadable(FilePath("a/copy"), SystemError(code: EACCES)),
        "cannot restore a/file from a/copy, left by an interrupted write: permission denied"
      ),
      (
        .write, .recoveryOutdated(FilePath("a/copy")),
        "cannot write a/file: it was changed after a write was interrupted"
      ),
    ] as [(StorageError.Operation, StorageError.Cause, String)])
  func `an error says what was being done, to which file, and why not`(
    operation: StorageError.Operation, cause: StorageError.Cause, words: String
  ) {
    #expect(StorageError(FilePath("a/file"), operation, cause).description == words)
  }

  @Test(
    arguments: [
      (.requested, "--in-place asks for it"), (.mountPoint, "it is a mount point"),
      (.hardLinks(3), "it has 3 hard links"), (.folderNotWritable, "its folder cannot be written"),
      (.attributesNotCarried, "a new file could not be given its owner, group or access list"),
    ] as [(InPlaceReason, String)])
  func `a reason fits after since`(reason: InPlaceReason, words: String) {
    #expect(reason.description == words)
  }

  @Test func `an error of the system is reported with its file`() {
    let error = #expect(throws: StorageError.self) {
      try StorageError.wrapping(FilePath("file"), .read) { () throws(SystemError) in
        throw SystemError(code: EIO)
      }
    }
    #expect(error == StorageError(FilePath("file"), .read, .system(SystemError(code: EIO))))
  }
}
