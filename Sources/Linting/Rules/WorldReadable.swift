internal import Credentials

extension Rule {
  static let worldReadable = Rule(
    name: "world-readable",
    summary: "anyone on the machine can read the hashes",
    page: """
      Whoever reads the hashes can try passwords against them at leisure. The server needs to read the file, others \
      do not. A file in which no entry has a hash is not reported, and neither is a checkout in CI, whose mode says \
      nothing of the file that is deployed.

      chmod o-r FILE takes the permission away. The workers of nginx, Apache and lighttpd run as another user: there, \
      chgrp www-data FILE && chmod 640 FILE lets them read the file and nobody else. Debian's package starts the registry as \
      docker-registry.
      """,
    bad: Example("admin:\(Example.hash)\n"),
    good: Example("admin:\(Example.hash)\n"),
    showsThrough: .wideLines,
    check: .attributes { view, attributes in
      // Whoever cannot enter a folder cannot read what is in it.
      guard attributes.mode & 0o004 != 0, attributes.folders.allSatisfy({ $0.attributes.mode & 0o001 != 0 }),
        view.holdsSecrets
      else { return [] }
      // Workers of these servers run as another user, and need the group. A file has one.
      let groups = view.servers.compactMap { $0.server.workerGroup ?? $0.server.packageGroup }
      let remedy: Remedy =
        if let group = groups.first, attributes.accessList != nil {
          .grantGroup(group, closes: true)
        } else if let group = groups.first {
          groups.allSatisfy { $0 == group }
            ? .changeGroup(group, mode: 0o640) : .manual("give each server a file of its own, in its group")
        } else {
          .changeMode("o-r")
        }
      return [
        Report(nil, .note, "anyone on this machine can read the \(view.secrets)", remedy: remedy)
      ]
    }
  )
}
