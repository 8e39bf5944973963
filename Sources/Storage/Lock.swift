internal import Glibc
internal import Kernel

extension FileDescriptor {
  /// Waits for a kernel lock on the file itself (flock(2)): gone with its process, no lock file, and
  /// shared with the other tools that use flock (OpenBSD's htpasswd, Perl's Apache::Htpasswd).
  ///
  /// flock has no time limit, so it is tried again after pauses that grow from 1 ms to 16 ms, each of a random
  /// length so that many waiters do not move in step.
  ///
  /// - Parameters:
  ///   - deadline: in `monotonicSeconds`.
  ///   - whenWaiting: called once, after a second, with who holds it.
  func lock(
    _ kind: LockKind, path: FilePath, until deadline: Double, whenWaiting: WriteOptions.Waiting? = nil
  ) throws(StorageError) {
    let start = monotonicSeconds()
    var waiting = whenWaiting
    var pause = 1_000_000
    while !(try tryLock(kind, path: path)) {
      let now = monotonicSeconds()
      if now >= deadline {
        throw StorageError(path, .lock, .locked(seconds: now - start, holder: lockHolder()))
      }
      if now - start > 1, let report = waiting {
        report(path, lockHolder())
        waiting = nil
      }
      var time = timespec(tv_sec: 0, tv_nsec: Int.random(in: pause / 2...pause))
      // The pointer lives through the call; a signal may end the pause early.
      unsafe nanosleep(&time, nil)
      pause = min(pause * 2, 16_000_000)
    }
  }

  private func tryLock(_ kind: LockKind, path: FilePath) throws(StorageError) -> Bool {
    do {
      return try tryLock(kind)
    } catch {
      throw StorageError(path, .lock, error)
    }
  }

  /// The process that holds a flock on this file, from /proc/locks (proc(5)):
  /// `1: FLOCK  ADVISORY  WRITE 1234 08:01:5678 0 EOF`, device numbers in hexadecimal.
  private func lockHolder() -> Int? {
    guard let status = try? status(),
      let text = try? FileDescriptor.open(FilePath("/proc/locks"), .readOnly).readToEnd()
    else { return nil }
    for line in text.split(separator: Ascii.lineFeed) {
      let words = line.split(separator: Ascii.space).map { String(decoding: $0, as: UTF8.self) }
      guard words.count >= 6, words[1] == "FLOCK", let process = Int(words[4]),
        words[5].split(separator: ":").last.flatMap({ UInt($0) }) == status.inode
      else { continue }
      return process
    }
    return nil
  }
}
