@testable import ChromaHtpasswd
@testable import Credentials
@testable import Deployments
@testable import Hashing
@testable import Htpasswd
@testable import Kernel
@testable import Linting
@testable import Storage

/// One target for each input that comes from outside; the first byte chooses, so that one corpus serves them all.
private let targets: [@Sendable ([UInt8]) -> Void] = [
  fuzzLines, fuzzServers, fuzzRules, fuzzFixes, fuzzEdits, fuzzArguments, fuzzSettings, fuzzFronts,
  fuzzCompose,
  { fuzzDeployment($0, .shell) }, { fuzzDeployment($0, .dockerfile) }, { fuzzDeployment($0, .kubernetes) },
  { fuzzDeployment($0, .systemd) }, { fuzzDeployment($0, .gitHubActions) },
  { fuzzDeployment($0, .helmValues) },
  { fuzzDeployment($0, .chromaConfiguration) }, { fuzzDeployment($0, .environment) },
  fuzzTokens,
]

/// The function that libFuzzer calls.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  // libFuzzer's own bytes, alive while it calls.
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  guard let choice = bytes.first else { return 0 }
  targets[Int(choice) % targets.count](Array(bytes.dropFirst()))
  return 0
}
