import Testing

@testable import Credentials
@testable import Hashing
@testable import Htpasswd
@testable import Kernel

/// The servers that are in front of Chroma, as they were measured: who lets `alice` in, file by file.
@Suite struct OtherServersTests {
  /// Those that take bcrypt; Envoy does not.
  private static let servers = ["nginx", "apache", "lighttpd", "registry", "traefik"]

  private static let alice = "alice:\(Sample.alice)"

  // MARK: Files

  private static let files: [(file: String, accepting: [String])] = [
    ("\(alice)\n", servers),
    (alice, servers),
    ("bob:\(Sample.bob)\r\n\(alice)\r\n", servers),
    ("bob:\(Sample.bob)\r\(alice)\r", []),
    ("# comment\n\(alice)\n", servers),
    ("   # comment\n\(alice)\n", servers),
    ("#\(alice)\n", []),
    ("   \n\n\(alice)\n", servers),
    ("garbage\n\(alice)\n", ["nginx", "apache", "lighttpd"]),
    ("\u{FEFF}\(alice)\n", []),
    (" \(alice)\n", ["apache", "registry", "traefik"]),
    ("\(alice) \n", ["apache", "registry", "traefik"]),
    ("\(alice)\t\r\n", ["apache", "registry", "traefik"]),
    ("\(alice) # note\n", ["registry", "traefik"]),
    ("\(alice):third\n", ["nginx", "apache", "registry"]),
    ("\(alice):\n", ["nginx", "apache", "registry"]),
    ("alice::\(Sample.alice)\n", ["apache"]), ("alice:\\\n::\(Sample.alice)\n", ["apache"]),
    ("\(alice)\nalice:\(Sample.bob)\n", ["nginx", "apache", "lighttpd"]),
    ("alice:\(Sample.bob)\n\(alice)\n", ["registry", "traefik"]),
    ("A\(alice.dropFirst())\n", []),
    (":\(Sample.bob)\n\(alice)\n", servers),
    ("alice:\n", []),
    ("#\(Self.filler(2000))\n\(alice)\n", servers),
    ("#\(Self.filler(9000))\n\(alice)\n", ["nginx", "lighttpd", "registry", "traefik"]),
    ("#\(Self.filler(70_000))\n\(alice)\n", ["nginx", "lighttpd", "traefik"]),
  ]

  @Test(arguments: files.indices)
  func `a file lets alice in where it was measured so`(index: Int) {
    let (file, accepting) = Self.files[index]
    for name in Self.servers {
      let verdict = verify("alice", "alice-pw", file, name)
      #expect((verdict == .accepted) == accepting.contains(name), "\(name), \(file.prefix(200)): \(verdict)")
    }
  }

  @Test func `a line that a server refuses has it refuse everybody`() {
    for (file, refusing) in [
      ("garbage\n", ["registry", "traefik", "envoy"]), ("a:b:c\n", ["traefik", "envoy"]),
      ("  # c\n", ["traefik", "envoy"]), ("", ["traefik", "envoy"]), ("\n", ["traefik"]), (":\n", ["envoy"]),
      ("alice:x\nalice:y\n", ["envoy"]),
      (Self.filler(70_000), ["registry", "traefik", "envoy"]),
    ] {
      for name in Self.servers + ["envoy"] {
        let verdict = verify("alice", "alice-pw", file, name)
        var isRefused = false
        if case .serverDoesNotStart = verdict { isRefused = true }
        #expect(isRefused == refusing.contains(name), "\(name), \(file.prefix(20)): \(verdict)")
      }
    }
  }

  @Test func `an empty name can log in where it is an entry`() {
    for name in Self.servers {
      let verdict = verify("", "bob-pw", ":\(Sample.bob)\n", name)
      #expect(verdict == (name == "nginx" ? .unknownUser : .accepted), "\(name)")
    }
  }

