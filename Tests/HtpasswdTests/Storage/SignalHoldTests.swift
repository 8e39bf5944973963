import Foundation
import Testing

@testable import Storage

@Suite struct SignalHoldTests {
  @Test func `while it lives the signals that end a program wait`() {
    let before = blocked()
    let hold = SignalHold()
    #expect(blocked() == before.union([SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP]))
    _ = consume hold
    #expect(blocked() == before)
  }

  @Test func `one in another changes nothing`() {
    let outer = SignalHold()
    let during = blocked()
    let inner = SignalHold()
    #expect(blocked() == during)
    _ = consume inner
    #expect(blocked() == during)
    _ = consume outer
  }

  @Test(arguments: [(SIGTERM, true), (SIGHUP, true), (SIGTSTP, false)])
  func `it says whether one that asks to end is waiting`(signal: Int32, asksToEnd: Bool) {
    let hold = SignalHold()
    let before = hold.isAskedToStop
    // To this thread alone; taken before the hold ends.
    pthread_kill(pthread_self(), signal)
    let during = hold.isAskedToStop
    var waiting = sigset_t()
    unsafe sigemptyset(&waiting)
    unsafe sigaddset(&waiting, signal)
    var taken: Int32 = 0
    unsafe sigwait(&waiting, &taken)
    let after = hold.isAskedToStop
    #expect((before, during, after) == (false, asksToEnd, false))
    _ = consume hold
  }

  /// The signals that this thread does not take now.
  private func blocked() -> Set<Int32> {
    var mask = sigset_t()
    unsafe pthread_sigmask(SIG_BLOCK, nil, &mask)
    return Set((1...31).filter { unsafe sigismember(&mask, $0) == 1 })
  }
}
