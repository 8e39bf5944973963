internal import Credentials
internal import Hashing
internal import Kernel

extension Rule {
  static let shellEatenDollar = Rule(
    name: "shell-eaten-dollar",
    summary: "a hash in which a shell replaced variables",
    page: """
      In double quotes, or without any, a shell takes $2, $0 and what follows the third dollar for variables: of \
      "$2y$05$..." it leaves something like ybash5/... The rest of the hash is lost.

      Write it in single quotes, or let chroma-htpasswd add FILE USER write the file.
      """,
    bad: Example("admin:y0/kq3sQJmRWlGzU0vVg\n"),
    good: Example("admin:\(Example.hash)\n"),
    triggers: .fault(.shellEaten),
    check: .line { view in
      guard view.fault == .shellEaten, !view.isUsable else { return [] }
      return [view.damageReport(.safe, to: "")]
    }
  )
}