  @Test func `a line without colon hides the next one from nginx`() {
    #expect(verify("alice", "alice-pw", "ali\n\(Self.alice)\n", "nginx") == .unknownUser)
    #expect(verify("alice", "alice-pw", "ali\n\n\(Self.alice)\n", "nginx") == .accepted)
    #expect(verify("alice", "alice-pw", "alicia\n\(Self.alice)\n", "nginx") == .accepted)
    #expect(verify("alice", "alice-pw", "ali\n\(Self.alice)\n", "apache") == .accepted)
  }

  @Test func `a line that is hidden from nginx hides none`() {
    #expect(verify("alice", "alice-pw", "al\nali\n\(Self.alice)\n", "nginx") == .accepted)
    #expect(verify("alice", "alice-pw", "ali\nal\n\(Self.alice)\n", "nginx") == .accepted)
    #expect(verify("alice", "alice-pw", "bo\nali\n\(Self.alice)\n", "nginx") == .unknownUser)
    #expect(verify("alice", "alice-pw", "al\nalix\n\(Self.alice)\n", "nginx") == .accepted)
    #expect(verify("alice", "alice-pw", "alix\nal\n\(Self.alice)\n", "nginx") == .unknownUser)
    #expect(verify("alice", "alice-pw", "a\na\na\n\(Self.alice)\n", "nginx") == .unknownUser)
  }

  @Test func `Apache joins the line after a backslash`() {
    let (start, end) = (Self.alice.prefix(30), Self.alice.dropFirst(30))
    for (file, isAccepted) in [
      ("# comment \\\n\(Self.alice)\n", false), ("# comment \\ \n\(Self.alice)\n", true),
      ("\(start)\\\n\(end)\n", true), ("\(start)\\\r\n\(end)\n", true), ("\(start)\\\n \(end)\n", false),
      ("\(start)\\\n\\\n\(end)", true), ("\\\n\(Self.alice)", true), ("\(Self.alice)\\", false),
      ("x:\(Self.filler(8000))\\\n\(Self.filler(180))\n\(Self.alice)", true),
      ("x:\(Self.filler(8000))\\\n\(Self.filler(200))\n\(Self.alice)", false),
    ] {
      #expect((verify("alice", "alice-pw", file, "apache") == .accepted) == isAccepted, "\(file.prefix(99))")
    }
  }

  @Test func `lighttpd reads up to the first NUL`() {
    #expect(verify("alice", "alice-pw", "\(Self.alice)\0x\n", "lighttpd") == .accepted)
    #expect(verify("alice", "alice-pw", "x\0y\n\(Self.alice)\n", "lighttpd") == .unknownUser)
  }

  // MARK: Formats; the password is `secret`

  private static let formats: [(field: String, accepting: [String])] = [
    ("$2y$05$Aw3BHpCrDuddFKhOSiF25uU2XVwf8F4s39FuM5ryLQvEujeY95NE.", servers),
    ("$2a$05$Aw3BHpCrDuddFKhOSiF25uU2XVwf8F4s39FuM5ryLQvEujeY95NE.", servers),
    ("$2b$05$Aw3BHpCrDuddFKhOSiF25uU2XVwf8F4s39FuM5ryLQvEujeY95NE.", servers),
    ("$2x$05$Aw3BHpCrDuddFKhOSiF25uU2XVwf8F4s39FuM5ryLQvEujeY95NE.", servers),
    ("abNANd1rDfiNc", ["nginx", "apache", "lighttpd"]),
    ("$5$saltsalt$0IyaXrmV7.sGNS6tirgqHLqX/G.FBvgkYA.lpPdS5sA", ["nginx", "apache", "lighttpd"]),
    (
      "$6$saltsalt$TVLlQcbpFVof5W3Yz4DTP6gRstiNuHwwTt6GLc1E5n0U0aDehy0S5knV8wiOQSpT0Y77vwPZN.Pq.H91p5hVO1",
      ["nginx", "apache", "lighttpd"]
    ),
    (
      "$y$j9T$fD1sv3pO/dd6YvYsftMhM0$IC5x47tFnu1ZdxFjwaew3LnIQTpMA5rbYkXC3QjqVI0",
      ["nginx", "apache", "lighttpd"]
    ),
    ("{PLAIN}secret", ["nginx"]),
    ("secret", []), ("", []), ("*1", []),
    ("!$2y$05$Aw3BHpCrDuddFKhOSiF25uU2XVwf8F4s39FuM5ryLQvEujeY95NE.", []),
    ("$2y$05$Aw3BHpCrDuddFKhOSiF25uU2XVwf8F4s3!FuM5ryLQvEujeY95NE.", []),
    ("$argon2id$v=19$m=1024,t=1,p=1$c29tZXNhbHQ$7GnnAsSKn5YeUzRZ69ANQhvASUBG2dmGoFmvaHe/eDs", []),
  ]

