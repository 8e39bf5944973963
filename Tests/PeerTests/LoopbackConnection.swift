import Foundation
import TestSupport

/// A TCP connection on the loopback, for one request.
final class LoopbackConnection {
  private let socket: Int32
  private var answer: [UInt8] = []

  /// - Parameter host: the last two bytes of an address of 127.0.0.0/16; all of 127.0.0.0/8 is this machine.
  init(to port: UInt16, host: UInt16 = 1, sending request: [UInt8]) throws {
    socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    try check(socket)
    try check(unsafe Self.withAddress(port, host) { unsafe connect(socket, $0, $1) })
    var unsent = request[...]
    while !unsent.isEmpty {
      let count = unsafe unsent.withUnsafeBytes {
        unsafe send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      // It may answer without reading everything.
      if count <= 0 { break }
      unsent.removeFirst(count)
    }
  }

  deinit { close(socket) }

  /// The HTTP status of the answer; nil if there is none.
  var status: Int? {
    String(decoding: answer, as: UTF8.self).split(separator: " ").dropFirst().first.flatMap { Int($0) }
  }

  /// The body of the answer, after its headers.
  var body: [UInt8] {
    answer.firstRange(of: Array("\r\n\r\n".utf8)).map { Array(answer[$0.upperBound...]) } ?? []
  }

  func ends(with bytes: [UInt8]) -> Bool { answer.suffix(bytes.count) == bytes[...] }

  /// Sends requests, as many at a time, and gives what answers each.
  static func answers(
    to requests: [(host: UInt16, bytes: [UInt8])], port: UInt16, atATime count: Int = 1
  ) throws -> [LoopbackConnection] {
    var answers: [LoopbackConnection?] = requests.map { _ in nil }
    var unsent = requests.indices
    var waiting: [(request: Int, connection: LoopbackConnection)] = []
    while !unsent.isEmpty || !waiting.isEmpty {
      while waiting.count < count, let next = unsent.popFirst() {
        waiting.append(
          (next, try LoopbackConnection(to: port, host: requests[next].host, sending: requests[next].bytes)))
      }
      for place in try receive(on: waiting.map(\.connection)).reversed() {
        let (request, connection) = waiting.remove(at: place)
        answers[request] = connection
      }
    }
    return answers.compactMap { $0 }
  }

  /// Asks a server that is being started until it answers with this HTTP status.
  ///
  /// - Parameter attempts: 20 ms apart: nothing tells when another program listens.
  static func isAnswered(
    _ request: [UInt8], with status: Int, port: UInt16, host: UInt16 = 1, attempts: Int = 6000
  ) -> Bool {
    for _ in 0..<attempts {
      if (try? answers(to: [(host: host, bytes: request)], port: port).first?.status) == status {
        return true
      }
      _ = poll(nil, 0, 20)
    }
    return false
  }

  /// Waits for answers.
  ///
  /// - Returns: the places of those connections whose answer is complete.
  static func receive(on connections: [LoopbackConnection]) throws -> [Int] {
    var polled = connections.map { pollfd(fd: $0.socket, events: Int16(POLLIN), revents: 0) }
    // A server that hangs is an error, not an endless test.
    let count = unsafe poll(&polled, nfds_t(polled.count), hangAfter)
    guard count > 0 else {
      throw POSIXError(count == 0 ? .ETIMEDOUT : POSIXErrorCode(rawValue: errno) ?? .EIO)
    }
    return connections.indices.filter { polled[$0].revents != 0 && !connections[$0].receive() }
  }

  /// - Returns: whether more may follow.
  private func receive() -> Bool {
    let part = unsafe [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
      count = max(0, unsafe recv(socket, buffer.baseAddress, buffer.count, 0))
    }
    answer += part
    return !part.isEmpty
  }

  /// A port that nobody listens on, and that no other test is given: all that run count in one file. It is below those
  /// that the kernel hands out (ip_local_port_range in ip(7)), so that no connection takes it before the server does.
  static func freePort() throws -> UInt16 {
    let path = FileManager.default.temporaryDirectory.appending(path: "chroma-htpasswd-ports-\(getuid())")
      .path
    let counter = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    try check(counter)
    // Ends the lock, too.
    defer { close(counter) }
    try check(flock(counter, LOCK_EX))
    let ports: Range<UInt16> = 10240..<32768
    var port: UInt16 = 0
    _ = unsafe pread(counter, &port, 2, 0)
    for _ in ports {
      port = ports.contains(port &+ 1) ? port &+ 1 : ports.lowerBound
      let socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
      defer { close(socket) }
      guard unsafe withAddress(port, 1, { unsafe bind(socket, $0, $1) }) == 0 else { continue }
      try check(unsafe Int32(pwrite(counter, &port, 2, 0)))
      return port
    }
    throw POSIXError(.EADDRNOTAVAIL)
  }

  private static func withAddress(
    _ port: UInt16, _ host: UInt16 = 1, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = (0x7f00_0000 | UInt32(host)).bigEndian
    address.sin_port = port.bigEndian
    return unsafe withUnsafePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}

/// Throws the system's error where a call failed.
private func check(_ status: Int32) throws {
  guard status >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}
