import Synchronization
import Testing

@testable import Kernel

@Suite struct AllCoresTests {
  @Test(arguments: [0, 1, 2, 3, 1000], [1, 2, 7])
  func `each number is asked once, and the answers are in order`(count: Int, cores: Int) {
    let calls = Mutex([Int: Int]())
    let answers = onAllCores(
      count, cores: cores,
      each: { number in
        calls.withLock { $0[number, default: 0] += 1 }
        return "answer \(number)"
      })
    #expect(answers == (0..<count).map { "answer \($0)" })
    #expect(calls.withLock { $0 } == Dictionary(uniqueKeysWithValues: (0..<count).map { ($0, 1) }))
  }

  @Test func `progress grows to what one thread did, and never beyond the count`() {
    var shown: [Int] = []
    _ = onAllCores(500, cores: 3, progress: { shown.append($0) }, each: { $0 })
    #expect(shown == shown.sorted() && shown.allSatisfy { (1...500).contains($0) })
    shown = []
    _ = onAllCores(500, cores: 1, progress: { shown.append($0) }, each: { $0 })
    #expect(shown == Array(1...500))
  }

  @Test func `several threads run at once`() {
    // Each call waits until the other has begun: with one thread this would never end.
    let begun = Atomic(0)
    _ = onAllCores(
      2, cores: 2,
      each: { _ in
        begun.add(1, ordering: .sequentiallyConsistent)
        while begun.load(ordering: .sequentiallyConsistent) < 2 {}
      })
    #expect(begun.load(ordering: .sequentiallyConsistent) == 2)
    #expect(availableCores >= 1)
  }
}
