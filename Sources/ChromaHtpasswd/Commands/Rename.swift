internal import Htpasswd

extension Command {
  static let rename = Command(
    name: "rename",
    operands: ["FILE", "OLD", "NEW"],
    summary: "give a user another name",
    details: """
      Gives a user another name; the password stays. An unknown OLD and a NEW that already exists are refused, \
      and nothing is written.
      """,
    examples: """
      chroma-htpasswd rename server.htpasswd user1 alice
      chroma-htpasswd rename --dry-run server.htpasswd user1 alice
      """,
    exits: [.unhashable, .user, .unusable],
    options: {
      Options.editing
    },
    run: { (invocation, console) throws(Failure) in
      let old = invocation.operand(1)
      let new = try Username.written(invocation.operand(2))
      let server = invocation.server
      let store = CredentialStore(invocation.file, options: invocation.writeOptions(for: server))
      let (result, _) = try store.edit(.rename(old, to: new), for: server) { survey in
        guard survey.first(old) != nil else { return .unknownUser(old, store.path, for: server) }
        return survey.first(new.bytes).map { .thereAlready(new.bytes, $0, store.path) }
      }
      console.report(
        result, "renamed \(old.userName) to \(new.bytes.userName) in \(store.path)", store, for: [server],
        users: [new.bytes])
      return .done
    })
}
