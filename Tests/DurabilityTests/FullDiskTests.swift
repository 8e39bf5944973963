import Foundation
import TestSupport
import Testing

/// No room for the new file: at whatever byte it runs out, the old one stays, whole.
@Suite struct FullDiskTests {
  @Test(arguments: [Manner.replaced, .inPlace])
  func `a disk that is full, or fills up while the file is written, costs nothing`(_ manner: Manner) throws {
    let folder = try TemporaryFolder()
    // 40 KB of entries on a disk of 128 KB, and so many blocks of it taken.
    try folder.write((0..<600).map { "user\($0):\(Fixture.alice.dropFirst(6))\n" }.joined(), to: "old")
    try folder.shell(
      """
      mkdir disk
      \(mountNamespace) bash -ec '
        mount -t tmpfs -o size=128k tmpfs disk
        for blocks in $(seq 0 \(rounds > 1 ? 1 : 3) 24); do
          for change in "add -b -C4 disk/file new pw" "add -b -C4 disk/file user0 pw" "delete disk/file user0"; do
            rm -f disk/file disk/filler
            cp old disk/file
            head -c $((blocks * 4096)) /dev/zero >disk/filler 2>/dev/null || true
            status=0
            chroma-htpasswd ${change%% *} \(manner == .inPlace ? "--in-place" : "") -q ${change#* } 2>message || status=$?
            if test $status = 0; then
              ! cmp -s disk/file old
              echo written >>outcomes
            else
              test $status = 1
              cmp disk/file old
              grep -q "disk/file.*no space left on device" message
              echo refused >>outcomes
            fi
            test -z "$(ls -A disk | grep -v "^fil")"
          done
        done'
      """
    ).expect(exits: 0)
    let outcomes = try folder.text(of: "outcomes").split(separator: "\n")
    // Both must have happened, or nothing was tried.
    #expect(outcomes.contains("refused") && outcomes.contains("written"))
    try Ledger.record("a disk fills up: \(manner.rawValue)", tried: outcomes.count, lost: 0)
  }

  @Test(arguments: [Manner.replaced, .inPlace])
  func `a quota that ends a write in its middle costs nothing`(_ manner: Manner) throws {
    let content = (0..<100).map { "user\($0):\(Fixture.alice.dropFirst(6))\n" }.joined()
    var tried = 0
    for limit in stride(from: 0, through: content.utf8.count, by: rounds > 1 ? 97 : 499) {
      for words in [["add", "-b", "-C4", "file", "new", "pw"], ["delete", "file", "user0"]] {
        let folder = try TemporaryFolder(file: content)
        let options = manner == .inPlace ? ["--in-place"] : []
        // A write that reaches the limit is short; the next one fails.
        let outcome = try Command(
          ["prlimit", "--fsize=\(limit)", Program.path, words[0]] + options + words.dropFirst(),
          in: folder.path
        ).run()
        tried += 1
        if outcome.ending == .exited(0) {
          let text = try folder.text(of: "file")
          #expect(
            words[0] == "delete" ? text == content.drop { $0 != "\n" }.dropFirst() : text.hasPrefix(content))
          continue
        }
        outcome.expect(exits: 1).expect(says: "file too large")
        #expect(try folder.text(of: "file") == content)
        #expect(try folder.names == ["file"])
      }
    }
    try Ledger.record("a quota ends a write: \(manner.rawValue)", tried: tried, lost: 0)
  }
}
