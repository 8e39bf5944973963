internal import Credentials

extension Rule {
  static let otherKind = Rule(
    name: "other-kind",
    summary: "the file is clearly not a credential file",
    page: """
      The file is something else: a token file, an env file, a compose file, a script, a binary, or text in which no line \
      looks like an entry. Nothing is said of its lines, it is never edited and never fixed: add, rename, delete and \
      import refuse it too. What is in a file says what it is; one line with a name, a colon and a hash makes it a \
      credential file. Not so in a Dockerfile, and in a file with a name such as start.sh, values.yaml, main.tf or \
      README.md in which no more lines are entries than are something else.

      If it is a credential file all the same, chroma-htpasswd lint --kind credentials reads it as one.
      """,
    bad: Example("root:x:0:0:root:/root:/bin/sh\nmail:x:8:8:mail:/var/mail:/usr/sbin/nologin\n"),
    good: Example("admin:\(Example.hash)\n"),
    check: .otherKind { kind in
      [Report(nil, .error, "this is \(kind.title), not a credential file", remedy: .readAs(kind))]
    }
  )
}
