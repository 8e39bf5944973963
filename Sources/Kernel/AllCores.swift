internal import CLinux

/// How many threads can run here at once: the affinity of the process, and the quota of its container.
package var availableCores: Int { clinux_cores() }

/// Calls `body` with each number below `count`, on all cores.
///
/// - Parameter progress: is called on the calling thread now and then, with how many calls have returned.
/// - Returns: what `body` answered, in order.
package func onAllCores<Answer: Sendable>(
  _ count: Int, cores: Int = availableCores, progress: (Int) -> Void = { _ in },
  each body: @Sendable (Int) -> Answer
) -> [Answer] {
  unsafe [Answer](unsafeUninitializedCapacity: count) { answers, filled in
    // Each call fills the place of its own number, and all have returned before the memory is used.
    unsafe forEach(
      count, cores, { number in unsafe answers.initializeElement(at: number, to: body(number)) }, progress)
    filled = count
  }
}

/// - Parameter body: is called from several threads at once.
@unsafe private func forEach(
  _ count: Int, _ cores: Int, _ body: (Int) -> Void, _ between: (Int) -> Void
) {
  withoutActuallyEscaping(body) { body in
    withoutActuallyEscaping(between) { between in
      // The pointer lives through the call, and no thread outlives it.
      var work = Work(body: body, between: between)
      unsafe withUnsafeMutablePointer(to: &work) { work in
        unsafe clinux_for_each(
          count, cores, work,
          { context, number in unsafe context?.assumingMemoryBound(to: Work.self).pointee.body(number) },
          { context, done in unsafe context?.assumingMemoryBound(to: Work.self).pointee.between(done) })
      }
    }
  }
}

private struct Work {
  let body: (Int) -> Void
  let between: (Int) -> Void
}
