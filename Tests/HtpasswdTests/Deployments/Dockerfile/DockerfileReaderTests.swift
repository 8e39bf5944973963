import Credentials
import Deployments
import Kernel
import Testing

/// The contents of images that Dockerfiles make.
@Suite struct DockerfileReaderTests {
  private static let salt = "vN7DKX9hMKmak8fUlRyWwe6EfDTKhUP4BMzK21n6tr3McVlMtnPtO"

  private func service(_ text: String, files: [String: String] = [:]) throws -> Service {
    let deployment = try read(text, as: .dockerfile, named: "Dockerfile", files: files)
    return try #require(deployment.services.first)
  }

  private func value(_ text: String) throws -> String? {
    try service("FROM chromadb/chroma:0.5.23\nENV A=1 B=2\n\(text)\n").value("X")
  }

  @Test(arguments: [
    ("ENV X=\"a b\"", "a b"), ("ENV X='a b'", "a b"), ("ENV X=a\\ b", "a b"), ("ENV X a b  ", "a b"),
    ("ENV X \"a b\"", "a b"),
    ("env X=a Y=b", "a"), ("ENV Y=1 X=$Y$A", "1"), ("ENV X=${A}${B}", "12"), ("ENV X='$A'", "$A"),
    ("ENV X=\"$A\"", "1"), ("ENV X=\\$A", "$A"), ("ENV X=\"\\$A\\\"\\x\"", "$A\"\\x"),
    ("ENV X=${N:-d}", "d"), ("ENV X=${A:-d}", "1"), ("ENV X=${A:+r}", "r"), ("ENV X=${N:+r}", ""),
    ("ENV X=${N:-${A}}", "1"), ("ENV X=a$", "a$"), ("ENV X=a$/", "a$/"), ("ENV X=$$", ""),
    ("ENV X={\"a\":\"b\"}", "{a:b}"), ("ENV X=\\\n# note\n\n  a", "a"), ("ENV X=a#b", "a#b"),
    ("ARG N=1\nENV X=$N", "1"), ("ENV X=a\nENV X=b", "b"), ("ENV X=", ""), ("ENV X=\"\"", ""),
  ])
  func `ENV as BuildKit reads it`(text: String, expected: String) throws {
    #expect(try value(text) == expected)
  }

  @Test func `a hash loses what follows its dollars`() throws {
    let service = try service(
      "FROM chromadb/chroma:0.5.23\nENV CHROMA_SERVER_AUTHN_CREDENTIALS=admin:$2y$05$\(Self.salt)\n")
    let variable = try #require(service.variables["CHROMA_SERVER_AUTHN_CREDENTIALS"])
    #expect(variable.bytes == Array("admin:y".utf8))
    #expect(variable.spelling.lostDollar)
    #expect(variable.place == Place(path: FilePath("Dockerfile"), line: 2, column: 5))
  }

  @Test func `places are those of lines that go on`() throws {
    let service = try service("FROM chromadb/chroma:0.5.23\nENV A=1 \\\n    # note\n    BC=2 \\\n  D=3\n")
    #expect(service.variables["BC"]?.place == Place(path: FilePath("Dockerfile"), line: 4, column: 5))
    #expect(service.variables["D"]?.place == Place(path: FilePath("Dockerfile"), line: 5, column: 3))
  }

  @Test func `the last stage counts, and has what its base has`() throws {
    let service = try service(
      """
      ARG VERSION=0.5.23
      FROM python:3.11 AS tools
      ENV A=tools
      FROM --platform=linux/amd64 chromadb/chroma:${VERSION} AS base
      ENV A=base B=base
      COPY x /x
      FROM base
      ENV A=last
      """, files: ["x": "1"])
    #expect(service.name == "chromadb/chroma:0.5.23")
    #expect(service.release == .known(.v06))
    #expect(service.value("A") == "last")
    #expect(service.value("B") == "base")
    #expect(service.mount("/x") != nil)
  }

  @Test func `an argument without a value is not known`() throws {
    let service = try service(
      "ARG V\nFROM chromadb/chroma:$V\nARG TOKEN\nENV CHROMA_SERVER_AUTHN_CREDENTIALS=$TOKEN\n")
    #expect(service.release == .unknown("a build argument says which release it is"))
    #expect(service.variables["CHROMA_SERVER_AUTHN_CREDENTIALS"]?.bytes == nil)
  }

