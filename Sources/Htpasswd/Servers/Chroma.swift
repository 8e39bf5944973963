extension Server {
  /// Chroma's basic authentication from 0.5.4 on: `chromadb/auth/basic_authn/__init__.py`, the same bytes in
  /// every release up to 1.5.9, with bcrypt 5, which refuses a password of more than 72 bytes.
  public static let chroma = Server(
    name: "chroma",
    title: "Chroma 0.5.4 to 0.6.3, and its Python server after that",
    product: "Chroma",
    extent: .wholeFile,
    lines: .strict,
    bcryptVariant: .b,
    passwords: PasswordRule(maximumCount: 72, mayHoldColon: true),
    afterEdit: "restart Chroma, it reads the file at start"
  )
}
