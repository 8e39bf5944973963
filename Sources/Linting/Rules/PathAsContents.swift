internal import Credentials
internal import Kernel

extension Rule {
  static let pathAsContents = Rule(
    name: "path-as-contents",
    summary: "the name of a file in place of its contents",
    page: """
      The line looks like the name of a file: somebody gave a chart, a Secret or a variable the path of a credential file \
      in place of its contents. The docker registry then answers 400 to every login (invalid entry at line 1), Chroma \
      does not start, nginx finds no user.

      Put the contents of that file here: kubectl create secret --from-file, --set-file of Helm, or a copy.
      """,
    bad: Example("./users.htpasswd\n"),
    good: Example("admin:\(Example.hash)\n"),
    triggers: .fault(.missingColon),
    check: .line { view in
      guard view.fault == .missingColon, !view.isTooLong, view.looksLikePath else { return [] }
      return [
        Report(
          .line, view.isRefused ? .error : .warning,
          "the line is the name of a file, not its contents; \(view.consequence)",
          remedy: .manual("put the contents of that file here, not its name"))
      ]
    }
  )
}

extension LineView {
  /// Whether a line without a colon is a path, or the name that a credential file has.
  var looksLikePath: Bool {
    guard bytes.allSatisfy({ $0 > Ascii.space && $0 < Ascii.delete }) else { return false }
    if ["/", "./", "../", "~/"].contains(where: { bytes.starts(with: $0.utf8) && bytes.count > $0.utf8.count }
    ) {
      return true
    }
    return ["htpasswd", ".passwd", ".htpass"].contains { ending in
      bytes.count >= ending.utf8.count && bytes.suffix(ending.utf8.count).elementsEqual(ending.utf8)
    }
  }
}
