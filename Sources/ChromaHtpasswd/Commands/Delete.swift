internal import Htpasswd

extension Command {
  static let delete = Command(
    name: "delete",
    operands: ["FILE", "USER"],
    repeatsLast: true,
    summary: "remove users",
    details: """
      Removes every entry of the users; every other byte stays. If one of them is unknown, nothing is written.
      """,
    examples: """
      chroma-htpasswd delete server.htpasswd user1
      chroma-htpasswd delete --dry-run server.htpasswd user1
      """,
    exits: [.user, .unusable],
    options: {
      Options.editing
    },
    run: { (invocation, console) throws(Failure) in
      var users: [[UInt8]] = []
      for user in invocation.operands(from: 1) where !users.contains(user) { users.append(user) }
      let server = invocation.server
      let store = CredentialStore(invocation.file, options: invocation.writeOptions(for: server))
      let (result, _) = try store.edit(.delete(users), for: server) { survey in
        users.first { survey.first($0) == nil }.map { .unknownUser($0, store.path, for: server) }
      }
      let names = users.map(\.userName).joined(separator: ", ")
      console.report(result, "deleted \(names) from \(store.path)", store, for: [server])
      return .done
    })
}
