internal import Credentials

extension Rule {
  static let unreadableFile = Rule(
    name: "unreadable-file",
    summary: "a file that the server's workers cannot read",
    page: """
      nginx, Apache and lighttpd read the file at each request, in workers that run as a user of their own, www-data on \
      Debian. A file of mode 0600 that belongs to somebody else they cannot open: nginx and Apache answer 500 to every \
      request, lighttpd refuses everybody. verify says of a \
      login with such a file that it cannot check it. With a file in a folder that they cannot enter, such as /root, it \
      warns: a container that mounts the file has it in another folder.

      chgrp www-data FILE && chmod 640 FILE lets them read the file and nobody else. The folders above need x for them \
      too: keep the file in /etc/nginx, say.

      A container sees the permissions that a mounted file has here, and users by their numbers: 101 reads in nginx's image, 33 \
      in httpd's. Where they cannot read the file of a compose service, lint says that it cannot tell who can log in.
      """,
    bad: Example("admin:\(Example.hash)\n", for: "nginx"),
    good: Example("admin:\(Example.hash)\n"),
    showsThrough: .wideLines,
    check: .attributes { view, attributes in
      var reports: [Report] = []
      var stopped = view.servers.map(\.server).filter { !$0.canRead(attributes) }
      while let server = stopped.first, let group = server.workerGroup {
        let alike = stopped.dropFirst().filter { $0.workerGroup == group }
        stopped.removeAll { $0.workerGroup == group }
        guard let obstacle = server.obstacle(to: attributes, called: "the file", and: alike) else { continue }
        var report = Report(
          nil, .warning, obstacle,
          remedy: server.canOpen(attributes)
            ? .manual("keep the file in a folder that \(group) can enter, such as one in /etc")
            : attributes.accessList != nil
              ? .grantGroup(group, closes: false)
              : .changeGroup(group, mode: 0o640))
        report.servers = [server.name] + alike.map(\.name)
        reports.append(report)
      }
      return reports
    }
  )
}
