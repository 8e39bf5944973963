internal import Glibc

extension FilePath {
  /// The path as the kernel takes it. A NUL cannot be part of one: EINVAL rather than another file.
  func terminated() throws(SystemError) -> [CChar] {
    guard !bytes.contains(Ascii.nul) else { throw .invalid }
    return Kernel.terminated(bytes[...])
  }
}

func terminated(_ bytes: ArraySlice<UInt8>) -> [CChar] {
  var result = bytes.map { CChar(bitPattern: $0) }
  result.append(0)
  return result
}

/// Calls until the answer is not EINTR, and turns -1 into the error.
func retrying<Answer: BinaryInteger>(_ call: () -> Answer) throws(SystemError) -> Answer {
  while true {
    let answer = call()
    if answer != -1 { return answer }
    let error = SystemError.last
    if error.code != EINTR { throw error }
  }
}

/// Calls with a growing buffer until the answer fits it with room to spare, and gives the part that was filled.
func sized(_ call: (inout [UInt8]) -> Int) throws(SystemError) -> [UInt8] {
  var count = 256
  while true {
    var buffer = [UInt8](repeating: 0, count: count)
    do {
      let filled = try retrying { call(&buffer) }
      if filled < count { return Array(buffer[..<filled]) }
    } catch {
      guard error == .outOfRange, count < 1 << 20 else { throw error }
    }
    count *= 4
  }
}
