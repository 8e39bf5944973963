internal import Credentials
internal import Deployments
internal import Hashing
internal import Kernel
internal import YAML

extension Rule {
  static let misshapenRoles = Rule(
    name: "misshapen-roles",
    summary: "a list in place of one value, or the other way round",
    page: """
      users is a list of mappings, roles_mapping a mapping of mappings, actions a list of texts, id and role are one value \
      each. Otherwise Chroma stops: TypeError: string indices must be integers, list indices must be integers or slices, \
      unhashable type: 'list', or 'NoneType' object is not iterable for a key that is left empty.

      A space after the colon of an action, - collection: get, makes a mapping of it: write collection:get.
      """,
    bad: .roles(
      "roles_mapping:\n  reader: {actions: [collection: get]}\nusers:\n- {id: alice, role: reader}\n"),
    good: .roles(),
    check: .roles { view in view.faults.filter { $0.kind == .misshapen }.map(\.report) }
  )
}
