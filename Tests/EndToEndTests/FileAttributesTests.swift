import Foundation
import TestSupport
import Testing

/// An edit keeps everything that a file has besides its bytes, and leaves nothing beside it.
@Suite struct FileAttributesTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder(file: Fixture.alice + "\n")
  }

  private func expectBothUsers(sourceLocation: SourceLocation = #_sourceLocation) throws {
    try folder.expect("alice", hasPassword: "alice-pw", sourceLocation: sourceLocation)
    try folder.expect("bob", hasPassword: "pw", sourceLocation: sourceLocation)
  }

  /// Expects a script to print the same before an edit and after.
  private func expectSame(
    _ script: String, after edit: String = "chroma-htpasswd add -b -C4 file bob pw",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = try folder.shell(script).expect(exits: 0, sourceLocation: sourceLocation)
    try folder.shell(edit).expect(exits: 0, sourceLocation: sourceLocation)
    let after = try folder.shell(script).expect(exits: 0, sourceLocation: sourceLocation)
    #expect(before.text == after.text, sourceLocation: sourceLocation)
    try expectBothUsers(sourceLocation: sourceLocation)
  }

  @Test func `a plain file is replaced, and nothing is left beside it`() throws {
    let inode = try folder.inode(of: "file")
    try folder.shell("umask 0; chroma-htpasswd add -b -C4 file bob pw").expect(exits: 0)
    try expectBothUsers()
    #expect(try folder.inode(of: "file") != inode)
    #expect(try folder.names == ["file"])
  }

  @Test(arguments: ["file", "real/file", "../$(basename \"$PWD\")/real/file", "\"$PWD/real/file\""])
  func `a symbolic link stays a link and its target is replaced`(target: String) throws {
    try folder.shell("mkdir real; cp file real/; ln -s \(target) link; ln -s link second").expect(exits: 0)
    let links = try folder.shell("readlink link second").text
    try folder.run("add", "-b", "-C4", "second", "bob", "pw").expect(exits: 0)
    try folder.expect("bob", hasPassword: "pw", in: "link")
    #expect(try folder.shell("readlink link second").text == links)
    #expect(try folder.names == ["file", "link", "real", "second"])
    #expect(try folder.shell("ls -A real").text == "file\n")
  }

  @Test func `create does not follow a link to nowhere out of sight`() throws {
    try folder.shell("ln -s nowhere link").expect(exits: 0)
    try folder.run("create", "-b", "-C4", "link", "u", "pw")
    #expect(try folder.shell("readlink link").text == "nowhere\n")
  }

  @Test(
    .enabled(if: geteuid() == 0, "another group can only be given by root"), arguments: ["www-data", "33"])
  func `--group lets the members of a group read a new file, and the group stays`(group: String) throws {
    for arguments in [
      "create -b -C4 new bob pw", "add --create -b -C4 new bob pw", "token -o new",
      "import --create -C4 new <pairs",
    ] {
      try folder.write("bob:pw\n", to: "pairs")
      try folder.shell("rm -f new; chroma-htpasswd \(arguments) --group \(group)").expect(exits: 0)
      #expect(try folder.shell("stat -c '%a %U %G' new").text == "640 root www-data\n", "\(arguments)")
    }
    try folder.run("add", "-b", "-C4", "new", "alice", "pw").expect(exits: 0)
    #expect(try folder.shell("stat -c '%a %U %G' new").text == "640 root www-data\n")
    try folder.run("create", "-b", "-C4", "--group", "www-data", "--mode", "0660", "other", "bob", "pw")
      .expect(exits: 0)
    #expect(try folder.shell("stat -c '%a %G' other").text == "660 www-data\n")
    for wrong in ["nobody-has-this-name", "", "4294967295", "-1"] {
      try folder.run("create", "-b", "-C4", "--group=\(wrong)", "third", "bob", "pw").expect(exits: 2)
        .expect(says: "there is no group")
    }
    #expect(try !folder.names.contains("third"))
  }

  @Test(
    .enabled(if: geteuid() == 0, "run as root: the test reads as another user"),
    arguments: [
      "g::-,u:nobody:r,m::r,o::-", "u:www-data:r,o::-", "g:www-data:r,o::-", "g:www-data:-,o::r",
      "u:www-data:-,o::r", "u:www-data:r,m::-", "g::-,g:www-data:r", "g::r,g:www-data:-,o::-",
      "u:1234:r,o::-", "u:33:r,m::w,o::r",
    ])
  func `an access control list decides who reads the file`(list: String) throws {
    try folder.shell("chmod 755 .").expect(exits: 0)
    for (group, mode) in [("root", "600"), ("root", "644"), ("www-data", "640"), ("www-data", "604")] {
      try folder.shell(
        "setfacl -b file; chgrp \(group) file && chmod \(mode) file && setfacl -n -m m::r,\(list) file"
      )
      .expect(exits: 0)
      let isReadable = try !folder.shell("setpriv --reuid=33 --regid=33 --clear-groups cat file").text.isEmpty
      let verified = try folder.run("verify", "-b", "--for", "nginx", "file", "alice", "alice-pw")
      verified.expect(exits: isReadable ? 0 : 7)
      if !isReadable {
        verified.expect(says: "setfacl -m g:www-data:r file")
        let found = try folder.run("lint", "--for", "nginx", "file").text
        #expect(found.contains("cannot read") && found.contains("setfacl"))
      }
    }
  }

  @Test(.enabled(if: geteuid() == 0, "another owner can only be given by root"))
  func `mode and owner survive`() throws {
    try folder.shell("chown 12345:23456 file; chmod 640 file").expect(exits: 0)
    try expectSame("stat -c '%a %u %g' file")
    #expect(try folder.names == ["file"])
  }

  @Test func `odd modes survive`() throws {
    for mode in ["400", "444", "660", "604", "755"] {
      try folder.shell("chmod \(mode) file").expect(exits: 0)
      try expectSame("stat -c %a file")
    }
  }

  @Test func `an access control list survives`() throws {
    try folder.shell("setfacl -m u:12345:r,g:23456:rw,m::rw file").expect(exits: 0)
    #expect(try folder.shell("getfacl -n file").text.contains("user:12345:r--"))
    try expectSame("getfacl -n file")
  }

  @Test func `the default list of the folder does not open the file to others`() throws {
    try folder.shell("chmod 600 file; setfacl -d -m u:12345:rw .").expect(exits: 0)
    try expectSame("getfacl -n file")
  }

  @Test func `extended attributes survive`() throws {
    try folder.shell("setfattr -n user.note -v kept file; setfattr -n user.empty file").expect(exits: 0)
    #expect(try folder.shell("getfattr -d file").text.contains("kept"))
    try expectSame("getfattr -d file")
  }

  @Test func `a hard link shows the edit too`() throws {
    try folder.shell("ln file other").expect(exits: 0)
    try expectSame("stat -c '%i %h' file other")
    #expect(try folder.bytes(of: "file") == folder.bytes(of: "other"))
    #expect(try folder.names == ["file", "other"])
  }

  @Test func `--in-place keeps the inode and shortens the file`() throws {
    try expectSame("stat -c %i file", after: "chroma-htpasswd add --in-place -b -C4 file bob pw")
    try folder.run("delete", "--in-place", "file", "alice").expect(exits: 0)
    #expect(try folder.text(of: "file").utf8.count == 65)
    try folder.expect("bob", hasPassword: "pw")
    #expect(try folder.names == ["file"])
  }

  @Test func `a file that is a mount point is written in place`() throws {
    try folder.shell(
      """
      touch mounted
      \(mountNamespace) bash -ec '
        mount --bind file mounted
        chroma-htpasswd add -b -C4 mounted bob pw
        chroma-htpasswd verify -b mounted bob pw'
      """
    ).expect(exits: 0)
    try expectBothUsers()
    #expect(try folder.names == ["file", "mounted"])
  }

  @Test(arguments: ["0770", "0750"])
  func `a member of the group edits without root, and the owner survives`(mode: String) throws {
    try #require(geteuid() == 0, "run as root: the test takes on other users")
    try folder.shell(
      """
      cp "$(type -P chroma-htpasswd)" program
      chown 11111:23456 file; chmod 660 file; chown 0:23456 .; chmod \(mode) .
      """
    ).expect(exits: 0)
    try expectSame(
      "stat -c '%a %u %g' file",
      after: "setpriv --reuid 12345 --regid 23456 --clear-groups ./program add -b -C4 file bob pw")
    #expect(try folder.names == ["file", "program"])
  }

  @Test func `a full disk leaves the file as it was`() throws {
    for option in ["", "--in-place"] {
      try folder.shell(
        """
        mkdir -p disk
        \(mountNamespace) bash -ec '
          mount -t tmpfs -o size=16k tmpfs disk
          cp file disk/file
          dd if=/dev/zero of=disk/filler bs=4k 2>&1 || true
          for number in $(seq 60); do echo "$(cat file)" | sed "s/alice/alice$number/"; done >users
          head -c 4096 users >disk/file
          cp disk/file before
          status=0
          chroma-htpasswd add \(option) -b -C4 disk/file bob pw || status=$?
          test $status = 1
          cmp disk/file before
          test "$(ls -A disk)" = "$(printf "file\\nfiller")"'
        """
      ).expect(exits: 0)
    }
  }

  @Test func `a lock that somebody else holds is waited for no longer than --lock-timeout`() throws {
    try folder.shell("flock file chroma-htpasswd add --lock-timeout 0 -b -C4 file bob pw").expect(exits: 1)
      .expect(says: "lock")
    #expect(try folder.text(of: "file") == Fixture.alice + "\n")
  }

  @Test func `on a read-only mount that is the cause, and a dry run knows it`() throws {
    let outcome = try folder.shell(
      """
      touch target
      \(mountNamespace) bash -c '
        mount --bind file target && mount -o remount,ro,bind target
        for option in --in-place --dry-run; do
          chroma-htpasswd add $option -b -C4 target bob pw; echo $?
        done'
      """)
    #expect(outcome.text == "1\n1\n")
    let messages = outcome.messages.split(separator: "\n")
    #expect(
      messages.count { $0.contains(" in place (") && $0.hasSuffix("): read-only file system") } == 2,
      "\(outcome)")
    #expect(messages.count { $0 == "chroma-htpasswd: hint: it is mounted read-only" } == 2, "\(outcome)")
  }

  @Test(.enabled(if: geteuid() == 0, "only root takes on another user"))
  func `a dry run fails where the run itself would`() throws {
    try folder.shell("mkdir bin && cp \"$(type -P chroma-htpasswd)\" bin/ && chmod 755 . && chmod 444 file")
      .expect(exits: 0)
    for words in [
      "add file bob", "create new u", "add --create new u", "import --create --generate --from names new",
      "delete file alice", "token -o new",
    ] {
      let command = words.split(separator: " ")[0]
      let password = ["add", "create"].contains(command) ? " --generate" : ""
      for dry in ["", " --dry-run"] {
        try folder.shell(
          "echo u >names; chmod 644 names; setpriv --reuid 65534 --clear-groups bin/chroma-htpasswd \(words)\(password)\(dry)"
        ).expect(exits: 1).expect(says: "permission denied")
      }
    }
    #expect(try folder.names == ["bin", "file", "names"])
    try folder.shell(
      "chmod 777 .; setpriv --reuid 65534 --clear-groups bin/chroma-htpasswd create --group 1 --generate new u"
    ).expect(exits: 1).expect(says: "to use --group, be root or a member of that group")
  }
}
