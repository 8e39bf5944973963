internal import Credentials
internal import Hashing
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
      let inUser = WhiteSpace.strip(bytes.extracting(entry.user))
      let inHash = WhiteSpace.strip(bytes.extracting(entry.hash))
      let beforeUser = view.markCount..<entry.user.lowerBound + inUser.lowerBound
      let afterUser = entry.user.lowerBound + inUser.upperBound..<entry.user.upperBound
      let beforeHash = entry.hash.lowerBound..<entry.hash.lowerBound + inHash.lowerBound
      let afterHash = entry.hash.lowerBound + inHash.upperBound..<bytes.count
      let aroundHash = [beforeHash, afterHash].filter { !$0.isEmpty }
      let aroundUser = [beforeUser, afterUser].filter { !$0.isEmpty }
      if aroundHash.isEmpty && aroundUser.isEmpty { return [] }

      let name = beforeUser.upperBound..<afterUser.lowerBound
      let hash = beforeHash.upperBound..<afterHash.lowerBound
      func report(
        _ severity: Severity, isName: Bool, _ message: String, remedy: Remedy? = nil
      ) -> [Report] {
        let part: Report.Part = isName ? .user : .hash
        let fix = Fix(
          isName ? .unsafe : .safe,
          (isName ? aroundUser : aroundHash).map { Splice(view.fileRange($0), []) })
        if let remedy { return [Report(part, severity, message, remedy: remedy, fix: fix)] }
        return [Report(part, severity, message, fix: fix, to: "remove the space")]
      }
      func message(isName: Bool, _ consequence: String) -> String {
        "white space is around \(isName ? "the name \(view.name)" : "\(view.name)'s hash"); \(consequence)"
      }
      let product = view.server.product
      guard case .entry(let read) = view.reading else {
        let isName = aroundHash.isEmpty
        return report(.error, isName: isName, message(isName: isName, view.consequence))
      }
      if !aroundHash.isEmpty, read.hash != hash, !view.isUsable {
        // Other rules report a field that is not a hash without the space either.
        guard view.diagnosis.repairableFormat != nil else { return [] }
        let isCured = view.server.canUse(bytes.extracting(hash))
        return report(.error, isName: false, view.reason, remedy: isCured ? nil : view.newPassword())
      }
      if view.bytes[read.user] != view.bytes[name] {
        // A byte order mark is another finding.
        guard !aroundUser.isEmpty else { return [] }
        return report(.error, isName: true, message(isName: true, "\(product) reads it as part of the name"))
      }
      let isName = aroundHash.isEmpty
      return report(.note, isName: isName, message(isName: isName, "\(product) ignores it"))
    }
  )
}
