import TestSupport
import Testing

/// Lines that some web server reads in a way of its own, each alone.
@Suite struct WebServerQuirkTests {
  @Test(arguments: WebServer.allCases)
  func `verify reads as a web server does what only some read`(_ server: WebServer) throws {
    let model = try WebServerModel(server.rawValue)
    let process = try WebServerProcess(server)
    let questions = Self.quirks + Self.longLines + Self.hashes
    for (question, truths) in zip(questions, try process.answers(to: questions)) {
      for (login, truth) in zip(question.logins, truths) {
        let answer = try model.answer(question.content, login)
        expectAgreement(server.rawValue, question.content, login, truth, answer)
      }
    }
  }

  /// It decodes the whole field into 40 bytes, for everybody who names the user.
  @Test(arguments: [27, 53, 54, 55, 56, 57, 58, 88, 1013])
  func `lint says at which {SHA} a login can crash lighttpd`(count: Int) throws {
    let field = "{SHA}" + String(repeating: "/Hrn08gE", count: 127).prefix(count)
    let question = Self.question("u:\(field)\n", password: "any")
    let process = try WebServerProcess(.lighttpd)
    let answers = try? process.answers(to: [question])
    let isEnded = ["assertion failed", "stack smashing detected"].contains { process.log.contains($0) }
    #expect((answers == nil) == isEnded, "\(process.log)")
    // Where one character of a group of four is left, it notices nothing unless it has overwritten its stack's guard.
    #expect(isEnded == (count > 54 && count != 57))

    let folder = try TemporaryFolder()
    try folder.write(question.content, to: "file")
    let outcome = try Command([Program.path, "lint", "--for", "lighttpd", folder["file"]]).run()
    #expect(outcome.text.contains("it can crash lighttpd") == (count > 54), "\(outcome)")
    #expect(outcome.ending == .exited(count == 27 ? 0 : 7), "\(outcome)")
  }

  /// A hash of "password99".
  private static let hash = "$2y$04$abcdefghijklmnopqrstuuqlYv/akWfQisrcs9YmiYdMrK9In6/tG"
  private static let start = hash.prefix(30)
  private static let end = hash.dropFirst(30)
  private static let entry = "u:\(hash)\n"

  private static func question(_ content: String, user: String = "u", password: String = "password99")
    -> WebServerQuestion
  {
    WebServerQuestion(
      content: Array(content.utf8), logins: [WebServerLogin(Array(user.utf8), Array(password.utf8))])
  }

  private static let quirks: [WebServerQuestion] = [
    // NUL: a C string's end, a line's or the file's.
    question("x\0y\n" + entry), question("\0\n" + entry), question("x:\0y\n" + entry),
    question("#\0\n" + entry),
    question("u:\(hash)\0\n"), question("u:\(hash)\0x\n"), question("v:\(hash)\0\n" + entry),
    question("u\0x:\(hash)\n"), question("\n" + entry + "\0"),
    // A backslash at a line's end.
    question("# comment \\\n" + entry), question("bare\\\n" + entry), question("\\\n" + entry),
    question("u\\\nv:\(hash)\n", user: "uv"), question("u\\\nv:\(hash)\n", user: "v"),
    question("u:\(start)\\\n\(end)\n"), question("u:\(start)\\\r\n\(end)\n"),
    question("u:\(start)\\\n \(end)\n"),
    question("u:\(start)\\\\\n\(end)\n"), question("u:\(start)\\\\\n\n\(end)\n"),
    question("u:\(start)\\\\\n\r\n\(end)\n"), question("u:\(start)\\\n\\\n\(end)\n"),
    question("u:\(hash)\\\n"),
    question("u:\(hash)\\"), question("u:\(hash)\\ \n"), question("u:\(hash)\\\0\n"),
    question("\\\n\\\n" + entry),
    // Carriage returns.
    question("u:\(hash)\r\n"), question("u:\(hash)\r\r\n"), question("u:\(hash)\rx\n"),
    question("u:\(hash)\r"),
    question("\ru:\(hash)\n"), question("\ru:\(hash)\n", user: "\ru"), question("v:x\r" + entry),
    question("a\ru:\(hash)\n", user: "a\ru"),
    // Lines without colon that begin the name of the next line's user.
    question("ad\nadmin:\(hash)\n", user: "admin"), question("admin\nadmin:\(hash)\n", user: "admin"),
    question("ad\nad\nadmin:\(hash)\n", user: "admin"), question("adm\nad\nadmin:\(hash)\n", user: "admin"),
    question("ad\nadm\nadmin:\(hash)\n", user: "admin"), question("ad\nx\nadmin:\(hash)\n", user: "admin"),
    question("ad\n\nadmin:\(hash)\n", user: "admin"), question("ad\n# x\nadmin:\(hash)\n", user: "admin"),
    question("ad\r\nadmin:\(hash)\n", user: "admin"), question("b\nad\nadmin:\(hash)\n", user: "admin"),
    // White space, comments, names, fields.
    question(" " + entry), question("u :\(hash)\n"), question("u :\(hash)\n", user: "u "),
    question("u: \(hash)\n"),
    question("u:\(hash) \n"), question("u:\(hash)\u{b}\n"), question("u:\(hash)\u{1c}\n"),
    question("u:\(hash)\u{85}\n"), question("u:\(hash)\u{2003}\n"), question("u:\(hash)\u{200b}\n"),
    question(" #u:\(hash)\n", user: " #u"), question(" #u:\(hash)\n", user: "#u"),
    question("#u:\(hash)\n", user: "#u"), question(":\(hash)\n", user: ""), question(" :\(hash)\n", user: ""),
    question("\u{a0}u:\(hash)\n"), question("\u{feff}" + entry), question("u:\(hash):third\n"),
    question("u:\(hash)\tx\n"), question("u:\(hash)x\n"), question("u\n", password: ""),
    question("u:\n", password: ""), question("u:x\n" + entry), question(entry + "u:x\n"),
  ]

