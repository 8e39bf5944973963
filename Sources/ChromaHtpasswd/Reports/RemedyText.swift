internal import Deployments
internal import Htpasswd
internal import Linting

/// Remedies as people carry them out: command lines for one file and the options in force.
struct RemedyText {
  /// The file as a word of the shell.
  private let file: String
  /// `--for` and each server, if the lint was not for Chroma alone.
  private let serverWords: String
  private let isOneServer: Bool

  init(_ path: FilePath, _ servers: [Server]) {
    // A device has no room for users.
    file = path == FilePath("-") || path.bytes.starts(with: "/dev/".utf8) ? "FILE" : path.shellWord
    isOneServer = servers.count == 1
    serverWords = servers.options
  }

  /// For commands that write: the new file is judged for one server.
  private var serverWord: String { isOneServer ? serverWords : "" }

  /// `to do this: COMMAND`, or one imperative.
  func hint(_ remedy: Remedy) -> String {
    switch remedy {
    case .setPassword(let password): setting(password)
    case .rename(let user):
      "to give the user another name: chroma-htpasswd rename\(serverWord)\(operands(user)) NEW"
    case .delete(let user): "to delete the user: chroma-htpasswd delete\(serverWord)\(operands(user))"
    case .applyFixes(let fixes):
      if fixes.kind == .safe {
        "to \(fixes.effect): chroma-htpasswd lint\(serverWords) --fix \(file)"
      } else {
        "to \(fixes.effect): chroma-htpasswd lint\(serverWords) --fix --unsafe-fixes"
          + (fixes.rule.map { " --only \($0)" } ?? "") + " \(file)"
      }
    case .changeMode(let mode): "to take the permission away: chmod \(mode) \(file)"
    case .changeGroup(let group, let mode):
      "to let the server and nobody else read it: chgrp \(group) \(file) && chmod \(String(mode, radix: 8)) \(file)"
    case .grantGroup(let group, let closes):
      "to let the server read it: " + AccessList.grant(to: group, of: file)
        + (closes ? " && chmod o-r \(file)" : "")
    case .setVariable(let name, let value): value.map { "set \(name)=\($0)" } ?? "unset \(name)"
    case .makeToken(let replacesFile):
      "to make a new token: chroma-htpasswd token" + (replacesFile ? " --force -o \(file)" : "")
    case .readAs(let kind): Self.hint(for: kind, file, serverWord)
    case .setting(let remedy): remedy.hint
    case .manual(let text): text
    }
  }

  /// The command for a file that is not a credential file.
  ///
  /// - Parameter option: ` --for NAME` for the server that needs one.
  static func hint(for kind: FileKind, _ file: String, _ option: String) -> String {
    switch kind {
    case .tokens: "to check it: chroma-htpasswd lint --for chroma-token \(file)"
    case .roles: "to check it: chroma-htpasswd lint --kind roles \(file)"
    case .environment: "to check its settings: chroma-htpasswd config check \(file)"
    case .compose: "to print one that protects Chroma: chroma-htpasswd config compose server.htpasswd"
    case .kubernetes: "to print one that protects Chroma: chroma-htpasswd config kubernetes server.htpasswd"
    case .chromaConfiguration:
      "Chroma 1.x has no authentication; to put nginx in front of it: chroma-htpasswd config nginx server.htpasswd"
    case .caddyfile, .haproxy, .traefik:
      "to print a user's line for it: chroma-htpasswd hash --escape "
        + (kind == .caddyfile ? "caddy" : kind.rawValue) + " USER"
    case .conflict: "to choose what stays: git mergetool \(file)"
    case let kind where kind.isDeployment: "to check it: chroma-htpasswd lint \(file)"
    default: "to make a credential file: chroma-htpasswd create\(option) server.htpasswd USER"
    }
  }

  private func setting(_ password: Remedy.NewPassword) -> String {
    guard password.isBcrypt else {
      let user = if case .user(let name) = password.subject { operands(name) } else { " \(file) USER" }
      return "to set a new password, with {SHA}, which is weak: chroma-htpasswd add --for envoy\(user)"
    }
    var command = "chroma-htpasswd add" + serverWord
    if let cost = password.cost { command += " -C \(cost.log2Rounds)" }
    if password.isRandom { command += " --generate" }
    let purpose = password.isRandom ? "set a random password" : "set a new password"
    switch password.subject {
    case .user(let name): return "to \(purpose): \(command)\(operands(name))"
    case .unnamed: return "to set a password: \(command) \(file) USER"
    case .renamed(let name):
      return
        "to rename the user and \(purpose): chroma-htpasswd rename\(serverWord)\(operands(name)) NEW && \(command) \(file) NEW"
    }
  }

  /// ` FILE USER`; a name that is longer than any that can be written has to be filled in.
  private func operands(_ user: [UInt8]) -> String {
    guard user.count <= Username.maximumCount else { return " \(file) USER" }
    return (user.first == Ascii.hyphen ? " -- " : " ") + file + " " + word(user)
  }

  private func word(_ user: [UInt8]) -> String {
    // Most names: nothing in them means anything to a shell.
    let isPlain =
      !user.isEmpty
      && user.allSatisfy { $0.isWordCharacter || $0 == Ascii.hyphen || $0 == UInt8(ascii: ".") }
    return isPlain ? String(decoding: user, as: UTF8.self) : user.shellWord
  }
}

extension Remedy {
  /// Its kind and the values of that.
  var json: JSON {
    var members: [(String, JSON)] = [("kind", .string(kind))]
    switch self {
    case .setPassword(let password):
      let user: [UInt8]? =
        switch password.subject {
        case .user(let name), .renamed(let name): name
        case .unnamed: nil
        }
      members += [
        ("user", user.map { .string(Redaction.name($0)) } ?? .null),
        ("cost", password.cost.map { .number($0.log2Rounds) } ?? .null),
        ("random", .boolean(password.isRandom)),
        ("format", .string(password.isBcrypt ? "bcrypt" : "{SHA}")),
      ]
    case .rename(let user), .delete(let user): members.append(("user", .string(Redaction.name(user))))
    case .applyFixes(let fixes):
      members += [
        ("fixes", .string(fixes.kind.word)), ("rule", fixes.rule.map { .string($0) } ?? .null),
        ("effect", .string(fixes.effect)),
      ]
    case .changeMode(let mode): members.append(("mode", .string(mode)))
    case .changeGroup(let group, let mode):
      members += [("group", .string(group)), ("mode", .string(String(mode, radix: 8)))]
    case .grantGroup(let group, let closes):
      members += [("group", .string(group)), ("closes", .boolean(closes))]
    case .setVariable(let name, let value):
      members += [("name", .string(name)), ("value", value.map { .string($0) } ?? .null)]
    case .makeToken(let replacesFile): members.append(("replacesFile", .boolean(replacesFile)))
    case .readAs(let kind): members.append(("file", .string(kind.rawValue)))
    case .setting(let remedy): members += remedy.members
    case .manual(let text): members.append(("text", .string(text)))
    }
    return .object(members)
  }
}
