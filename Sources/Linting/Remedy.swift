package import Credentials
package import Deployments
package import Hashing

/// An answer to a finding, as a value: the program renders it as command lines for the options in force. Carried out, it
/// loses nothing that the finding is not about.
package enum Remedy: Sendable, Equatable {
  case setPassword(NewPassword)
  /// Gives a user another name.
  case rename([UInt8])
  /// Removes a user's entries.
  case delete([UInt8])
  case applyFixes(Fixes)
  /// An argument of chmod(1).
  case changeMode(String)
  /// The group of a server's workers, for chgrp(1), and the permission bits that let it read.
  case changeGroup(String, mode: UInt32)
  /// The group of a server's workers, for a file with an access control list; `closes` takes the permission of others away.
  case grantGroup(String, closes: Bool)
  /// A setting; nil takes it away.
  case setVariable(String, value: String?)
  /// Makes a token; `replacesFile` if the file holds nothing else.
  case makeToken(replacesFile: Bool)
  /// The file is of this kind: what can be done with that.
  case readAs(FileKind)
  /// About settings, or a deployment.
  case setting(SettingRemedy)
  /// One imperative, for people.
  case manual(String)

  /// Whose entry gets a hash, and which.
  package struct NewPassword: Sendable, Equatable {
    package enum Subject: Sendable, Equatable {
      case user([UInt8])
      /// A name that no command writes: the user gets another one first.
      case renamed([UInt8])
      /// A name that has to be filled in.
      case unnamed
    }

    package let subject: Subject
    /// nil for the standard cost.
    package var cost: Cost?
    package var isRandom = false
    /// Whether the server accepts bcrypt; else {SHA} is written.
    package var isBcrypt = true
  }

  /// Fixes of the lint that are applied together.
  package struct Fixes: Sendable, Equatable {
    package let kind: Fix.Kind
    /// The rule whose fixes alone are applied; nil for every safe fix.
    package let rule: String?
    /// The effect of the fix, an infinitive: `remove the line`.
    package let effect: String
  }

  /// The word for it in JSON.
  package var kind: String {
    switch self {
    case .setPassword: "set-password"
    case .rename: "rename"
    case .delete: "delete"
    case .applyFixes: "apply-fixes"
    case .changeMode: "change-mode"
    case .changeGroup: "change-group"
    case .grantGroup: "grant-group"
    case .setVariable: "set-variable"
    case .makeToken: "make-token"
    case .readAs: "read-as"
    case .setting(let remedy): remedy.kind
    case .manual: "manual"
    }
  }
}
