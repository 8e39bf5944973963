internal import Credentials
internal import Deployments

extension Rule {
  static let quotedToken = Rule(
    name: "quoted-token",
    summary: "quotes around a token",
    page: """
      In a file of one line quotes are a part of the token, and clients have to send them too. \
      The same happens in compose's list form, - NAME="value", and in docker's --env-file.

      lint --fix --unsafe-fixes removes them.
      """,
    bad: Example("\"kVv0D5aQx8Zr1nTq\"", for: "chroma-token"),
    good: Example("kVv0D5aQx8Zr1nTq", for: "chroma-token"),
    check: .tokens { file, _ in
      guard let token = file.single?.token, token.count >= 3, let mark = file.bytes[token].first,
        mark == UInt8(ascii: "\"") || mark == UInt8(ascii: "'"), file.bytes[token].last == mark
      else { return [] }
      let (first, last) = (token.lowerBound, token.upperBound - 1)
      return [
        Report(
          nil, .warning, "the token is in quotes, which are part of it",
          fix: Fix(.unsafe, [Splice(first..<first + 1, []), Splice(last..<last + 1, [])]),
          to: "remove the quotes")
      ]
    }
  )
}