  @Test(arguments: formats.indices)
  func `a hash lets its user in where it was measured so`(index: Int) {
    let (field, accepting) = Self.formats[index]
    for name in Self.servers {
      let verdict = verify("alice", "secret", "alice:\(field)\n", name)
      #expect((verdict == .accepted) == accepting.contains(name), "\(name), \(field): \(verdict)")
      #expect(Server.named(name)!.canUse(field) == accepting.contains(name), "\(name), \(field)")
      if accepting.contains(name) {
        #expect(verify("alice", "Secret", "alice:\(field)\n", name) == .wrongPassword, "\(name), \(field)")
      }
    }
  }

  /// Some are computed by libmd; `$1$` by libcrypt, and for Traefik by libmd.
  @Test(arguments: [
    ("$1$MLvADDN0$3USF1kUicjHqbT.d2eKIr.", ["nginx", "apache", "lighttpd", "traefik"]),
    ("$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/", ["nginx", "apache", "lighttpd", "traefik"]),
    ("{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=", ["nginx", "apache", "lighttpd", "traefik", "envoy"]),
    ("{SHA}5en6G6MezRroT3XKqkdPOmY/BfR", ["lighttpd"]),
    ("{SSHA}gVK8WC9YyFT1gMsQHTGCgT3sSv5zYWx0", ["nginx"]),
    // Measured on Traefik 3.7.15: any magic, no salt at all, and one that is not cut.
    ("$$$dVdon2z/oTcfBKPDeLT2d/", ["traefik"]),
    ("$1$abcdefghi$L6hyrdxDE.S3ZVl1HQdwU/", ["traefik"]),
  ])
  func `a hash that not all servers know lets its user in, or not`(field: String, using: [String]) {
    for name in Self.servers + ["envoy", "chroma", "chroma-0.4"] {
      #expect(Server.named(name)!.canUse(field) == using.contains(name), "\(name), \(field)")
      guard using.contains(name) else { continue }
      #expect(verify("alice", "secret", "alice:\(field)\n", name) == .accepted, "\(name), \(field)")
      #expect(verify("alice", "Secret", "alice:\(field)\n", name) == .wrongPassword, "\(name), \(field)")
    }
  }

  @Test func `a hash that was cut cannot be used`() {
    let whole = Self.formats.map(\.field).filter {
      $0.hasPrefix("$") && $0.count > 20 && !$0.contains("argon2")
    }
    let cut = (whole + ["$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/", "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ="])
      .map { String($0.dropLast()) }
    for field in cut {
      for name in Self.servers + ["envoy", "chroma"] {
        // lighttpd needs 27 characters of {SHA}, not the 28th.
        let isWhole = name == "lighttpd" && field.hasPrefix("{SHA}")
        #expect(Server.named(name)!.canUse(field) == isWhole, "\(name), \(field)")
      }
    }
  }

  // MARK: Go's bcrypt

