internal import Credentials
internal import Deployments
internal import Hashing
internal import Kernel
internal import YAML

extension Rule {
  static let impossibleId = Rule(
    name: "impossible-id",
    summary: "an id that matches no user name",
    page: """
      id: 123, id: yes and id: null are a number, a truth value and nothing in YAML, and the user name of basic \
      authentication is a text: they never match, and the user is denied everything. A token file with the same id, in \
      the same spelling, does match. A text over two lines, id: >-, gets line breaks: Chroma doubles every line end of \
      the file.

      Put the id in quotes, on one line: id: '123'.
      """,
    bad: .roles(user: "123"),
    good: .roles(),
    check: .roles { view in
      guard let outline = view.outline, let document = view.document else { return [] }
      return outline.entries.compactMap { entry -> Report? in
        guard let id = entry.id, id.kind == .scalar, document.value(for: "tokens", in: entry.node) == nil
        else {
          return nil
        }
        if let key = PyYAMLDocument.key(of: id), view.options.logins?.keys.contains(key) == true {
          return nil
        }
        if case .other(let type, _) = document.value(of: id) {
          let text = id.text.isEmpty ? "the id" : "id \(id.shown)"
          return Report(
            .error, "\(text) is \(type.rawValue) in YAML; it equals no user name",
            at: id.range.isEmpty ? entry.node : id,
            user: id.text, remedy: id.text.isEmpty ? "write the user's name" : "put it in quotes",
            fix: id.text.isEmpty ? nil : id.fix(id.quoted))
        }
        guard
          id.text.contains(where: { $0 == Ascii.lineFeed || $0 == Ascii.carriageReturn }) || id.text.isEmpty
        else {
          return nil
        }
        return Report(
          .error,
          id.text.isEmpty
            ? "the id is empty; no user has that name" : "the id has a line break; no user has that name",
          at: id, user: id.text, remedy: "write the name on one line, in quotes")
      }
    }
  )
}
