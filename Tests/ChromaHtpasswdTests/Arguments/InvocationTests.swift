import Foundation
import Htpasswd
import Testing

@testable import ChromaHtpasswd

@Suite struct InvocationTests {
  // MARK: Options

  @Test func `operands and options may be in any order`() throws {
    for words in [
      ["add", "-C", "12", "--create", "f", "u"], ["add", "f", "-C", "12", "u", "--create"],
      ["add", "f", "u", "--create", "-C", "12"],
    ] {
      let invocation = try Invocation(.add, .typed(words), from: 2)
      #expect(invocation.texts == ["f", "u"])
      #expect(invocation.file == FilePath("f"))
      #expect(invocation.has(.create))
      #expect(invocation[.cost] == Cost(12))
      #expect(!invocation.has(.force))
      #expect(!invocation.has(.argument))
    }
  }

  @Test func `short options combine, and the last takes the value`() throws {
    for words in [["-iqC", "5"], ["-iqC5"], ["-i", "-qC5"], ["-q", "-C5", "-i"]] {
      let invocation = try Invocation(.add, .typed(["add"] + words + ["f", "u"]), from: 2)
      #expect(invocation.has(.stdin) && invocation.has(.quiet))
      #expect(invocation[.cost] == Cost(5))
      #expect(invocation.texts == ["f", "u"])
    }
  }

  @Test(arguments: [["--mode", "0640"], ["--mode=0640"]])
  func `a long option takes its value after it, or after an equals sign`(words: [String]) throws {
    let invocation = try Invocation(.add, .typed(["add", "f"] + words + ["u"]), from: 2)
    #expect(invocation[.mode] == 0o640)
    #expect(invocation.texts == ["f", "u"])
  }

  @Test func `a value may be empty, begin with a hyphen, or hold an equals sign`() throws {
    #expect(try Invocation(typed: "add", "f", "u", "--password-file=")[.passwordFile] == FilePath(""))
    #expect(try Invocation(typed: "add", "f", "u", "--password-file", "-x")[.passwordFile] == FilePath("-x"))
    #expect(try Invocation(typed: "add", "f", "u", "--password-file", "--")[.passwordFile] == FilePath("--"))
    #expect(try Invocation(typed: "add", "f", "u", "--password-file=a=b")[.passwordFile] == FilePath("a=b"))
  }

  @Test func `a value that need not be given follows an equals sign only`() throws {
    let invocation = try Invocation(typed: "add", "--generate", "12", "u")
    #expect(invocation.texts == ["12", "u"])
    #expect(invocation[.generate] == 24)
    #expect(try Invocation(typed: "add", "--generate=12", "f", "u")[.generate] == 12)
  }

  @Test func `of an option that is given twice the last value counts`() throws {
    #expect(try Invocation(typed: "add", "-C5", "--cost=7", "f", "u")[.cost] == Cost(7))
  }

  @Test func `an option that may be repeated has all its values, each word once`() throws {
    let invocation = try Invocation(
      typed: "lint", "--ignore", "low-cost", "--ignore=utf8-bom,low-cost", "--ignore=low-cost", "f")
    #expect(invocation[.ignore] == ["low-cost", "utf8-bom"])
    #expect(invocation[.only] == nil)
    #expect(failure { try Invocation(typed: "lint", "--for", "chroma", "--for", "iis", "f") } != nil)
    #expect(failure { try Invocation(typed: "lint", "--for", "iis", "--for", "chroma", "f") } != nil)
    #expect(failure { try Invocation(typed: "lint", "--ignore=low-cost,", "f") } != nil)
  }

  @Test func `of a choice that is made twice the last counts`() throws {
    let invocation = try Invocation(typed: "verify", "--for", "nginx", "--for", "chroma", "f", "u")
    #expect(invocation.server.name == "chroma")
    let again = try Invocation(
      typed: "verify", "--for", "nginx", "--for", "chroma", "--for", "nginx", "f", "u"
    ).server.name
    #expect(again == "nginx")
  }

  @Test func `a list is not one word of an option that takes one`() throws {
    let message = failure { try Invocation(typed: "verify", "--for", "nginx,apache", "f", "u") }?.message
    #expect(message == "unknown value nginx,apache for --for")
  }

