internal import Htpasswd

extension Command {
  static let rename = Command(
    name: "rename",
    operands: ["FILE", "OLD", "NEW"],
    summary: "give a user another name",
    details: """
      Gives a user another name; the password stays. An unknown OLD and a NEW that is there already are refused, \
      and nothing is written.
      """,
    example: "chroma-htpasswd rename server.htpasswd user1 alice",
    options: Option.writing
  ) { (invocation, console) throws(Failure) in
    let old = invocation.operand(1)
    let new = try Username.written(invocation.operand(2))
    let store = CredentialStore(invocation.file, options: try invocation.writeOptions())
    let result = try store.edit([old, new.bytes]) { survey in
      guard survey.first(old) != nil else { return .refused(.unknownUser(old, store.path)) }
      if let there = survey.first(new.bytes) {
        return .refused(
          Failure(
            .user,
            "\(new.bytes.printable) is there already, on line \(there.line.number) of \(store.path)"))
      }
      return .edit(survey.renaming(old, to: new))
    }
    console.report(result, "renamed \(old.printable) to \(new.bytes.printable) in \(store.path)", store)
    return .done
  }
}
