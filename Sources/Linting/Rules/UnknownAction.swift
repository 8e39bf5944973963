internal import Credentials
internal import Deployments
internal import Hashing
internal import Kernel
internal import YAML

extension Rule {
  static let unknownAction = Rule(
    name: "unknown-action",
    summary: "an action that no request asks for",
    page: """
      Chroma compares an action byte for byte: one that is misspelt, in other case, or has a space grants nothing, and \
      nothing says so. collection:peek does not exist, though Chroma's own example grants it: peek asks for \
      collection:get, and modify for collection:update_collection.

      chroma-htpasswd can FILE shows the actions that exist, and who has them.
      """,
    bad: .roles(action: "collection:qeury"),
    good: .roles(),
    check: .roles { view in
      view.actions.compactMap { (item, role) -> Report? in
        guard view.isText(item) else {
          guard view.reader == .current else { return nil }
          return Report(
            .warning,
            "\(item.text.isEmpty ? "an empty item" : item.shown) is not a text; no request asks for it",
            at: item,
            remedy: "remove it")
        }
        guard RolesAction.named(item.text) == nil, item.text != Array(RolesAction.neverAsked.utf8),
          !item.text.contains(UInt8(ascii: "*"))
        else { return nil }
        if let action = view.actionOfMethod(item.text) {
          return Report(
            .warning, "no action \(item.shown); the client asks for \(action)", at: item,
            remedy: view.has(action, role) ? "remove it; \(action) is granted" : "write \(action)",
            fix: view.has(action, role) ? nil : item.fix("'\(action)'"), to: "write \(action)")
        }
        if item.text.contains(Ascii.lineFeed) {
          return Report(
            .error, "an action goes on to the next line; it grants nothing", at: item,
            remedy: "begin each line of the list with its - below that of the first")
        }
        let names = RolesAction.all.filter { $0.isAsked(by: view.reader) }.map(\.name)
        let text = Array(item.text[WhiteSpace.strip(item.text.span)])
        let name =
          item.text.split(separator: Ascii.colon).last.map { String(decoding: $0, as: UTF8.self) } ?? ""
        // The action before a comment that has no blank before it, or before a comma.
        let start = text.prefix { $0.isInAction }
        let meant =
          nearest(text, of: names) ?? nearest(text.plainWord, of: names)
          ?? names.first { $0.split(separator: ":").last.map { $0 == name } ?? false }
          ?? names.first { $0.utf8.elementsEqual(start) }
        return Report(
          meant == nil ? .warning : .error, "unknown action \(item.shown); it grants nothing", at: item,
          remedy: meant.map { "did you mean \($0)?" }
            ?? "remove it, or see those that exist: chroma-htpasswd help can",
          fix: meant.flatMap { item.fix("'\($0)'") }, to: meant.map { "write \($0)" })
      }
    }
  )
}

extension UInt8 {
  /// Whether actions are made of it.
  fileprivate var isInAction: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), Ascii.colon: true
    default: false
    }
  }
}

extension RolesView {
  /// The action that the client's method of this name asks for, if that has another name.
  fileprivate func actionOfMethod(_ text: [UInt8]) -> String? {
    switch String(decoding: text, as: UTF8.self) {
    case "collection:peek": "collection:get"
    case "collection:modify": "collection:update_collection"
    case "db:create", "collection:create", "collection:create_collection",
      "collection:get_or_create_collection":
      "db:create_collection"
    default: nil
    }
  }

  fileprivate func has(_ action: String, _ role: RolesOutline.Role) -> Bool {
    role.actions?.items.contains { $0.text.elementsEqual(action.utf8) } ?? false
  }
}
