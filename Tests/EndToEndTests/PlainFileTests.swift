import TestSupport
import Testing

/// The output for a large file of plain lines is written by classes of hashes; that for the same lines from a pipe, one by one.
@Suite struct PlainFileTests {
  private static let endings = [
    "$2y$10$hR/J5NXfL73lF9lWFdhJfuM8dRd3BbCw8neQXYBd", "$2y$05$hR/J5NXfL73lF9lWFdhJfuM8dRd3BbCw8neQXYBd",
    "$2x$10$hR/J5NXfL73lF9lWFdhJfuM8dRd3BbCw8neQXYBd", "$2b$17$hR/J5NXfL73lF9lWFdhJfuM8dRd3BbCw8neQXYBd",
    "$2a$04$hR/J5NXfL73lF9lWFdhJfuM8dRd3BbCw8neQXYBd",
  ]

  /// 3,000 lines, or so many that the file is large.
  ///
  /// - Parameter others: whether some are not plain.
  private func folder(_ only: [Int]? = nil, ending: String = "\n", others: Bool = false) throws
    -> TemporaryFolder
  {
    var text = ""
    let odd = [
      "# a comment", "", "jürgen:\(Self.endings[0])00000YmF3QmOm", "\"q\":$apr1$abc$h9FWgUz3n9YxylKLlR5SQ/",
      "plain:word",
    ]
    for number in 0..<3000 {
      if others, number % 600 == 300 { text += odd[number / 600] + ending }
      let name = ["user", "a.b-c_", "x@y,", "a-longer-name-than-twenty-"][number % 4] + String(number)
      let digits = String(number + 10_000)
      if only?.contains(5) ?? (number % 6 == 5) {
        text += "\(name):$apr1$abc\(digits)$h9FWgUz3n9YxylKLlR5SQ/\(ending)"
      } else {
        let kinds = only ?? [0, 1, 3, 4]
        text += "\(name):\(Self.endings[kinds[number % kinds.count]])\(digits)YmF3QmOm\(ending)"
      }
    }
    let folder = try TemporaryFolder(file: text)
    try folder.shell("chmod 600 file").expect(exits: 0)
    return folder
  }

  @Test(arguments: [nil, [0], [1], [5], [0, 4]], ["\n", "\r\n", "others"])
  func `lint says the same of a file and of its lines from a pipe`(kinds: [Int]?, ending: String) throws {
    let folder =
      ending == "others" ? try folder(kinds, others: true) : try folder(kinds, ending: ending)
    for words in [
      "", "--for nginx --ignore world-readable", "--for nginx,traefik --ignore world-readable",
      "--min-cost 4 --max-cost 31", "--for traefik", "-q",
      "--format github", "--fail-on note",
    ] {
      let outcome = try folder.shell(
        """
        # Of a pipe it is not known who can read it.
        case '\(words)' in *nginx*) chmod 644 file ;; *) chmod 600 file ;; esac
        chroma-htpasswd lint \(words) file >fast 2>&1; echo $? >>fast
        cat file | chroma-htpasswd lint \(words) --stdin-name file - >slow 2>&1; echo $? >>slow
        sed -i 's/takes about [^;[]* here/takes long/' fast slow
        cmp fast slow && tail -n 1 fast
        """)
      #expect(outcome.ending == .exited(0), "\(words) \(kinds as Any)")
    }
  }

  @Test(arguments: ["\n", "\r\n", "others"])
  func `list and verify say the same of a file and of its lines from a pipe`(ending: String) throws {
    let folder = ending == "others" ? try folder(others: true) : try folder(ending: ending)
    try folder.shell("chmod 644 file").expect(exits: 0)
    for words in ["list", "list --for nginx", "list --for traefik"] {
      try folder.shell(
        """
        chroma-htpasswd \(words) file >fast 2>&1; cat file | chroma-htpasswd \(words) /dev/stdin >slow 2>&1
        sed -i 's,/dev/stdin,file,' slow; cmp fast slow
        """
      ).expect(exits: 0)
    }
    for user in ["user1000", "a.b-c_2997", "nobody", "User1000", "jürgen", "q", "'\"user1000\"'"] {
      try folder.shell(
        """
        chroma-htpasswd verify -b file \(user) pw >fast 2>&1; echo $? >>fast
        cat file | chroma-htpasswd verify -b /dev/stdin \(user) pw >slow 2>&1; echo $? >>slow
        sed -i 's,/dev/stdin,file,' slow; cmp fast slow
        """
      ).expect(exits: 0)
    }
  }
}