  @Test func `copied files are those beside the Dockerfile`() throws {
    let service = try service(
      """
      FROM chromadb/chroma:0.5.23
      COPY server.htpasswd /chroma/server.htpasswd
      COPY --chown=0:0 ["a", "b", "/etc/x/"]
      WORKDIR /srv
      ADD c d/
      COPY conf .
      COPY *.x /y/
      ADD https://example.org/f /f
      COPY --from=other /g /g
      COPY <<END /h
      text $A
      END
      COPY <<'END' i
      text $A
      END
      """, files: ["server.htpasswd": "", "conf/": ""])
    #expect(
      service.mounts.map { "\($0.target) \($0.sourceText)" } == [
        "/chroma/server.htpasswd host server.htpasswd", "/etc/x/a host a", "/etc/x/b host b",
        "/srv/d/c host c", "/srv host conf", "/y elsewhere: *.x is a pattern",
        "/f elsewhere: https://example.org/f is not fetched",
        "/g elsewhere: /g of another image is not known", "/h content text \n", "/srv/i content text $A\n",
      ])
    #expect(!service.mounts.contains { !$0.isCopied })
    #expect(service.workingFolder == "/srv")
  }

  @Test func `a file that a command may make is not missing`() throws {
    let service = try service(
      """
      FROM chromadb/chroma:0.5.23
      RUN htpasswd -Bbc /chroma/server.htpasswd admin secret
      ENV CHROMA_SERVER_AUTHN_CREDENTIALS_FILE=server.htpasswd
      """)
    #expect(
      service.mount("/chroma/server.htpasswd")?.sourceText
        == "elsewhere: a RUN command may change /chroma/server.htpasswd")
  }

  @Test(arguments: [
    ("COPY . /auth/", "[s]erver.htpasswd\n", false),
    ("COPY . /auth/", ".git\n\n# *\n*.md\n*.py[cod]\n", true),
    ("COPY . /auth/", "*.htpasswd\n", false), ("COPY . /auth/", "*\n!app\n", false),
    ("COPY . /auth/", "*\n!server.htpasswd\n", true),
    ("COPY server.htpasswd /auth/", "./server.htpasswd\r\n", false),
    ("COPY --exclude=x . /auth/", "", false), ("COPY . /auth/\nRUN rm /auth/server.htpasswd", "", false),
    ("COPY . /auth/\nRUN echo x >> /auth/server.htpasswd", "", false),
    ("COPY . /auth/\nRUN cd /auth && chmod 600 server.htpasswd", "", true),
  ])
  func `files that may not be in the image as they are copied`(lines: String, ignored: String, isKnown: Bool)
    throws
  {
    let files = ["server.htpasswd": "a:x\n", ".dockerignore": ignored]
    let service = try service(
      "FROM chromadb/chroma:0.6.2\nENV CHROMA_SERVER_AUTHN_CREDENTIALS_FILE=/auth/server.htpasswd\n\(lines)\n",
      files: files)
    let file = service.file(FilePath("/auth/server.htpasswd")) { path in
      files["\(path)"].map { .content(Array($0.utf8)) } ?? (path == FilePath(".") ? .folder : .missing)
    }
    let isContent = if case .content = file { true } else { false }
    #expect(isContent == isKnown, "\(file)")
  }

  @Test func `a command that makes a .env`() throws {
    let service = try service("FROM chromadb/chroma:0.6.2\nRUN echo A=1 >> .env\n")
    #expect(service.mount("/chroma/.env") != nil)
  }

  @Test(arguments: [
    ("WORKDIR /app\nCOPY . .", Outcome.protectedToken), ("WORKDIR /app\nCOPY .env /srv/", .open),
    ("COPY .env /app/.env\nWORKDIR /app", .protectedToken),
    ("WORKDIR /app\nCOPY . .\nRUN rm -f .env", .unknown),
  ])
  func `the .env in the folder that pip's Chroma starts in`(lines: String, outcome: Outcome) throws {
    let files = [
      ".env": """
      CHROMA_SERVER_AUTHN_PROVIDER=chromadb.auth.token_authn.TokenAuthenticationServerProvider
      CHROMA_SERVER_AUTHN_CREDENTIALS=a-token-of-some-length

      """
    ]
    let deployment = try read(
      "FROM python:3.11\n\(lines)\nRUN pip install chromadb==0.5.23\nCMD [\"chroma\", \"run\"]\n",
      as: .dockerfile, files: files)
    let answers = deployment.answers { path in
      files["\(path)"].map { .content(Array($0.utf8)) } ?? (path == FilePath(".") ? .folder : .missing)
    }
    #expect(answers.map(\.outcome) == [outcome])
  }

  @Test func `ONBUILD adds to the stages that begin with this one`() throws {
    let text = "FROM chromadb/chroma:0.6.2 AS a\nONBUILD ENV X=1\n"
    #expect(try service(text).variables.unread == nil)
    #expect(try service(text + "FROM a AS b\nFROM b\n").variables.unread != nil)
  }

  @Test(arguments: [
    ("COPY a /usr/local/bin/", true), ("COPY --from=x /uv /uvx /usr/local/bin/", true),
    ("COPY uvicorn /usr/local/bin/", false), ("COPY --from=x /bin /usr/local/bin", false),
    ("COPY bin /usr/local/bin/", false), ("COPY . /usr/local", false), ("COPY a /opt/", true),
  ])
  func `programs that are copied over those of the image`(line: String, isProtected: Bool) throws {
    let files = ["a": "", "bin/": "", "bin/uvicorn": "", "uvicorn": ""]
    let deployment = try read(
      """
      FROM chromadb/chroma:0.6.2
      ENV CHROMA_SERVER_AUTHN_PROVIDER=chromadb.auth.token_authn.TokenAuthenticationServerProvider
      ENV CHROMA_SERVER_AUTHN_CREDENTIALS=a-token-of-some-length
      \(line)

      """, as: .dockerfile, files: files)
    let answer = deployment.answers { path in
      if path == FilePath(".") || path == FilePath("bin") { return .folder }
      return files["\(path)"].map { .content(Array($0.utf8)) } ?? .missing
    }
    #expect(answer.map(\.outcome.isProtected) == [isProtected])
  }

  @Test func `commands in both forms`() throws {
    let list = try service("FROM chromadb/chroma:1.0.15\nCMD [\"run\", \"--path\", \"/d\\u0041\"]\n")
    #expect(list.command?.map(\.text) == ["run", "--path", "/dA"])
    #expect(list.entrypoint == nil)
    let line = try service("FROM chromadb/chroma:0.5.23\nCMD a\nENTRYPOINT uvicorn x $A\n")
    #expect(line.entrypoint?.map(\.text) == ["/bin/sh", "-c", "uvicorn x $A"])
    let reset = try service("FROM chromadb/chroma:0.5.23\nENTRYPOINT [\"x\"]\n")
    #expect(reset.command == [])
  }

  @Test func `a server that pip installs`() throws {
    let service = try service(
      """
      FROM python:3.11-slim
      RUN pip install --no-cache-dir chromadb==0.6.2 && rm -rf /tmp/x
      EXPOSE 8000
      CMD chroma run --host 0.0.0.0 --path /data
      """)
    #expect(service.release == .known(.v06))
    #expect(service.program == .chromaRun)
    #expect(service.publications.isEmpty)
    let unknown = try self.service("FROM python:3\nCMD [\"chroma\", \"run\"]\n")
    #expect(
      unknown.release
        == .unknown("the image python:3 does not say which release of Chroma it has"))
  }

  @Test(arguments: [
    ("RUN pip install langchain-chroma", false), ("RUN pip install -r requirements.txt", false),
    ("RUN pip install -U chromadb", false), ("RUN uv sync", false), ("RUN poetry install --no-root", false),
    ("RUN [\"pip\", \"install\", \"langchain-chroma\"]", false), ("RUN python -m pip install .", false),
    ("RUN pip install a && echo pip install chromadb==0.6.2", false),
    ("RUN pip install --no-cache-dir 'numpy<2' bcrypt && pip list", true),
    ("RUN pip install --no-deps a", true),
    ("RUN pip install a chromadb==0.6.2", true), ("RUN pip install -i x numpy", true),
    ("RUN pip check", true),
    ("RUN pip install a\nRUN pip install chromadb==0.6.2", true),
    ("COPY r.txt .\nRUN pip install -r r.txt", true),
  ])
  func `what is installed after Chroma may bring another release`(lines: String, isKnown: Bool) throws {
    let service = try service(
      "FROM python:3.11\nRUN pip install chromadb==0.6.2\n\(lines)\nCMD chroma run\n",
      files: ["r.txt": "numpy==1\n# x\n"])
    #expect((service.release == .known(.v06)) == isKnown, "\(service.release)")
    let onImage = try self.service(
      "FROM chromadb/chroma:0.6.2\n\(lines)\n", files: ["r.txt": "numpy==1\n# x\n"])
    #expect((onImage.release == .known(.v06)) == isKnown, "\(onImage.release)")
  }

  @Test(arguments: [
    ("RUN pip install chromadb==0.6.2", true), ("RUN x || pip install chromadb==0.6.2", false),
    ("RUN /usr/bin/python3 -m pip install chromadb==0.6.2 || exit 1", true),
    ("RUN if false; then pip install chromadb==0.6.2; fi", false),
    ("RUN pip download chromadb==0.6.2", false),
    ("RUN pip install --target=/x chromadb==0.6.2", false),
    ("RUN pip install --dry-run chromadb==0.6.2", false),
  ])
  func `what only looks like an install says no release`(lines: String, isKnown: Bool) throws {
    let service = try service("FROM python:3.11\n\(lines)\nCMD [\"chroma\", \"run\"]\n")
    #expect((service.release == .known(.v06)) == isKnown, "\(service.release)")
  }

  @Test func `another escape character`() throws {
    let service = try service("# escape=`\nFROM chromadb/chroma:0.5.23\nENV X=a\\b `\n  Y=`$A\n")
    #expect(service.value("X") == "a\\b")
    #expect(service.value("Y") == "$A")
  }

  @Test func `compose builds with its own arguments, context and stage`() throws {
    let text = "ARG V=1.0.0\nFROM chromadb/chroma:$V AS a\nENV X=a\nCOPY f /f\nFROM a AS b\nENV X=b\n"
    let image = try #require(
      BuiltImage(
        Array(text.utf8), at: FilePath("docker/Dockerfile"), in: FilePath("app"), target: "a",
        arguments: { $0 == "V" ? Array("0.6.2".utf8) : nil }, file: { _ in .missing }))
    #expect(image.base.text == "chromadb/chroma:0.6.2")
    #expect(image.variables["X"]?.bytes == Array("a".utf8))
    #expect(image.mounts.map(\.sourceText) == ["host app/f"])
  }

  @Test func `other images, and files without a stage, are not a Chroma`() throws {
    #expect(try read("FROM nginx\nENV A=1\n", as: .dockerfile).services.isEmpty)
    let context = DeploymentContext(
      FilePath("Dockerfile"), Array("# nothing\n".utf8), file: { _ in .missing }, environment: { _ in nil })
    #expect(FileKind.dockerfile.deployment(in: context)?.services.isEmpty == true)
  }

  @Test(arguments: [
    ("COPY f .", "f"), ("COPY f /chroma/.", "/chroma/f"), ("ADD ./f .", "f"), ("COPY f /chroma", "f"),
    ("COPY f /etc", "/etc/f"), ("WORKDIR /srv/x\nCOPY f /srv", "/srv/f"), ("COPY . .", "f"),
    ("RUN mkdir -p /auth && chmod 700 /auth\nCOPY f /auth", "/auth/f"), ("COPY f /auth", "/auth"),
    ("RUN ls\nCOPY f /auth", "/auth"), ("COPY f /auth/a\nCOPY f /auth", "/auth/f"),
    ("COPY <<EOF /auth/\nx\nEOF", "/auth/EOF"),
  ])
  func `a file that is copied to a folder is in it`(lines: String, path: String) throws {
    let service = try service("FROM chromadb/chroma:0.5.23\n\(lines)\n", files: ["f": "x\n"])
    let file = service.file(FilePath(path)) { path in
      switch "\(path)" {
      case "f", "./f": .content(Array("x\n".utf8))
      case ".": .folder
      default: .missing
      }
    }
    guard case .content = file else {
      Issue.record("\(file)")
      return
    }
  }

  @Test(arguments: [
    ("COPY f /auth", false), ("RUN ls\nCOPY f /auth", true),
    ("RUN mkdir /auth; rmdir /auth\nCOPY f /auth", true),
    ("ARG D\nWORKDIR /auth\nCOPY f $D", true),
  ])
  func `what may be a folder or a file is neither`(lines: String, isUnknown: Bool) throws {
    let service = try service("FROM chromadb/chroma:0.5.23\n\(lines)\n", files: ["f": "x\n"])
    let file = service.file(FilePath("/auth/f")) { _ in .missing }
    let isElsewhere = if case .elsewhere = file { true } else { false }
    #expect(isElsewhere == isUnknown, "\(file)")
  }

  @Test(arguments: [
    "ADD a.tgz /", "ADD odd /", "ADD gone.tar.xz /", "ADD https://example.org/x /",
    "ADD git@github.com:a/b.git /", "COPY folder/* /", "COPY --from=other /out /", "COPY $X /",
  ])
  func `what may be unpacked, or be a folder, is put where the target is`(instruction: String) throws {
    let service = try service(
      "FROM chromadb/chroma:0.6.2\nARG X\n\(instruction)\n",
      files: ["a.tgz": "\u{1f}\u{8b}\u{8}\0", "odd": "BZh9\0"])
    let mount = try #require(service.mounts.last)
    #expect(mount.target == "/" && mount.sourceText.hasPrefix("elsewhere: "))
  }

  @Test func `a file that ADD does not unpack keeps its name`() throws {
    let service = try service(
      "FROM chromadb/chroma:0.6.2\nADD server.htpasswd /chroma/\n", files: ["server.htpasswd": "admin:é\n"])
    #expect(service.mount("/chroma/server.htpasswd")?.sourceText == "host server.htpasswd")
  }

  @Test(arguments: ["./f", "/f", "a/../f", ".//f"])
  func `a file of the context has one name`(name: String) throws {
    let service = try service("FROM chromadb/chroma:0.6.2\nCOPY \(name) /\n", files: ["f": "x"])
    guard case .host(let path, _)? = service.mounts.first?.source else {
      Issue.record("\(service.mounts)")
      return
    }
    #expect(path == FilePath("f"))
  }
}
