internal import Credentials

/// The answer of Chroma's SimpleRBAC provider to a roles file when it starts (`chromadb/auth/simple_rbac_authz/__init__.py`,
/// in 0.4 `chromadb/auth/authz/__init__.py`): who may do anything at all.
enum RolesAnswer {
  /// It is YAML that is not understood here.
  case unknown
  /// Chroma does not start with it. One phrase.
  case unusable(String)
  /// Users with a role that has some action.
  case users(Set<[UInt8]>)

  /// - Parameters:
  ///   - bytes: of the file, or of the variable.
  ///   - isFile: whether they are of a file.
  init(_ bytes: [UInt8], for reader: RolesReader, isFile: Bool) {
    let file = RolesFile(bytes, for: reader, isFile: isFile)
    if file.unknownLine != nil {
      self = .unknown
    } else if let failure = file.failure {
      self = .unusable(failure.description)
    } else {
      let names = Set(file.users.compactMap(\.name))
      self = .users(names.filter { file.canAct($0) })
    }
  }
}
