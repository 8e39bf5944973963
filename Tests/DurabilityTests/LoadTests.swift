import Foundation
import TestSupport
import Testing

/// Two hundred processes at once on one file, and readers without a pause.
@Suite(.serialized) struct LoadTests {
  enum Place: String, CaseIterable, CustomTestStringConvertible {
    case file
    case link = "through a symbolic link"
    case group = "by two users of a group"
    case mount = "a bind mount, in place"

    var testDescription: String { rawValue }

    var isWrittenInPlace: Bool { self == .mount || self == .group }

    /// Makes `target` from `file`, and `as NUMBER COMMAND`, which runs it as whoever has that number.
    var preparation: String {
      let asOneself = "as() { shift; \"$@\"; }"
      return switch self {
      case .file: "mv file target; \(asOneself)"
      case .link: "mkdir real; mv file real/; ln -s real/file target; \(asOneself)"
      case .mount: "touch target; mount --bind file target; \(asOneself)"
      case .group:
        """
        mv file target; chown 11111:23456 . target; chmod 0770 .; chmod 0660 target
        as() { local number=$1; shift; setpriv --reuid $((11111 + number % 2)) --regid 23456 --clear-groups "$@"; }
        """
      }
    }
  }

  @Test(arguments: Place.allCases)
  func `what was acknowledged is there, and readers see whole files`(_ place: Place) throws {
    if place == .group { try #require(geteuid() == 0, "run as root: the test takes on other users") }
    var tried = 0
    var lost = 0
    for _ in 0..<rounds {
      let folder = try TemporaryFolder()
      // The program where other users reach it.
      try folder.shell("mkdir bin && cp \"$(type -P chroma-htpasswd)\" bin/ && chmod 755 .").expect(exits: 0)
      try folder.write(Self.first.joined(), to: "file")
      let load = try Command(
        ["bash", "-c", place == .mount ? "\(mountNamespace) bash -c '\(script(place))'" : script(place)],
        in: folder.path
      ).start()
      var reads = 0
      while isRunning(load.process) {
        // One that is written in place is read by a program that knows of that, in the script.
        if place.isWrittenInPlace { break }
        guard let bytes = try? folder.bytes(of: "target"), !bytes.isEmpty else { continue }
        reads += 1
        tried += 1
        if reads == Self.wantedReads { try folder.write("", to: "seen") }
        if !isWhole(String(decoding: bytes, as: UTF8.self)) {
          lost += 1
          Issue.record("a reader saw\n\(String(decoding: bytes, as: UTF8.self))")
        }
      }
      try load.finish().expect(exits: 0)
      if place.isWrittenInPlace {
        let outcomes = try folder.text(of: "reads").split(separator: "\n")
        reads = outcomes.count
        let torn = outcomes.filter { $0 != "0" }
        #expect(torn.isEmpty, "a reader exits \(torn)")
        tried += reads
        lost += torn.count
      }
      #expect(reads >= Self.wantedReads)

      let result = try folder.text(of: "result")
      #expect(isWhole(result), "\(result)")
      let users = Set(result.split(separator: "\n").map { String($0.prefix { $0 != ":" }) })
      let acknowledged = try folder.text(of: "acknowledged").split(separator: "\n").map(String.init)
      let messages = try folder.text(of: "messages")
      #expect(acknowledged.count == 200, "\(messages)")
      for line in acknowledged {
        let words = line.split(separator: " ").map(String.init)
        tried += 1
        let isKept =
          switch words[0] {
          case "add": users.contains(words[1])
          case "delete": !users.contains(words[1])
          // The hash of the old password is gone.
          case "update": !result.contains(Self.entry(words[1]))
          default: true
          }
        if !isKept {
          lost += 1
          Issue.record("lost: \(line)")
        }
      }
      for number in [0, 49] {
        try folder.expect("new\(number)", hasPassword: "pw\(number)", in: "result")
        try folder.expect("updated\(number)", hasPassword: "pw\(number)", in: "result")
      }
      let names = try folder.names
      #expect(names.allSatisfy { !$0.hasPrefix(".") }, "\(names)")
    }
    try Ledger.record("200 processes at once: \(place.rawValue)", tried: tried, lost: lost)
  }

  /// As many additions by Apache's htpasswd: its losses are reported, not asserted.
  @Test func `Apache's htpasswd is put to the same load`() throws {
    let folder = try TemporaryFolder()
    let htpasswd = try Peers.htpasswd
    try folder.write(Self.first.joined(), to: "target")
    try folder.shell(
      """
      for number in $(seq 0 199); do
        (\(htpasswd) -bB -C4 target new$number pw 2>>messages && echo new$number >>acknowledged) &
      done
      wait
      """
    ).expect(exits: 0)
    let text = try folder.text(of: "target")
    let users = Set(text.split(separator: "\n").map { String($0.prefix { $0 != ":" }) })
    let acknowledged = try folder.text(of: "acknowledged").split(separator: "\n").map(String.init)
    let lost = acknowledged.count { !users.contains($0) }
    #expect(acknowledged.count > 0)
    try Ledger.record(
      "200 adds at once: what Apache's htpasswd acknowledged", tried: 0, lost: 0,
      peer: "\(lost) of \(acknowledged.count)")
  }

  /// Writers go on until the reader has looked so often, however busy the machine is.
  private static let wantedReads = 20

  private static func entry(_ user: String) -> String { user + Fixture.alice.dropFirst(5) }

  /// Those who stay, those who are updated, those who are deleted.
  private static let first =
    ["first"].map { entry($0) + "\n" }
    + (0..<50).map { entry("updated\($0)") + "\n" } + (0..<50).map { entry("old\($0)") + "\n" }

  private func script(_ place: Place) -> String {
    """
    set -e
    PATH=$PWD/bin:$PATH
    \(place.preparation)
    touch acknowledged messages
    chmod 666 acknowledged messages
    run() {
      local word=$1 user=$2; shift 2
      if as ${user//[a-z]/} chroma-htpasswd "$@" 2>>messages >/dev/null; then echo $word $user >>acknowledged; fi
    }
    if \(place.isWrittenInPlace); then
      reads=0
      until [ -e done ]; do
        status=0
        chroma-htpasswd verify -q -b target first alice-pw >/dev/null 2>>messages || status=$?
        echo $status >>reads
        [ $((reads += 1)) -lt \(Self.wantedReads) ] || touch seen
      done &
    fi
    for number in $(seq 0 49); do
      run add new$number add -q -b -C4 target new$number pw$number & workers+=($!)
      run update updated$number add -q -b -C4 target updated$number pw$number & workers+=($!)
      run delete old$number delete -q target old$number & workers+=($!)
      run verify verified$number verify -q -b target first alice-pw & workers+=($!)
    done
    wait ${workers[@]}
    until [ -e seen ]; do as 0 chroma-htpasswd add -q -b -C4 target updated0 pw0; done
    touch done
    wait
    cat target >result
    """
  }

  /// Whether every line is an entry, the first one is there, and there is no duplicate.
  private func isWhole(_ text: String) -> Bool {
    guard text.hasPrefix(Self.first[0]), text.hasSuffix("\n") else { return false }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    let users = lines.map { $0.prefix { $0 != ":" } }
    return Set(users).count == lines.count
      && zip(lines, users).allSatisfy { $0.utf8.count == $1.utf8.count + 61 }
  }

  private func isRunning(_ process: pid_t) -> Bool {
    var information = unsafe siginfo_t()
    // It stays to be reaped.
    guard unsafe waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT) == 0 else {
      return false
    }
    return unsafe information._sifields._sigchld.si_pid == 0
  }
}
