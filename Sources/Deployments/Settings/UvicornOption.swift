internal import Kernel

/// An option of uvicorn, by the values that it takes (`uvicorn --help`, and `main.py` of 0.23 to 0.40).
struct UvicornOption {
  /// `-` for none, `end` for none and no server, `file` for one that has to be there, `variables` for a file of them, the words
  /// between bars, or the name of a type.
  private let values: String

  private static let all = """
    help:end version:end factory:end env-file:variables log-config:file ssl-keyfile:file ssl-certfile:file \
    ssl-ca-certs:file reload:- proxy-headers:- no-proxy-headers:- server-header:- no-server-header:- date-header:- \
    no-date-header:- use-colors:- no-use-colors:- access-log:- no-access-log:- port:integer fd:integer workers:integer \
    ws-max-size:integer ws-max-queue:integer limit-concurrency:integer backlog:integer limit-max-requests:integer \
    timeout-keep-alive:integer timeout-graceful-shutdown:integer ssl-version:integer ssl-cert-reqs:integer \
    h11-max-incomplete-event-size:integer reload-delay:number ws-ping-interval:number ws-ping-timeout:number \
    ws-per-message-deflate:boolean host:text uds:text reload-dir:text reload-include:text reload-exclude:text \
    forwarded-allow-ips:text root-path:text ssl-keyfile-password:text ssl-ciphers:text header:text app-dir:text \
    loop:auto|asyncio|uvloop http:auto|h11|httptools ws:auto|none|websockets interface:auto|asgi3 lifespan:auto|on|off \
    log-level:critical|error|warning|info|debug|trace
    """

  /// Options of newer releases: whether the one that is installed has them is not known.
  static let later = [
    "--http2", "--limit-max-requests-jitter", "--timeout-worker-healthcheck", "--reset-contextvars",
  ]

  /// - Parameter name: `--port`.
  init?(_ name: String) {
    guard name.hasPrefix("--"), name.utf8.count > 2, !name.utf8.contains(Ascii.colon),
      let entry = Self.all.parts(by: Ascii.space).first(where: { $0.hasPrefix(name.dropFirst(2) + ":") })
    else { return nil }
    values = String(entry.dropFirst(name.utf8.count - 1))
  }

  var isFlag: Bool { values == "-" }
  /// Whether no server is started with it.
  var ends: Bool { values == "end" }
  var isFile: Bool { values == "file" }
  var isOfVariables: Bool { values == "variables" }

  /// Whether it takes a value; nil if that depends on what is installed.
  func takes(_ value: String) -> Bool? {
    // A shell's variable is expected to have what is needed.
    if value.utf8.contains(Ascii.dollar) { return true }
    switch values {
    case "-": return false
    case "text", "file": return true
    case "integer": return isNumber(value, Int(value) != nil)
    case "number": return isNumber(value, Double(value) != nil)
    case "boolean":
      return "|true|false|t|f|yes|no|y|n|on|off|1|0|".contains(words: "|\(value.lowercased())|")
    default:
      if lists(value) { return true }
      // Other classes and other parts can be named.
      let isOther = "|wsproto|websockets-sansio|zuvloop|zttp|asgi2|wsgi|".contains(words: "|\(value)|")
      return isOther || value.utf8.contains(Ascii.colon) ? nil : false
    }
  }

  /// Whether a value is one of the words of a choice.
  func lists(_ value: String) -> Bool { values.parts(by: UInt8(ascii: "|")).contains { $0 == value } }

  /// Python reads `8_000` and blanks around a number too.
  private func isNumber(_ value: String, _ isPlain: Bool) -> Bool? {
    if isPlain { return true }
    let isOdd =
      value.utf8.contains(where: \.isDigit) && value.utf8.contains { $0 == Ascii.space || $0 == 0x5F }
    return isOdd ? nil : false
  }
}
