internal import Glibc
internal import Kernel

/// While it lives, SIGINT, SIGTERM, SIGHUP, SIGQUIT and SIGTSTP wait: an update is finished or taken back before
/// they end the process. They are delivered when it ends.
struct SignalHold: ~Copyable {
  private var former = sigset_t()
  private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP]

  init() {
    var held = sigset_t()
    // Both sets live through the calls.
    unsafe sigemptyset(&held)
    for signal in Self.signals { unsafe sigaddset(&held, signal) }
    unsafe pthread_sigmask(SIG_BLOCK, &held, &former)
  }

  deinit {
    var mask = former
    // The set lives through the call.
    unsafe pthread_sigmask(SIG_SETMASK, &mask, nil)
  }

  /// Whether one that asks to end is waiting.
  var isAskedToStop: Bool {
    var pending = sigset_t()
    // The set lives through the calls.
    unsafe sigpending(&pending)
    return Self.signals.contains { signal in
      unsafe signal != SIGTSTP && sigismember(&pending, signal) == 1
    }
  }
}
