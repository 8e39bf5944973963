internal import Htpasswd

extension Command {
  static let hash = Command(
    name: "hash",
    operands: ["USER"],
    summary: "print an entry, touch no file",
    details: """
      Prints the entry of a user, as htpasswd -n does, for a file or a setting that something else writes. With \
      --generate the password is on the first line and the entry on the second.
      """,
    examples: """
      chroma-htpasswd hash --escape compose admin
      chroma-htpasswd hash --generate admin
      """,
    exits: [.refused, .unhashable, .user],
    options: {
      Options.newPasswords(generate)
      Option.escape
      Option.server.saying("make a hash that this server accepts")
    }, exclusions: { [.passwords] },
    run: { (invocation, console) throws(Failure) in
      let user = try Username.written(invocation.operand(0))
      let cost = invocation[.cost]
      let place = invocation[.escape]
      if place == .caddy || place == .haproxy, invocation.server.name == Server.envoy.name {
        throw invocation.usage(
          "--escape \(place == .caddy ? "caddy" : "haproxy") cannot be used with --for envoy")
      }
      let server = try invocation.serverOfNewHash(console)
      if place == .caddy, let failure = user.failureInCaddyfile { throw failure }
      let source = try PasswordSource.chosen(invocation)
      let isGenerated = source.isGenerated
      let password = try source.readNew(invocation, user: user, console)
      let field = try hashField(password, cost ?? .standard, isChosen: true, for: server)
      if isGenerated { try console.print(secret: password) }
      var entry = Secret(capacity: 512)
      entry.append(user, Secret(copying: field.span), for: place)
      entry.append(text: "\n")
      try console.print(secret: entry)
      return .done
    })

  private static let generate = Option.generate.saying(
    "make a random password (24 characters), and print it on a line of its own before the entry")
}
