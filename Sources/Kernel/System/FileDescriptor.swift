internal import CLinux
internal import Glibc

/// An open file, closed when its value ends. Each system call is wrapped here once: retried on EINTR, with a typed
/// error; `close` is never retried (close(2): the descriptor is gone whatever it answers).
package struct FileDescriptor: ~Copyable {
  package let number: Int32

  /// Takes over a descriptor that is open.
  package init(owning number: Int32) { self.number = number }

  deinit { close(number) }

  /// Closes it while the caller goes on: the last one of a large file that has no name gives all its pages back.
  package consuming func closeApart() {
    clinux_close_apart(number)
    discard self
  }
}
