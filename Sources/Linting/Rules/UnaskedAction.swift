internal import Credentials
internal import Deployments
internal import Hashing
internal import Kernel
internal import YAML

extension Rule {
  static let unaskedAction = Rule(
    name: "unasked-action",
    summary: "db:get_or_create_collection, which is never asked for",
    page: """
      Chroma has an action db:get_or_create_collection, and asks for db:create_collection when a client calls \
      get_or_create_collection. (Chroma 0.4.16 alone takes either.) A role with the first alone cannot create a collection.
      """,
    bad: .roles(action: "db:get_or_create_collection"),
    good: .roles(),
    check: .roles { view in
      view.actions.filter { $0.item.text.elementsEqual(RolesAction.neverAsked.utf8) }.map { (item, role) in
        let isGranted =
          role.actions?.items.contains { $0.text.elementsEqual("db:create_collection".utf8) } ?? false
        return Report(
          isGranted ? .note : .warning, "no request asks for db:get_or_create_collection", at: item,
          remedy: isGranted ? "remove it; db:create_collection is granted" : "write db:create_collection",
          fix: isGranted ? nil : item.fix("'db:create_collection'"))
      }
    }
  )
}
