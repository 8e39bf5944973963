internal import Credentials
internal import Deployments
internal import Kernel

extension Rule {
  static let illegalToken = Rule(
    name: "illegal-token",
    summary: "a token with an illegal character",
    page: """
      A token is made of ASCII letters, digits and punctuation. With a space, a tab, a control character or a letter \
      outside of ASCII, Chroma starts if the file is one line, and refuses every request. In a list of users it does \
      not start: ValueError: Invalid token. Must contain only ASCII letters, digits, and punctuation.

      lint --fix removes white space and a byte order mark around a token. Otherwise make another one: \
      chroma-htpasswd token.
      """,
    bad: Example(" kVv0D5aQx8Zr1nTq", for: "chroma-token"),
    good: Example("kVv0D5aQx8Zr1nTq", for: "chroma-token"),
    check: .tokens { file, view in
      if let failure = file.failure {
        switch failure.cause {
        case .illegalToken, .notUTF8:
          return [
            Report(
              nil, .error, "\(failure); Chroma will not start",
              remedy: .makeToken(
                replacesFile: file.textLines.count <= 1 && !TokenFile.mayBeLogin(file.bytes)),
              line: failure.line)
          ]
        default: return []
        }
      }
      guard let single = file.single, !single.token.isEmpty, !file.isToken(single.token),
        !file.looksLikeUsers(single.token)
      else { return [] }
      let stripped = file.stripped(single.token)
      if !stripped.isEmpty, file.isToken(stripped) {
        let around = [
          single.token.lowerBound..<stripped.lowerBound, stripped.upperBound..<single.token.upperBound,
        ]
        return [
          Report(
            nil, .error, "white space or a byte order mark surrounds the token; nobody can log in",
            fix: Fix(.safe, around.filter { !$0.isEmpty }.map { Splice($0, []) }), to: "remove it")
        ]
      }
      return [
        Report(
          nil, .error, "the token has an illegal character; nobody can log in",
          remedy: .makeToken(replacesFile: !TokenFile.mayBeLogin(file.bytes)))
      ]
    }
  )
}

extension TokenFile {
  /// Without white space and a byte order mark at its ends.
  fileprivate func stripped(_ range: Range<Int>) -> Range<Int> {
    let range = WhiteSpace.strip(bytes[range].array.span).offset(by: range.lowerBound)
    guard bytes[range].starts(with: ByteOrderMark.utf8) else { return range }
    let rest = range.lowerBound + ByteOrderMark.utf8.count..<range.upperBound
    return WhiteSpace.strip(bytes[rest].array.span).offset(by: rest.lowerBound)
  }
}

extension ArraySlice<UInt8> {
  fileprivate var array: [UInt8] { Array(self) }
}

extension Range<Int> {
  fileprivate func offset(by distance: Int) -> Range<Int> { lowerBound + distance..<upperBound + distance }
}
