internal import Credentials

extension Rule {
  static let unreadableFile = Rule(
    name: "unreadable-file",
    summary: "a file that the server's workers cannot read",
    page: """
      nginx, Apache and lighttpd read the file at each request, in workers that run as a user of their own, www-data on \
      Debian. They cannot open a file of mode 0600 that belongs to somebody else: nginx and Apache answer 500 to every \
      request, lighttpd refuses everybody. verify says of a login with such a file that it cannot check it.

      chgrp www-data FILE && chmod 640 FILE lets them read the file and nobody else. The folders above need x for them \
      too.
      """,
    bad: Example("admin:\(Example.hash)\n", for: "nginx"),
    good: Example("admin:\(Example.hash)\n"),
    showsThrough: .wideLines,
    check: .attributes { view, attributes in
      guard let server = view.servers.first(where: { !$0.server.canRead(attributes) })?.server,
        let group = server.workerGroup
      else { return [] }
      return [
        Report(
          nil, .warning,
          "\(server.product) usually runs as \(group), which cannot read the file (mode \(attributes.octalMode))",
          remedy: .changeGroup(group, mode: 0o640))
      ]
    }
  )
}