  /// Lines about as long as some reader's buffer: before the user's, and the user's own.
  private static let longLines = [1022...1026, 8188...8193, 65533...65537].flatMap { $0 }.flatMap { count in
    func filler(_ used: Int) -> String { String(repeating: "x", count: count - used) }
    let name = filler(61)
    return [
      question("#\(filler(1))\n" + entry), question("v:\(filler(2))\n" + entry),
      question(entry + "v:\(filler(2))"),
      question("v:\(filler(2))\r\n" + entry), question("u:\(hash):\(filler(63))\n"),
      question("u:\(hash):\(filler(63))"), question("u:\(hash):\(filler(63))\r\n"),
      question("v:\0\(filler(3))\n" + entry), question("v:\(filler(3))\0\n" + entry),
      question("v:\(filler(65))\0\(entry)"), question("v:\(filler(3))\\\n" + entry),
      question("v\\\n\(filler(1))\n" + entry),
      question("v:\\\n\(filler(2))\\\n" + entry),
    ]
      + (count < 4000
        ? [question("\(name):\(hash)\n", user: name), question("\(name):\(hash)", user: name)] : [])
  }

  /// Hashes of "pässwörd 1": lighttpd decodes base64 up to the first foreign byte, and 27 characters are 20 bytes.
  private static let sha1Forms: [String] = {
    let right = "/Hrn08gEogcgvDjo5YNQSGibZVE"
    let ends = [
      "", "=", "==", "=x", "=A", "{", "-", "~", "{AAAA", " = note", "\t", "\u{b}", "\u{c}", "\u{1}", " A",
      "A", "A=",
      "\rA", "\u{e4}",
    ]
    return ends.map { right + $0 }
      + [
        right.dropLast() + "F=", right.dropLast() + "G", String(right.dropLast()),
        " " + right,
        " " + right + "=", "\t" + right, "/Hrn 08gEogcgvDjo5YNQSGibZVE", "/Hrn\t08gEogcgvDjo5YNQSGibZVE=",
        "/Hrn\u{b}08gEogcgvDjo5YNQSGibZVE", "/Hrn\u{c}08gEogcgvDjo5YNQSGibZVE",
        "/Hrn\u{1}08gEogcgvDjo5YNQSGibZVE", "/Hrn08gEogcgvDjo\u{8}\u{e}5YNQSGibZV\u{1f}E",
        "/Hrn\u{7f}08gEogcgvDjo5YNQSGibZVE",
        "/Hrn\u{a0}08gEogcgvDjo5YNQSGibZVE", "/Hrn-08gEogcgvDjo5YNQSGibZVE", "=" + right,
      ]
  }()

  private static let hashes: [WebServerQuestion] =
    [
      hash, "abJnggxhB/yWI", "abJnggxhB/yWITbu0jQXFY9M", "_J9..abcdnLVFW/Lt/q.",
      "$3$$0b57fba6f9831221f82536b21af71f49", "$md5$abcdefgh$QfbkTpzkHnEqSjZzK2Efj/",
      "$md5,rounds=10$abcdefgh$$Bv8pYg9EadA0wwOIYcxjx/", "$sha1$10$abcdefgh$17yFqx1W9bbvrUk2NAD9kDtn5/dO",
      "$y$j75$abcdefgh$a0VYchylIVsMvCHKEfujQZgUh1j1OMTfEKshUkyykxB",
      "$gy$j75$abcdefgh$a5DCwU8NjrelneS4N7vebi4myld2J9btwjxKY6FOP83",
      "$7$86..../....abcdefgh$wVqL7YbWa5Um6AZSlVoJvvIsfJGAc/bn4TmXTsuMNl5", "$1$abcd$mDHbLZj6CK.kBtRLKyPj41",
      "$5$rounds=1000$abcd$.vUhihtA5efYIeQrtaoXwyBLnbhhUxwZ8U9sfUORKlD",
    ].map { question("u:\($0)\n") }
    + [2040, 2041, 2042].flatMap { count in
      let password = String(repeating: "p", count: 2042)
      return [2040, 2041, 2042].map {
        question("u:{PLAIN}\(password.prefix(count))\n", password: String(password.prefix($0)))
      }
    }
    + sha1Forms.map { question("u:{SHA}\($0)\n", password: "pässwörd 1") }
    + ["", "x", "=", " note", ":third", "\r"].flatMap { rest in
      WebServerHashPool.foreign.map { member in
        WebServerQuestion(
          content: Array("u:".utf8) + member.hash + Array("\(rest)\n".utf8),
          logins: [WebServerLogin(Array("u".utf8), member.password)])
      }
    }
}
