import Foundation
import TestSupport
import Testing

/// The packages that `.ci/package` makes of the release build: one for Debian, and an OCI image.
@Suite(
  .serialized,
  .enabled(
    if: ProcessInfo.processInfo.environment["CHROMA_HTPASSWD_BINARY"] != nil,
    "CHROMA_HTPASSWD_BINARY names no release build"))
struct PackageTests {
  private static let project = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    .standardized.path(percentEncoded: false)
  /// Both, made once, with the version in their names taken off.
  private static let made = Result {
    let folder = try TemporaryFolder.lasting()
    try package(in: folder, "out").expect(exits: 0)
    try folder.shell("mv out/*.deb out/deb; mv out/*.oci.tar out/image").expect(exits: 0)
    return folder
  }

  /// With both in `out`.
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.shell(#"ln -s "$1/out" out"#, Self.made.get().path).expect(exits: 0)
  }

  private static func package(in folder: TemporaryFolder, _ name: String) throws -> Outcome {
    try folder.shell(#"exec "$1/.ci/package" "$2" "$3""#, project, folder[name], Program.path)
  }

  @Test func `the same commit gives the same bytes`() throws {
    try Self.package(in: folder, "again").expect(exits: 0)
    try folder.shell("cmp out/deb again/*.deb && cmp out/image again/*.oci.tar").expect(exits: 0)
  }

  @Test func `lintian has nothing to say about the package`() throws {
    let said = try folder.shell("cp out/deb x.deb; lintian --allow-root --fail-on error,warning x.deb")
    said.expect(exits: 0)
    #expect(said.text == "" && said.messages == "", "\(said)")
  }

  @Test func `what is installed runs, has its pages and completions, and is gone when it is removed`() throws
  {
    let script = #"""
      set -e
      mkdir -p root/var/lib/dpkg/info root/var/lib/dpkg/updates
      touch root/var/lib/dpkg/status
      find root >before
      dpkg="fakeroot -- dpkg --root=$PWD/root --log=/dev/null --force-script-chrootless"
      $dpkg --install out/deb >/dev/null
      PATH=$PWD/root/usr/bin:$PATH
      chroma-htpasswd --version >version
      for page in "$1"/man/*.[1-8]; do
        zcat "root/usr/share/man/man${page##*.}/${page##*/}.gz" | cmp - "$page"
        mandoc -T lint -W error "root/usr/share/man/man${page##*.}/${page##*/}.gz"
      done
      bash -c '. root/usr/share/bash-completion/completions/chroma-htpasswd
        COMP_WORDS=(chroma-htpasswd ver) COMP_CWORD=1; _chroma_htpasswd; echo "${COMPREPLY[@]}"' >completed
      chroma-htpasswd completions zsh | cmp - root/usr/share/zsh/vendor-completions/_chroma-htpasswd
      fish --no-config -c 'source root/usr/share/fish/vendor_completions.d/chroma-htpasswd.fish
        complete --do-complete "chroma-htpasswd ver"' >>completed
      $dpkg --purge chroma-htpasswd >/dev/null
      find root ! -name '*-old' ! -name 'lock*' >after
      diff <(sort before) <(grep -v -e '/triggers' -e '/info/format' -e '/available' after | sort)
      """#
    try folder.shell(script, Self.project).expect(exits: 0)
    #expect(
      try folder.text(of: "version").contains(/\Achroma-htpasswd [0-9.]+\ncommit: (?:[0-9a-f]{40}|unknown)/))
    #expect(try folder.text(of: "completed").split(separator: "\n").allSatisfy { $0.hasPrefix("verify") })
    #expect(try folder.text(of: "completed").split(separator: "\n").count == 2)
  }

  /// As anybody installs it. The system is downloaded, of which long rounds have the time.
  @Test(
    .enabled(
      if: rounds > 1,
      "downloads a Debian: in long rounds"))
  func `apt installs it on a bare Debian, with its pages and completions, and removes it`() throws {
    try folder.write(
      #"""
      set -e
      apt-get install --quiet --yes --no-install-recommends /x.deb >/dev/null 2>&1
      chroma-htpasswd --version | head -1
      for page in chroma-htpasswd chroma-htpasswd-rules chroma-auth htpasswd.5; do
        man -P cat "$page" 2>/dev/null | grep --max-count 1 --only-matching '^NAME'
      done
      bash -c '. /usr/share/bash-completion/bash_completion; _completion_loader chroma-htpasswd || true
        COMP_WORDS=(chroma-htpasswd ver) COMP_CWORD=1; _chroma_htpasswd; echo "bash ${COMPREPLY[@]}"'
      zsh -fc 'autoload -U compinit; compinit -u; echo "zsh $_comps[chroma-htpasswd]"'
      fish -c 'echo fish (complete --do-complete "chroma-htpasswd ver" | cut -f1)'
      apt-get remove --quiet --yes chroma-htpasswd >/dev/null 2>&1
      hash -r; type chroma-htpasswd || echo removed
      """#, to: "check.sh")
    try folder.shell(
      """
      cp out/deb x.deb
      exec mmdebstrap --quiet --variant=minbase --include=man-db,bash-completion,zsh,fish \
        --customize-hook='copy-in x.deb check.sh /' --customize-hook='chroot "$1" bash /check.sh 2>/dev/null >said' \
        bookworm /dev/null
      """
    ).expect(exits: 0)
    let said = try folder.text(of: "said")
    let wanted =
      /chroma-htpasswd [0-9.]+\n(NAME\n){4}bash verify\nzsh _chroma-htpasswd\nfish verify\nremoved\n/
    #expect(said.wholeMatch(of: wanted) != nil, "\(said)")
  }

  @Test func `the image holds the program alone, and that runs in it`() throws {
    try folder.shell(
      """
      set -e
      skopeo copy -q oci-archive:out/image oci:layout:x
      umoci unpack --rootless --image layout:x bundle 2>/dev/null
      ls -A bundle/rootfs >files
      \(mountNamespace) chroot bundle/rootfs /chroma-htpasswd --version >version
      dpkg-deb --fsys-tarfile out/deb | tar -xO ./usr/bin/chroma-htpasswd | cmp - bundle/rootfs/chroma-htpasswd
      skopeo inspect --config oci-archive:out/image >config
      """
    ).expect(exits: 0)
    #expect(try folder.text(of: "files") == "chroma-htpasswd\n")
    let version = try folder.text(of: "version")
    let commit = try #require(version.firstMatch(of: /\ncommit: (\S+)/)?.1)
    let config = try folder.text(of: "config")
    #expect(config.contains(commit) && config.contains("\"/chroma-htpasswd\""))
  }
}
