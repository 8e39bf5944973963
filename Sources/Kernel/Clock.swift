internal import Glibc

/// CLOCK_MONOTONIC (clock_gettime(2)), in seconds.
package func monotonicSeconds() -> Double { seconds(of: CLOCK_MONOTONIC) }

/// The time that processors spent on this thread (CLOCK_THREAD_CPUTIME_ID of clock_gettime(2)), in seconds: it does not
/// grow while something else runs.
package func processorSeconds() -> Double { seconds(of: CLOCK_THREAD_CPUTIME_ID) }

private func seconds(of clock: clockid_t) -> Double {
  var now = timespec()
  // The pointer lives through the call, which cannot fail for these clocks.
  unsafe clock_gettime(clock, &now)
  return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
}
