extension Server {
  /// Chroma's token authentication from 0.5.1 to 0.6.3: a file of tokens, not of entries.
  package static let chromaToken = Server(
    name: "chroma-token",
    title: "Chroma 0.5.1 to 0.6.3, a file of tokens",
    product: "Chroma (tokens)",
    failurePhrase: "will not start",
    successPhrase: "starts",
    afterEdit: "restart Chroma to apply this",
    content: .tokens,
    file: FileRules(
      mustBeUTF8: true, lineBreaks: .universal, trimming: .nothing, missingColon: .refused,
      extraField: .refused, emptyUser: .refused, duplicates: .refused),
    hashes: HashRules(),
    passwords: PasswordRules(),
    logLine: chromaLogLine
  )
}
