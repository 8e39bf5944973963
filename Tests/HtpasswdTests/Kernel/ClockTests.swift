import Kernel
import TestSupport
import Testing

@Suite struct ClockTests {
  @Test func `the time of a thread does not grow while another program runs`() throws {
    let (start, processor) = (monotonicSeconds(), processorSeconds())
    try Command(["bash", "-c", "for ((i = 0; i < 300000; i++)); do :; done"]).run().expect(exits: 0)
    let (passed, spent) = (monotonicSeconds() - start, processorSeconds() - processor)
    #expect(spent > 0)
    #expect(spent < passed / 2)
  }
}
