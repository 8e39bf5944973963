extension Server {
  /// Chroma's SimpleRBAC provider from 0.5.3 to 0.6.3 (`chromadb/auth/simple_rbac_authz/__init__.py`): a file of roles.
  package static let chromaRoles = roles("chroma-roles", "Chroma 0.5.3 to 0.6.3, a file of roles", .current)

  /// The provider from 0.4.16 to 0.4.24 (`chromadb/auth/authz/__init__.py`).
  package static let chromaRoles04 = roles(
    "chroma-roles-0.4", "Chroma 0.4.16 to 0.4.24, a file of roles", .first)

  private static func roles(_ name: String, _ title: String, _ reader: RolesReader) -> Server {
    Server(
      name: name, title: title, product: reader == .current ? "Chroma (roles)" : "Chroma 0.4 (roles)",
      failurePhrase: "will not start", successPhrase: "starts", afterEdit: "restart Chroma to apply this",
      content: .roles(reader),
      file: FileRules(
        mustBeUTF8: true, lineBreaks: .universal, trimming: .nothing, missingColon: .refused,
        extraField: .refused, emptyUser: .refused, duplicates: .lastCounts),
      hashes: HashRules(), passwords: PasswordRules(), logLine: chromaLogLine)
  }
}
