internal import Glibc

/// CLOCK_MONOTONIC (clock_gettime(2)), in seconds.
package func monotonicSeconds() -> Double {
  var now = timespec()
  // The pointer lives through the call, which cannot fail for this clock.
  unsafe clock_gettime(CLOCK_MONOTONIC, &now)
  return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
}