  @Test func `options that a command names as exclusive are refused together, whatever they are`() throws {
    for command in ChromaHtpasswd.Command.all {
      let options = Dictionary(uniqueKeysWithValues: command.allOptions.map { ($0.word, $0) })
      for (one, other) in command.exclusions().flatMap({ exclusive in
        options.values.flatMap { one in
          options.values.compactMap { other in
            one.word < other.word ? exclusive.violation { [one.word, other.word].contains($0.word) } : nil
          }
        }
      }) {
        // Values that any option may have been given; help asks for no operands, and for no value.
        let words = [one, other].flatMap { option -> [String] in
          if case .required = option.value { return [option.word, "x"] }
          return [option.word]
        }
        let failure = failure { try Invocation(command, .typed([command.name] + words), from: 2) }
        #expect(failure?.message == "\(one.word) cannot be used with \(other.word)", "\(command.name)")
      }
    }
  }

  @Test(
    arguments: [
      ("token --force", "--force needs -o", "token --force -o f"),
      ("token --mode 0600", "--mode needs -o", "token --mode 0600 --output f"),
      (
        "header --token-header Authorization u", "--token-header needs --token",
        "header --token-header Authorization --token"
      ),
      (
        "check --token-header Authorization u:1", "--token-header needs --token",
        "check --token --token-header Authorization u:1"
      ),
      ("check -i u:1", "-i needs USER, or --token", "check -i u:1 user"),
      ("check --stdin u:1", "--stdin needs USER, or --token", "check --stdin --token u:1"),
      (
        "lint --write-baseline f", "--write-baseline needs --baseline FILE",
        "lint --write-baseline --baseline b f"
      ),
      ("lint --in-place f", "--in-place needs --fix", "lint --fix --in-place f"),
      (
        "config check --write-baseline", "--write-baseline needs --baseline FILE",
        "config check --write-baseline --baseline b"
      ),
      ("config env --fail-on note", "--fail-on needs check", "config check --fail-on note"),
      ("config check --auth token", "--auth does not go with check", "config env --auth token"),
      ("config authz --upstream a:1", "--upstream does not go with authz", "config nginx --upstream a:1"),
      (
        "config env --token-header Authorization", "--token-header needs --auth token",
        "config env --auth token --token-header Authorization"
      ),
      (
        "config compose --proxy caddy", "--proxy needs compose and --for chroma-1",
        "config compose --for chroma-1 --proxy caddy"
      ),
      (
        "config env --upstream a:1", "--upstream needs nginx, caddy, haproxy, apache, traefik or envoy",
        "config envoy --upstream a:1"
      ),
      (
        "config kubernetes --cors *",
        "--cors goes with a front: nginx, caddy, haproxy, apache, traefik, envoy, and with --for chroma-1",
        "config kubernetes --for chroma-1 --cors *"
      ),
      ("config nginx --host a", "--host needs caddy", "config caddy --host a"),
      (
        "config caddy --host a --listen a:1",
        "--host cannot be used with --listen: Caddy listens on ports 80 and 443", "config caddy --listen a:1"
      ),
      (
        "config env --listen a:1", "--listen needs docker, compose, nginx or another front",
        "config docker --listen a:1"
      ),
      (
        "config compose --for chroma-1 --authz r",
        "--authz needs --for chroma or chroma-0.4: Chroma 1.x has no roles", "config compose --authz r"
      ),
      (
        "config nginx --authz r", "--authz needs --for chroma or chroma-0.4: Chroma 1.x has no roles",
        "config env --for chroma-0.4 --authz r"
      ),
      (
        "config env --role admin=a", "--role needs authz, or nginx and --auth basic",
        "config authz --role admin=a"
      ),
      (
        "config nginx --auth token --role admin=a", "--role needs authz, or nginx and --auth basic",
        "config nginx --role admin=a"
      ),
    ])
  func `an option that needs something else is refused without it`(
    line: String, message: String, good: String
  ) throws {
    func invocation(_ line: String) throws -> Invocation {
      let words = line.split(separator: " ").map(String.init)
      return try Invocation(
        try #require(ChromaHtpasswd.Command.named(Array(words[0].utf8))), .typed(words), from: 2)
    }
    #expect(failure { try invocation(line) }?.message == message)
    _ = try invocation(good)
  }

  @Test func `two hyphens end the options, one is an operand`() throws {
    let invocation = try Invocation(typed: "add", "-q", "--", "-f", "--quiet")
    #expect(invocation.texts == ["-f", "--quiet"])
    #expect(invocation.has(.quiet))
    #expect(try Invocation(typed: "add", "-", "u").texts == ["-", "u"])
    #expect(try Invocation(typed: "add", "--", "--", "-").texts == ["--", "-"])
    #expect(try Invocation(typed: "add", "", "").texts == ["", ""])
  }

  @Test func `help asks for no operands`() throws {
    for word in ["-h", "--help", "-qh"] { #expect(try Invocation(typed: "add", word).has(.help)) }
  }

  // MARK: Passwords in arguments

  @Test(arguments: [
    ["verify", "-b", "f", "u", "pw"], ["verify", "f", "-b", "u", "pw"], ["verify", "f", "u", "-b", "pw"],
    ["verify", "f", "u", "pw", "-b"], ["verify", "-bq", "f", "u", "pw"],
    ["verify", "-b", "--", "f", "u", "pw"],
    ["verify", "-b", "f", "u", "pw", "-q"], ["verify", "-b", "f", "u", "pw", "--for", "chroma"],
  ])
  func `with -b the argument after the user is the password`(words: [String]) throws {
    let invocation = try Invocation(.verify, .typed(words), from: 2)
    #expect(invocation.texts == ["f", "u"])
    #expect(invocation.password == "pw")
  }

  @Test(arguments: ["-x", "--quiet", "--", "-", "", "--for=nobody", "-b", "--no-such-option"])
  func `whatever it begins with, it is the password`(password: String) throws {
    let invocation = try Invocation(typed: "verify", "-b", "f", "u", password)
    #expect(invocation.texts == ["f", "u"])
    #expect(!invocation.has(.quiet))
    #expect(invocation.password == password)
  }

  @Test func `it is taken out of the arguments`() throws {
    let arguments = ArgumentVector.typed(["verify", "-b", "f", "u", "geheim"])
    let invocation = try Invocation(.verify, arguments, from: 2)
    #expect(invocation.password == "geheim")
    #expect(arguments[5] == [])
    #expect(arguments[4] == Array("u".utf8))
  }

  @Test func `without -b there is none`() throws {
    #expect(try Invocation(typed: "verify", "f", "u").password == nil)
  }

  @Test func `a command without a user has it after its only operand`() throws {
    let invocation = try Invocation(typed: "hash", "-b", "u", "-pw")
    #expect(invocation.texts == ["u"])
    #expect(invocation.password == "-pw")
  }

  @Test func `--batch is in place of USER`() throws {
    #expect(try Invocation(typed: "verify", "--batch", "f").texts == ["f"])
    #expect(try Invocation(typed: "verify", "f", "--batch").texts == ["f"])
    #expect(failure { try Invocation(typed: "verify", "f") }?.message == "USER is missing")
    #expect(failure { try Invocation(typed: "verify", "--batch") }?.message == "FILE is missing")
    let tooMany = failure { try Invocation(typed: "verify", "--batch", "f", "u") }
    #expect(tooMany?.message == "--batch takes no USER")
  }

  @Test func `-b without a password is refused`() {
    #expect(
      failure { try Invocation(typed: "verify", "-b", "f", "u") }?.message
        == "-b needs the password after USER")
    #expect(failure { try Invocation(typed: "verify", "f", "u", "-b") } != nil)
    #expect(failure { try Invocation(typed: "verify", "-b", "f") }?.message == "USER is missing")
  }

  // MARK: Refusals

  @Test func `a missing operand is named`() {
    #expect(failure { try Invocation(typed: "add") }?.message == "FILE is missing")
    #expect(failure { try Invocation(typed: "add", "f") }?.message == "USER is missing")
    #expect(failure { try Invocation(typed: "rename", "f", "old") }?.message == "NEW is missing")
    #expect(failure { try Invocation(typed: "delete", "f") }?.message == "USER is missing")
  }

  @Test func `one argument too many is refused, and not shown`() {
    for words in [
      ["add", "f", "u", "geheim"], ["add", "-i", "f", "u", "geheim"], ["rename", "f", "a", "b", "geheim"],
      ["add", "-b", "f", "u", "pw", "geheim"], ["hash", "u", "geheim"],
    ] {
      let command = ChromaHtpasswd.Command.named(Array(words[0].utf8))!
      let failure = failure { try Invocation(command, .typed(words), from: 2) }
      #expect(failure?.message == "too many arguments for \(words[0])", "\(words)")
      #expect(failure?.hint?.contains("geheim") == false)
    }
    #expect(failure { try Invocation(typed: "add", "f", "u", "pw") }?.hint?.contains("-b") == true)
  }

  @Test func `a length that follows --generate alone is reported with its place`() throws {
    let behind = failure { try Invocation(typed: "create", "f", "al", "--generate", "20") }
    #expect(behind?.hint == "--generate=20 makes a password of that length")
    let other = failure { try Invocation(typed: "create", "--generate", "f", "al", "20") }
    #expect(other?.hint?.contains("20") == false)
  }

  @Test func `an option is named as it was typed`() throws {
    for (words, message) in [
      (["-iC", "x"], "-C takes a whole number from 4 to 31"),
      (["--cost", "x"], "--cost takes a whole number from 4 to 31"),
      (["-C", "5", "--cost="], "--cost takes a whole number from 4 to 31"),
    ] {
      let failure = failure { try Invocation(.add, .typed(["add"] + words + ["f", "u"]), from: 2) }
      #expect(failure?.message == message)
    }
    for (words, message) in [
      (["-bi"], "-b cannot be used with -i"), (["-b", "--stdin"], "-b cannot be used with --stdin"),
    ] {
      let failure = failure { try Invocation(.add, .typed(["add"] + words + ["f", "u", "pw"]), from: 2) }
      #expect(failure?.message == message)
    }
    let empty = failure { try Invocation(typed: "verify", "--for=", "f", "u") }
    #expect(empty?.message == "unknown value '' for --for")
  }

  @Test func `the operand of explain may be left out`() throws {
    let without = try Invocation(typed: "explain")
    #expect(without.operandCount == 0)
    let with = try Invocation(typed: "explain", "utf8-bom")
    #expect(with.operandCount == 1)
    #expect(with.operand(0) == Array("utf8-bom".utf8))
    #expect(try Invocation(typed: "explain", "is", "-b", "--known").texts == ["is", "-b", "--known"])
  }

  @Test func `the last operand of delete may be repeated`() throws {
    #expect(try Invocation(typed: "delete", "f", "a", "b", "c").texts == ["f", "a", "b", "c"])
  }

  @Test(arguments: [
    (["add", "--no-such"], "unknown option --no-such"), (["add", "--no-such=x"], "unknown option --no-such"),
    (["add", "-x", "f", "u"], "unknown option -x"), (["add", "-qx", "f", "u"], "unknown option -x"),
    (["list", "f", "--force"], "unknown option --force"), (["list", "f", "-b"], "unknown option -b"),
    (["add", "f", "-\u{1B}", "u"], "unknown option -\\u{1b}"),
    (["add", "--co", "f", "u"], "unknown option --co"),
  ])
  func `an unknown option is named`(words: [String], message: String) {
    let command = ChromaHtpasswd.Command.named(Array(words[0].utf8))!
    #expect(failure { try Invocation(command, .typed(words), from: 2) }?.message == message)
  }

  @Test(arguments: [
    ["verify", "f", "u", "-geheim"], ["verify", "f", "u", "--geheim"], ["verify", "f", "u", "--geheim=x"],
    ["add", "-q", "f", "u", "-geheim", "-b"], ["hash", "u", "--geheim"],
    ["verify", "f", "u", "-ig", "-geheim"],
  ])
  func `after the operands an unknown option may be a password, and is not shown`(words: [String]) {
    let command = ChromaHtpasswd.Command.named(Array(words[0].utf8))!
    let failure = failure { try Invocation(command, .typed(words), from: 2) }
    #expect(failure?.message == "unknown option after USER")
    #expect(failure?.hint?.contains("geheim") == false)
    #expect(failure?.hint?.contains("-b") == true)
  }

  @Test func `a value that is missing, or not taken, is refused`() {
    #expect(failure { try Invocation(typed: "add", "f", "u", "-C") }?.message == "-C needs a value: COST")
    #expect(
      failure { try Invocation(typed: "add", "f", "u", "--cost") }?.message == "--cost needs a value: COST")
    #expect(
      failure { try Invocation(typed: "add", "f", "u", "--generate=") }?.message
        == "--generate= needs a value: LENGTH")
    #expect(
      failure { try Invocation(typed: "add", "f", "u", "--mode") }?.message == "--mode needs a value: MODE")
    #expect(
      failure { try Invocation(typed: "add", "--create=yes", "f", "u") }?.message == "--create takes no value"
    )
  }

  @Test func `a refusal says how the command is written`() {
    #expect(
      failure { try Invocation(typed: "rename", "f") }?.hint
        == "usage: chroma-htpasswd rename FILE OLD NEW [options]")
  }

  // MARK: Values

  @Test(arguments: [("4", 4), ("04", 4), ("31", 31), ("10", 10)])
  func `a cost is a whole number from 4 to 31`(text: String, cost: Int) throws {
    #expect(try Invocation(typed: "add", "-C", text, "f", "u")[.cost] == Cost(cost))
  }

  @Test(arguments: ["3", "32", "-5", "+5", "5.0", "5x", "", " 5", "٥", "0x5", "99999999999999999999"])
  func `anything else is refused`(text: String) throws {
    let failure = failure { try Invocation(typed: "add", "--cost=\(text)", "f", "u") }
    #expect(failure?.message == "--cost takes a whole number from 4 to 31")
    #expect(failure?.status == .usage)
  }

  @Test func `without the option there is no value`() throws {
    let invocation = try Invocation(typed: "add", "f", "u")
    #expect(invocation[.cost] == nil)
    #expect(invocation.server.name == "chroma")
    #expect(invocation[.color] == nil)
    let options = invocation.writeOptions
    #expect(!options.dryRun && !options.inPlace)
    #expect(options.lockTimeout == 60)
    #expect(options.mode == 0o600)
  }

  @Test(
    arguments: [("0640", 0o640), ("640", 0o640), ("777", 0o777), ("0", 0), ("00600", 0o600)]
      as [(String, UInt32)])
  func `a mode is octal`(text: String, mode: UInt32) throws {
    let options = try Invocation(typed: "add", "--mode", text, "f", "u").writeOptions
    #expect(options.mode == mode)
  }

  @Test(arguments: ["", "8", "1777", "u=rw", "-1", "+640", "0o600", "rw", "7777777777777"])
  func `any other mode is refused`(text: String) throws {
    let failure = failure { try Invocation(typed: "add", "--mode=\(text)", "f", "u") }
    #expect(failure?.message == "--mode takes permissions in octal, such as 0640")
  }

  @Test func `how a file is written is asked for`() throws {
    let options = try Invocation(typed: "delete", "--dry-run", "--in-place", "--lock-timeout", "0", "f", "u")
      .writeOptions
    #expect(options.dryRun && options.inPlace)
    #expect(options.lockTimeout == 0)
    for text in ["-1", "86401", "x", "1.5"] {
      #expect(failure { try Invocation(typed: "delete", "--lock-timeout=\(text)", "f", "u") } != nil)
    }
  }

  @Test func `every server can be asked for, others are refused`() throws {
    for server in Server.all {
      #expect(try Invocation(typed: "verify", "--for", server.name, "f", "u").server.name == server.name)
    }
    let failure = failure { try Invocation(typed: "verify", "--for", "no\u{1B}pe", "f", "u") }
    #expect(failure?.message == "unknown value no\\u{1b}… for --for")
    #expect(Server.all.allSatisfy { failure?.hint?.contains($0.name) == true })
  }

  @Test(arguments: [("auto", .auto), ("always", .always), ("never", .never)] as [(String, Console.Color)])
  func `color is one of three words`(word: String, color: Console.Color) throws {
    #expect(try Invocation(typed: "list", "--color", word, "f")[.color] == color)
    #expect(failure { try Invocation(typed: "list", "--color", word.uppercased(), "f") } != nil)
  }

  @Test func `with --token there is no user, and -b takes the token`() throws {
    for words in [["--token", "-b", "--x"], ["-b", "--token", "-x"], ["--token", "-b", "user"]] {
      let invocation = try Invocation(.header, .typed(["header"] + words), from: 2)
      #expect(invocation.operandCount == 0)
      #expect(invocation.password == words.last)
    }
    #expect(failure { try Invocation(typed: "header", "--token", "user") } != nil)
    #expect(failure { try Invocation(typed: "header") } != nil)
  }
}
