extension Server {
  /// Chroma 0.4.7 to 0.4.24: `chromadb/auth/providers.py` reads one line, and `chromadb/auth/__init__.py` splits
  /// the header at every colon. Steps of 8192 bytes: `_CHUNK_SIZE` of Python's `TextIOWrapper`.
  public static let chroma04 = Server(
    name: "chroma-0.4",
    title: "Chroma 0.4.7 to 0.4.24, which reads the first line only",
    product: "Chroma 0.4",
    extent: .firstLine(step: 8192),
    lines: .firstTwoFields,
    bcryptVariant: .b,
    passwords: PasswordRule(maximumCount: 72, mayHoldColon: false),
    afterEdit: "restart Chroma, it reads the file at start"
  )
}