  @Test func `the registry's bcrypt takes more forms than others`() {
    let rest = Sample.alice.dropFirst(4)
    let usable = ["$2$\(rest)", "$2Y$\(rest)", "$2c$\(rest)", "$2y$\(rest)xyz", "$2y$+4\(rest.dropFirst(2))"]
    for field in usable {
      #expect(verify("alice", "alice-pw", "alice:\(field)\n", "registry") == .accepted, "\(field)")
    }
    let unusable = ["$3y$\(rest)", "2y$\(rest)", "$2y$\(rest.dropLast(2))", "$2y$99\(rest.dropFirst(2))"]
    for field in unusable {
      #expect(!Server.registry.canUse(field), "\(field)")
    }
  }

  @Test func `Traefik asks for one of four prefixes first`() {
    // go-http-auth: what begins with none of $2a$, $2b$, $2x$, $2y$ and {SHA} is taken for MD5.
    let rest = Sample.alice.dropFirst(4)
    for prefix in ["$2$", "$2Y$", "$2c$"] {
      let verdict = verify("alice", "alice-pw", "alice:\(prefix)\(rest)\n", "traefik")
      #expect(verdict != .accepted, "\(prefix)")
    }
  }

  @Test func `spare bits of a salt count for nothing in Go`() {
    // The last character of a salt carries two bits; P is O with another spare bit.
    let field = Sample.alice.replacing("O.", with: "P.")
    #expect(verify("alice", "alice-pw", "alice:\(field)\n", "registry") == .accepted)
    #expect(!Server.nginx.canUse(field))
  }

  // MARK: Passwords

  @Test(arguments: ["nginx", "apache", "lighttpd", "registry", "traefik"])
  func `of a long password the first 72 bytes count`(name: String) throws {
    let long = Self.filler(72)
    let field = try Bcrypt.hash(Secret(long), cost: Cost(4)!).text
    #expect(verify("alice", long, "alice:\(field)\n", name) == .accepted)
    #expect(verify("alice", long + "y", "alice:\(field)\n", name) == .accepted)
    #expect(verify("alice", String(long.dropLast()) + "y", "alice:\(field)\n", name) == .wrongPassword)
  }

  @Test func `crypt takes 511 bytes of a password`() {
    let (most, more) = (Self.filler(511), Self.filler(512))
    let other = Self.alice.replacing("$2y$", with: "$2b$")
    for (name, entry) in [("nginx", Self.alice), ("lighttpd", Self.alice), ("apache", other)] {
      #expect(verify("alice", most, entry, name) == .wrongPassword)
      #expect(verify("alice", more, entry, name) == .passwordTooLong(count: 512, maximum: 511))
    }
    // Apache computes this variant itself.
    #expect(verify("alice", more, Self.alice, "apache") == .wrongPassword)
    #expect(verify("alice", more, "alice:{PLAIN}\(more)", "nginx") == .accepted)
  }

  @Test func `lighttpd takes 1020 bytes of credentials`() {
    let (user, hash) = (String(repeating: "u", count: 950), Self.alice.dropFirst(5))
    let (most, more) = (Self.filler(69), Self.filler(70))
    #expect(verify(user, most, "\(user)\(hash)", "lighttpd") == .wrongPassword)
    #expect(verify(user, more, "\(user)\(hash)", "lighttpd") == .passwordTooLong(count: 70, maximum: 69))
  }

  @Test func `bytes that are not text are a password`() throws {
    let password: [UInt8] = [0x70, 0xE4]
    let field = try Bcrypt.hash(Secret(password), cost: Cost(4)!)
    let file = CredentialFile(bytes: "alice:".bytes + field)
    for name in Self.servers {
      #expect(file.verify(user: "alice", password: Secret(password), for: Server.named(name)!) == .accepted)
    }
  }

  private static func filler(_ count: Int) -> String { String(repeating: "x", count: count) }

  private func verify(_ user: String, _ password: String, _ file: String, _ server: String) -> Verdict {
    CredentialFile(bytes: file.bytes)
      .verify(user: user, password: Secret(password), for: Server.named(server)!)
  }
}
