internal import Credentials
internal import Kernel

extension Rule {
  static let missingColon = Rule(
    name: "missing-colon",
    summary: "a line without a colon",
    page: """
      An entry is user:hash. A line without colon stops Chroma: ValueError: Invalid htpasswd credentials found: \
      [...]. Lines must be exactly <username>:<bcrypt passwd>. The docker registry answers 400 to everybody; nginx \
      and lighttpd ignore the line, and nginx may ignore the next one too.

      lint --fix --unsafe-fixes removes the line.
      """,
    bad: Example("admin\n"),
    good: Example("admin:\(Example.hash)\n"),
    triggers: .fault(.missingColon),
    check: .line { view in
      guard view.fault == .missingColon, !view.isTooLong, !view.bytes.contains(Ascii.nul), !view.looksLikePath
      else { return [] }
      switch view.reading {
      case .comment, .blank: return []
      default: break
      }
      return [
        Report(
          .line, view.isRefused ? .error : .warning, "the line has no colon; \(view.consequence)",
          fix: view.removal, to: "remove the line")
      ]
    }
  )
}
