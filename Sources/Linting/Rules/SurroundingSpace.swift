internal import Credentials
internal import Kernel

extension Rule {
  static let surroundingSpace = Rule(
    name: "surrounding-space",
    summary: "white space around a line, a name or a hash",
    page: """
      Chroma strips white space from both ends of a line, in Python's sense, and nothing else: admin :hash is the \
      user admin with a space at the end, and in admin: hash no password ever matches. nginx and lighttpd strip nothing.

      lint --fix removes white space around a hash; around a name it may be meant, so that needs lint --fix --unsafe-fixes.
      """,
    bad: Example("admin: \(Example.hash)\n"),
    good: Example("admin:\(Example.hash)\n"),
    triggers: [.edgeSpace, .control, .notASCII],
    check: .line { view in
      switch view.fault {
      case .comment, .missingColon, .quotedLine, .emptyUser, .emptyHash: return []
      default: break
      }
      guard let entry = view.entry, entry.rest.isEmpty else { return [] }
      let bytes = view.bytes.span
      let user = WhiteSpace.strip(bytes.extracting(entry.user))
      let hash = WhiteSpace.strip(bytes.extracting(entry.hash))
      let beforeUser = view.markCount..<entry.user.lowerBound + user.lowerBound
      let afterUser = entry.user.lowerBound + user.upperBound..<entry.user.upperBound
      let beforeHash = entry.hash.lowerBound..<entry.hash.lowerBound + hash.lowerBound
      let afterHash = entry.hash.lowerBound + hash.upperBound..<bytes.count
      let aroundHash = [beforeHash, afterHash].filter { !$0.isEmpty }
      let aroundUser = [beforeUser, afterUser].filter { !$0.isEmpty }
      if aroundHash.isEmpty && aroundUser.isEmpty { return [] }

      var severity = Severity.error
      if case .entry(let read) = view.reading,
        view.bytes[read.user].elementsEqual(view.bytes[beforeUser.upperBound..<afterUser.lowerBound]),
        view.isUsable || view.fault != nil
      {
        severity = .note
      }
      let isName = aroundHash.isEmpty
      let consequence =
        isName && severity == .error && view.isUsable
        ? "\(view.server.product) reads it as part of the name" : view.consequence
      let what = isName ? "the name \(view.name)" : "\(view.name)'s hash"
      return [
        Report(
          isName ? .user : .hash, severity, "white space is around \(what); \(consequence)",
          fix: Fix(
            isName ? .unsafe : .safe,
            (isName ? aroundUser : aroundHash).map { Splice(view.fileRange($0), []) }),
          to: "remove it")
      ]
    }
  )
}
