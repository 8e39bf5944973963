import Foundation
import Linting
import Testing

@testable import ChromaHtpasswd

/// The table of messages.
@Suite struct MessageTests {
  private func names(in text: String) -> [String] {
    var search = MessageSearch()
    search.read(Array(text.utf8)[...])
    search.finish()
    return search.findings.map(\.message.name)
  }

  @Test func `names are unique, and no rule has one of them`() {
    let names = Message.all.map(\.name) + Rule.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(Message.all.count > 120)
  }

  @Test(arguments: Message.all)
  func `a message is found in each of its wordings, whatever is in the gaps`(message: Message) throws {
    for pattern in message.patterns {
      for gap in ["x", "a b", "'/a/path' \"b\"", String(repeating: "y", count: 300)] {
        let text = "2026-11-27 16:28:58 | \(pattern.replacing("*", with: gap))\nmore"
        #expect(names(in: text) == [message.name], "\(text)")
      }
      #expect(
        names(in: pattern.uppercased().replacing("*", with: "x").replacing(" ", with: "\n")) == [message.name]
      )
      #expect(
        names(in: pattern.replacing("*", with: "x").filter { !"'`".contains($0) }).contains(message.name)
          || pattern.contains("'\"") || pattern.contains("\"'"))
    }
  }

  @Test(arguments: Message.all)
  func `a message has a cause or a rule, a beginning that can be looked up, and a length that is searched`(
    message: Message
  ) {
    #expect(!message.cause.isEmpty || message.rule != nil)
    if let rule = message.rule { #expect(Rule.named(rule) != nil, "\(rule)") }
    #expect(!message.cause.contains("\n"))
    for pattern in message.patterns {
      let parts = MessageText(pattern).bytes.split(separator: UInt8(ascii: "*"))
      #expect(parts[0].count >= MessagePatterns.prefix)
      #expect(
        parts.reduce(0) { $0 + $1.count + MessagePatterns.longestGap } < MessagePatterns.reach)
    }
  }

  @Test(arguments: Message.all)
  func `a command that a message names can be typed`(message: Message) throws {
    for command in message.commands {
      let typed = try #require(command.split(separator: ": ", maxSplits: 1).last).split(separator: " ").map(
        String.init)
      guard typed[0] == "chroma-htpasswd" else {
        #expect(["chgrp"].contains(typed[0]))
        continue
      }
      if typed[1].hasPrefix("-") { continue }
      let known = try #require(ChromaHtpasswd.Command.named(Array(typed[1].utf8)), "\(command)")
      // Values are read too.
      _ = try Invocation(known, .typed(Array(typed.dropFirst())), from: 2)
    }
    // A command in a sentence is not for typing.
    #expect(!message.cause.contains("chroma-htpasswd ") || message.name == "docker-no-htpasswd")
  }

  @Test(arguments: [
    (
      "nginx-1  | 2026/11/27 20:58:24 [error] 29#29: *244 user \"admin\" was not found in \"/etc/x\", client: 172.18.0.1",
      "nginx-user-not-found"
    ),
    (
      "\u{1B}[36mnginx-1  |\u{1B}[0m 2026/11/27 [error] 29#29: *1 user \"bob\": password mismatch, client: 1.2.3.4",
      "nginx-password-mismatch"
    ),
    ("connect() failed (111: Connection refused) while connecting\n    to upstream", "nginx-no-upstream"),
    (
      "400 Client Error: Bad Request {\"error\":\"InvalidHTTPVersion\",\"message\":\"HTTP version 1.0 is not supported\"}",
      "chroma-http-1.0"
    ),
    ("<head><title>401 Authorization Required</title></head>\r\n<body>", "nginx-401"),
    ("nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)", "nginx-address-in-use"),
    (
      "{\"level\":\"error\",\"msg\":\"auth provider returned error\",\"error\":\"crypto/bcrypt: hashedSecret too short to be a bcrypted password\"}",
      "caddy-unusable-hash"
    ),
    (
      "caddy-1  | Error: adapting config using caddyfile: Caddyfile:3: unrecognized directive: basic_auth",
      "caddy-directive"
    ),
    (
      "Error: loading initial config: listen tcp 127.0.0.1:8080: bind: address already in use",
      "go-address-in-use"
    ),
    (
      "{\"level\":\"error\",\"entryPointName\":\"web\",\"routerName\":\"r@file\",\"error\":\"open /nope: no such file or directory\",\"time\":\"2026\"}",
      "traefik-file-missing"
    ),
    (
      "{\"level\":\"error\",\"routerName\":\"chroma@file\",\"error\":\"error parsing BasicUser: admin\"}",
      "traefik-bad-line"
    ),
    (
      "traefik  | time=\"2026\" level=error msg=\"middleware \\\"login@docker\\\" does not exist\"",
      "traefik-no-middleware"
    ),
    (
      "[2026-11-27 20:58:28.123][1][critical][main] error initializing config : basic auth: duplicate users",
      "envoy-duplicate-user"
    ),
    ("[auth_basic:error] [client 127.0.0.1:42694] AH01618: user  not found: /0/", "apache-user-not-found"),
    (
      "haproxy-1  | [ALERT]    (1) : config : parsing [haproxy.cfg:2]: Stray NUL character at position 11.",
      "haproxy-nul"
    ),
    (
      "level=error msg=\"error checking authorization: bufio.Scanner: token too long\" go.version=go1.19.8",
      "registry-long-line"
    ),
    (
      "WARN[0000] The \"apr1\" variable is not set. Defaulting to a blank string.", "compose-variable-not-set"
    ),
    (
      "Access to fetch at 'http://localhost:8080/api/v2/x' from origin 'http://localhost:3000' has been blocked by CORS policy: Response to preflight",
      "browser-cors"
    ),
    (
      "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer",
      "python-certificate"
    ),
  ])
  func `a message is found as people paste it`(text: String, name: String) {
    #expect(names(in: text) == [name])
  }

  @Test func `a word of another word is not a message`() {
    #expect(names(in: "KeyError: 'identity'") == ["chroma-roles-key"])
    #expect(names(in: "NoKeyError: 'id'").isEmpty)
    #expect(names(in: "KeyError: '_types'") == ["chroma-roles-key"])
  }

  @Test func `the wording that says more counts`() {
    #expect(names(in: "No module named 'chromadb.auth.basic_authn'") == ["chroma-class-of-0.5"])
    #expect(names(in: "No module named 'chromadb.auth.basic'") == ["chroma-class-of-0.4"])
    #expect(names(in: "No module named 'chromadb'") == ["chroma-no-module"])
    #expect(names(in: #"No module named '"chromadb'"#) == ["chroma-quoted-class"])
  }
}
