internal import Credentials
internal import Hashing
internal import Kernel

extension Rule {
  static let extraField = Rule(
    name: "extra-field",
    summary: "more than two fields",
    page: """
      Chroma splits a line at every colon and needs two parts: a third stops it (ValueError: Invalid htpasswd \
      credentials found). nginx and Apache ignore what follows the hash, lighttpd reads it as part of the hash. Two \
      entries on one line, as a tool leaves them that appends to a file without final line feed, look like this too.

      lint --fix --unsafe-fixes removes what follows the hash, or puts the second of two entries on a line of its own. \
      Where the last field is a hash that may be another user's, it does neither.
      """,
    bad: Example("admin:\(Example.hash):Alice Smith\n"),
    good: Example("admin:\(Example.hash)\n"),
    triggers: .fault(.extraField),
    check: .line { view in
      guard view.fault == .extraField, let entry = view.entry else { return [] }
      var what = "the line has more than two fields"
      let bytes = view.bytes.span
      func byHand(_ effect: String) -> [Report] {
        [Report(.rest, view.severity(.warning), view.reason(and: what), remedy: .manual(effect))]
      }
      let (effect, fix): (String, Fix)
      switch entry.second(in: bytes) {
      case .afterHash(let count):
        let end = entry.hash.lowerBound + count
        what = "two entries are on one line"
        effect = "put the second on a line of its own"
        fix = Fix(.unsafe, [Splice(view.fileRange(end..<end), [Ascii.lineFeed])])
      case .somewhere: return byHand("give each entry a line of its own")
      case nil:
        if HashDiagnosis.isLock(bytes.extracting(entry.rest)) {
          return byHand("if the text locks the account, delete the user; if not, delete the text")
        }
        if HashDiagnosis(bytes.extracting(entry.hash)).isWhole {
          effect = "remove what follows the hash"
          fix = Fix(.unsafe, [Splice(view.fileRange(entry.rest), [])])
        } else if view.isUsable {
          // Some servers read a hash that no other one does.
          return byHand("remove what follows the hash")
        } else {
          (effect, fix) = ("remove the line", view.removal)
        }
      }
      return [
        Report(.rest, view.severity(.warning), view.reason(and: what), fix: fix, to: effect)
      ]
    }
  )
}
