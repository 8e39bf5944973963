internal import Htpasswd

extension Command {
  static let create = Command(
    name: "create",
    operands: ["FILE", "USER"],
    summary: "make a new file with one user",
    details: """
      Makes a credential file that holds one user. A file that exists is refused, unless --force is given: then \
      all its users are replaced, and it keeps its mode and owner; what is clearly another file is never \
      replaced. Without a password source it asks on the terminal, twice.
      """,
    examples: """
      chroma-htpasswd create server.htpasswd admin
      chroma-htpasswd create --generate --group www-data server.htpasswd admin
      """,
    exits: [.refused, .unhashable, .user],
    options: {
      Options.newPasswords()
      Option.force
      Options.newFile
      Options.editing
    }, exclusions: { [.passwords] },
    run: { (invocation, console) throws(Failure) in
      let user = try Username.written(invocation.operand(1))
      let server = try invocation.serverOfNewHash(console)
      let store = CredentialStore(invocation.file, options: invocation.writeOptions)
      let cost = invocation[.cost]
      let source = try PasswordSource.chosen(invocation)
      // Before anyone is asked for a password; the storage checks again.
      let exists = (try? targetStatus(of: store.path)) != nil
      if exists && !invocation.has(.force) { throw .alreadyExists(store.path, for: server) }
      // --force gives up the users that are in it, and nothing else.
      if exists, let kind = Surroundings.kindToGiveUp(of: store.path), kind != .credentials {
        throw .notReplaceable(store.path, "it is \(kind.title), not a credential file")
      }

      let isGenerated = source.isGenerated
      let password = try source.readNew(invocation, user: user, console)
      let field = try hashField(password, cost ?? .standard, isChosen: true, for: server)
      if isGenerated && !store.options.dryRun { try console.print(secret: password) }
      // Wiped before the lock is waited for.
      _ = consume password
      let line = user.bytes + [UInt8(ascii: ":")] + field + [UInt8(ascii: "\n")]

      let result = try storing { () throws(StorageError) in
        invocation.has(.force) ? try store.overwrite(line) : try store.create(line)
      }
      let verb = result.created ? "created" : "replaced"
      console.report(
        result, "\(verb) \(store.path) with user \(user.bytes.userName)", store, for: [server],
        users: [user.bytes])
      console.warnOfKept(invocation, result, store.path)
      return .done
    })
}
