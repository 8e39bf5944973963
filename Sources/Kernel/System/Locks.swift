internal import Glibc

extension FileDescriptor {
  package enum LockKind { case shared, exclusive }

  /// flock(2) without waiting: false if somebody else holds it.
  package func tryLock(_ kind: LockKind) throws(SystemError) -> Bool {
    do {
      _ = try retrying { flock(number, (kind == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB) }
      return true
    } catch {
      guard error == .wouldWait else { throw error }
      return false
    }
  }
}
