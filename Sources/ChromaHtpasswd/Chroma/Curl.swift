internal import CLinux
internal import Glibc
internal import Htpasswd

/// A request, made by curl(1): its configuration goes through a pipe, so that no argument and no file holds a
/// password, and that of its user is not read.
struct Curl {
  struct Answer {
    let status: Int
    /// At most `bodyLimit` bytes, or none if it was not kept.
    let body: [UInt8]
  }

  /// Why there is no answer.
  enum Fault: Error {
    case missing
    case notStarted(SystemError)
    /// In curl's words. A passing one is that of a server that is not up yet.
    case failed(String, isPassing: Bool)
  }

  /// In seconds, for a whole request.
  let timeout: Int
  /// Whether a proxy that the environment names is used.
  let usesProxy: Bool

  private static let bodyLimit = 1 << 16

  /// Whether the environment names a proxy for plain HTTP (curl(1), ENVIRONMENT: `http_proxy` in lower case alone).
  static var proxyIsNamed: Bool {
    ["http_proxy", "all_proxy", "ALL_PROXY"].contains { name in
      guard let value = unsafe getenv(name) else { return false }
      return unsafe value[0] != 0
    }
  }

  /// Statuses of curl (curl(1), EXIT CODES): no proxy, host or connection, no answer in time, TLS, nothing in the
  /// answer, nothing sent, nothing received.
  private static let passing: [Int32] = [5, 6, 7, 28, 35, 52, 55, 56]

  /// GET; a redirect is an answer like any other.
  ///
  /// - Parameters:
  ///   - header: as a line of a configuration, or nothing.
  ///   - keepsBody: false if the status is all that is wanted, however long the answer.
  ///   - data: JSON, to POST it.
  func get(
    _ url: String, header: borrowing Secret, keepsBody: Bool = true, posting data: String? = nil
  ) throws(Fault) -> Answer {
    var configuration = Secret(
      """
      url = "\(url)"
      proto = "=http,https"
      connect-timeout = \(timeout)
      max-time = \(timeout)
      silent
      show-error
      globoff
      write-out = "\\n%{http_code}"

      """)
    if !keepsBody { configuration.append(text: "output = \"/dev/null\"\n") }
    if let data {
      configuration.append(text: "header = \"Content-Type: application/json\"\ndata = \"\(data)\"\n")
    }
    if !usesProxy { configuration.append(text: "noproxy = \"*\"\n") }
    configuration.append(header)
    configuration.append(text: "\n")
    return try run(configuration, keepsBody: keepsBody)
  }

  private func run(_ configuration: borrowing Secret, keepsBody: Bool) throws(Fault) -> Answer {
    var (process, input, output, errors): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
    let arguments: [StaticString] = ["curl", "-q", "--config", "-"]
    // Static strings end in NUL and live for ever; the array ends in null and lives through the call.
    var pointers: [UnsafePointer<CChar>?] = unsafe arguments.map {
      unsafe UnsafeRawPointer($0.utf8Start).assumingMemoryBound(to: CChar.self)
    }
    unsafe pointers.append(nil)
    let refusal = unsafe clinux_spawn(pointers, &process, &input, &output, &errors)
    if refusal != 0 {
      let error = SystemError(code: refusal)
      throw error == .noSuchFile ? .missing : .notStarted(error)
    }

    // curl reads all of its configuration first, and writes then. A curl that is gone already says why below.
    do {
      let descriptor = FileDescriptor(owning: input)
      try? configuration.withBytes { (bytes: borrowing Span<UInt8>) throws(SystemError) in
        try descriptor.write(bytes)
      }
    }
    // Both are read before it is waited for; its messages fit a pipe.
    let text = Self.read(FileDescriptor(owning: output))
    let message = Self.read(FileDescriptor(owning: errors))
    let status = clinux_wait(process)
    if text.count == Self.bodyLimit {
      throw .failed("its answer is longer than \(Self.bodyLimit) bytes", isPassing: false)
    }
    let end = text.lastIndex(of: Ascii.lineFeed) ?? 0
    let code = Int(String(decoding: text.dropFirst(end + 1), as: UTF8.self)) ?? 0
    // A body that broke off, or that no time was left for, still comes with this status.
    guard status == 0 || !keepsBody && code > 0 else {
      throw .failed(Self.reason(message, status), isPassing: Self.passing.contains(status))
    }
    return Answer(status: code, body: Array(text[..<end]))
  }

  /// Reads up to the limit: whoever writes more gets SIGPIPE.
  private static func read(_ descriptor: consuming FileDescriptor) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: bodyLimit)
    var filled = 0
    while filled < buffer.count {
      guard let count = try? descriptor.read(into: &buffer, filled..<buffer.count), count > 0 else { break }
      filled += count
    }
    return Array(buffer[..<filled])
  }

  /// `curl: (7) Failed to connect ...` without its beginning.
  private static func reason(_ message: [UInt8], _ status: Int32) -> String {
    let line = message.prefix { $0 != Ascii.lineFeed }
    guard let end = line.firstIndex(of: UInt8(ascii: ")")) else {
      return line.isEmpty ? "curl ended with \(status)" : Array(line).printable
    }
    return Array(line[(end + 1)...].drop { $0 == Ascii.space }).printable
  }
}
