internal import Hashing

extension Server {
  /// Chroma 0.4.7 to 0.4.24: `chromadb/auth/providers.py` reads one line, and `chromadb/auth/__init__.py` splits
  /// the header at every colon. Steps of 8192 bytes: `_CHUNK_SIZE` of Python's `TextIOWrapper`.
  public static let chroma04 = Server(
    name: "chroma-0.4",
    title: "Chroma 0.4.7 to 0.4.24, which reads the first line only",
    product: "Chroma 0.4",
    failurePhrase: "will not start",
    successPhrase: "starts",
    afterEdit: "restart Chroma to apply this",
    file: FileRules(
      extent: .firstLine(step: 8192), mustBeUTF8: true, lineBreaks: .universal, trimming: .python,
      commentStarts: [], missingColon: .refused, extraField: .ignored, emptyUser: .entry,
      duplicates: .firstCounts),
    hashes: HashRules(.pythonBcrypt),
    passwords: PasswordRules(mustBeUTF8: true, mayHoldColon: false),
    logLine: chromaLogLine
  )
}
