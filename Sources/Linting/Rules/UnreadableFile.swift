internal import Credentials
internal import Kernel

extension Rule {
  static let unreadableFile = Rule(
    name: "unreadable-file",
    summary: "a file that the server's workers cannot read",
    page: """
      nginx, Apache and lighttpd read the file at each request, in workers that run as a user of their own, www-data on \
      Debian. A file of mode 0600 that belongs to somebody else they cannot open: nginx and Apache answer 500 to every \
      request, lighttpd refuses everybody.

      chgrp www-data FILE && chmod 640 FILE lets them read the file and nobody else. The folders above need x for them \
      too.
      """,
    bad: Example("admin:\(Example.hash)\n", for: "nginx"),
    good: Example("admin:\(Example.hash)\n"),
    showsThrough: .wideLines,
    check: .attributes { view, attributes in
      let served = view.servers.first { $0.server.workerGroup != nil }
      guard let served, let group = served.server.workerGroup, attributes.isForOwnerAlone else { return [] }
      return [
        Report(
          nil, .warning,
          "only its owner can read the file; \(served.server.product)'s workers are another user",
          remedy: .changeGroup(group, mode: 0o640))
      ]
    }
  )
}

extension FileAttributes {
  /// Whether only the owner can read the file, who is not a service: an administrator, or a person (Debian's policy,
  /// section 9.2.2, gives persons the identifiers from 1000 on, and services those below).
  fileprivate var isForOwnerAlone: Bool {
    func isService(_ identifier: UInt32) -> Bool { (1..<1000).contains(identifier) || identifier >= 65534 }
    if mode & 0o004 != 0 || isService(owner) { return false }
    return mode & 0o040 == 0 || group == 0 || group == owner
  }
}
