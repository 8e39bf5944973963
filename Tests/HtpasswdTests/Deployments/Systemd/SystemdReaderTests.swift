import Credentials
import Deployments
import Kernel
import Testing

/// Services that units start.
@Suite struct SystemdReaderTests {
  private func service(_ lines: String, named name: String = "chroma.service", files: [String: String] = [:])
    throws -> Service
  {
    let deployment = try read(
      "[Unit]\nDescription=x\n\n[Service]\n\(lines)\n", as: .systemd, named: name, files: files)
    return try #require(deployment.services.first)
  }

  private func value(_ line: String) throws -> Variables.Value? {
    try service("Environment=\(line)\nExecStart=/opt/chroma/bin/chroma run").variables["X"]?.value
  }

  @Test(arguments: [
    ("X=a b", "a"), ("\"X=a b\"", "a b"), ("'X=a b'", "a b"), ("X=\"a b\"", "a b"), ("A=1 X=a", "a"),
    ("X=$2y$05$abc", "$2y$05$abc"), ("X=${HOME}", "${HOME}"), ("X=a%%b", "a%b"),
    ("X=a\\x41\\101\\tb", "aAA\tb"),
    ("X=a\\\n  B=1", "a"), ("X=", ""), ("\"X=\\\"q\\\"\"", "\"q\""),
  ])
  func `values as systemd reads them`(line: String, expected: String) throws {
    #expect(try value(line) == .known(Array(expected.utf8)))
  }

  @Test(arguments: ["X=%h", "X=a\\q", "\"X=a"])
  func `what systemd computes, or refuses, is not known`(line: String) throws {
    #expect(try value(line) == .unknown(.elsewhere("what systemd puts in its place")))
  }

  @Test func `an empty assignment takes the others away, the last wins`() throws {
    let service = try service(
      "Environment=A=1 B=1\nEnvironment=\nEnvironment=B=2\nEnvironment=B=3\nExecStart=chroma run")
    #expect(service.variables["A"] == nil)
    #expect(service.value("B") == "3")
    #expect(service.variables["B"]?.place == Place(path: FilePath("chroma.service"), line: 8, column: 13))
  }

  @Test func `a server that is installed somewhere is of a release that is not known`() throws {
    let service = try service(
      "ExecStart=/opt/chroma/bin/chroma run --host 0.0.0.0 \\\n  --port ${PORT}\nEnvironment=PORT=9000")
    #expect(service.name == "chroma.service")
    #expect(service.release == .unknown("the files do not say which release chroma is"))
    #expect(service.publications.map(\.reach) == [.everyAddress])
    #expect(service.publications.map(\.port) == [9000])
    #expect(service.publications.first?.place.line == 5)
  }

  @Test func `a unit that is installed here reads its files, as systemd does`() throws {
    let text =
      "Environment=A=own B=own\nEnvironmentFile=/etc/chroma.env\nEnvironmentFile=-/etc/none\nExecStart=-chroma run"
    let here = try service(
      text, named: "/etc/systemd/system/chroma.service",
      files: ["/etc/chroma.env": "# x\nA=\"a b\"  \nexport C=1\nD='$x'\\''\nE=a\\\n b \nF = f\r\n;x\n"])
    #expect(here.value("A") == "a b")
    #expect(here.value("B") == "own")
    #expect(here.variables["C"] == nil)
    #expect(here.value("E") == "a b")
    #expect(here.value("F") == "f")
    #expect(here.variables.unread == nil)
    let elsewhere = try service(text)
    #expect(elsewhere.variables.unread?.line == 6)
  }

  @Test func `a file of another machine may set what the unit sets`() throws {
    for file in ["/etc/chroma.env", "-/etc/chroma.env"] {
      let service = try service("Environment=A=own\nEnvironmentFile=\(file)\nExecStart=chroma run")
      #expect(service.variables["A"] != nil && service.value("A") == nil)
    }
    let two = try service(
      "EnvironmentFile=/etc/a\nEnvironmentFile=/etc/none\nEnvironment=B=1\nExecStart=chroma run",
      named: "/etc/systemd/system/chroma.service", files: ["/etc/a": "A=1\n"])
    #expect(two.variables["A"] != nil && two.value("A") == nil && two.value("B") == nil)
  }

  @Test func `UnsetEnvironment takes variables away, and files beside the unit change it`() throws {
    let text = "Environment=A=1 B=2\nExecStart=docker run -e A -e B chromadb/chroma:0.6.2"
    #expect(try service(text + "\nUnsetEnvironment=A").variables["A"]?.value == .unset)
    #expect(try service(text + "\nUnsetEnvironment=B=2").value("A") == "1")
    #expect(try service(text + "\nUnsetEnvironment=B=2").value("B") == nil)
    let changed = try service(text, files: ["chroma.service.d/o.conf": "[Service]\nEnvironment=A=other\n"])
    #expect(changed.value("A") == "other")
    #expect(changed.value("B") == "2")
    let installed = try service(
      text, named: "/usr/lib/systemd/system/chroma.service",
      files: ["/etc/systemd/system/chroma.service.d/o.conf": "[Service]\nEnvironment=A=other\n"])
    #expect(installed.value("A") == "other")
  }

  @Test func `containers that start before it, and each of several commands, are services`() throws {
    let run = "/usr/bin/docker run -d chromadb/chroma"
    for name in ["ExecStartPre", "ExecStartPost", "ExecStart"] {
      let deployment = try read(
        "[Service]\nType=oneshot\n\(name)=\(run):0.5.23\nExecStart=\(run):0.6.2\nExecStartPre=-docker rm -f x\n",
        as: .systemd)
      #expect(
        Set(deployment.services.map(\.name)) == ["chromadb/chroma:0.5.23", "chromadb/chroma:0.6.2"], "\(name)"
      )
    }
  }

  @Test(arguments: ["service.d", "chroma-.service.d", "chroma-prod.service.d"])
  func `files for a type and for a prefix change the unit too`(folder: String) throws {
    let service = try service(
      "Environment=A=1\nExecStart=docker run -e A chromadb/chroma:0.6.2", named: "chroma-prod.service",
      files: ["\(folder)/x.conf": "[Service]\nEnvironment=A=other\n", "service.d/a.conf": "[Service]\n"])
    #expect(service.value("A") == "other")
  }

  @Test(arguments: [
    ("chroma@.service.d/x.conf", "other"), ("chroma@x.service.d", nil), ("x@x.service.d", "1"),
  ])
  func `files for instances change what a template makes`(file: String, value: String?) throws {
    let service = try service(
      "Environment=A=1\nExecStart=docker run -e A chromadb/chroma:0.6.2", named: "./chroma@.service",
      files: ["./\(file)": "[Service]\nEnvironment=A=other\n", file: "[Service]\nEnvironment=A=other\n"])
    #expect(service.value("A") == value)
  }

  @Test func `a semicolon separates commands`() throws {
    let run = "/usr/bin/docker run -d chromadb/chroma"
    let deployment = try read(
      "[Service]\nType=oneshot\nExecStart=\(run):0.5.23 ; \(run):0.6.2\n", as: .systemd)
    #expect(deployment.services.map(\.name) == ["chromadb/chroma:0.5.23", "chromadb/chroma:0.6.2"])
  }

  @Test(arguments: [("chroma.service", false), ("/etc/systemd/system/chroma.service", true)])
  func `a .env in the folder of a unit may set what the unit does not`(name: String, isRead: Bool) throws {
    let text =
      "[Service]\nWorkingDirectory=/opt\nExecStartPre=pip install chromadb==0.6.2\nExecStart=chroma run\n"
    #expect(try read(text, as: .systemd, named: name).answers { _ in .missing }.first?.outcome == .open)
    // A unit in another folder is for another machine, whose files are not here.
    let withFile = try read(text, as: .systemd, named: name, files: ["/opt/.env": "A=1\n"])
    #expect((withFile.answers { _ in .missing }.first?.outcome == .unknown) == isRead)
  }

  @Test func `a container that podman makes of a unit`() throws {
    let text = "[Container]\nImage=docker.io/chromadb/chroma:0.6.2\nEnvironment=A=1 B=2\n"
    let deployment = try read(text, as: .systemd)
    #expect(deployment.answers { _ in .missing }.map(\.outcome) == [.unknown])
    #expect(try read("[Container]\nImage=nginx\n", as: .systemd).services.isEmpty)
  }

  @Test func `docker in a unit`() throws {
    let service = try service(
      "Environment=TOKEN=abc\nExecStart=/usr/bin/docker run --rm -e A=${TOKEN} -e TOKEN -e B='q' chromadb/chroma:0.6.2"
    )
    #expect(service.name == "chromadb/chroma:0.6.2")
    #expect(service.value("A") == "abc")
    #expect(service.value("TOKEN") == "abc")
    #expect(service.value("B") == "q")
  }

  @Test func `a variable that is a word of its own is several words`() throws {
    func service(_ value: String, _ word: String) throws -> Service {
      try self.service("Environment='OPTS=\(value)'\nExecStart=docker run \(word) chromadb/chroma:0.5.23")
    }
    let several = try service("-e A=1  -e B=2", "$OPTS")
    #expect(several.value("A") == "1" && several.value("B") == "2" && several.variables.unread == nil)
    #expect(try service("-e A=1", "${OPTS}").value("A") == nil)
    // Quotes make one word of several.
    #expect(try service("-e \"A=1 2\"", "$OPTS").variables.unread != nil)
  }

  @Test(arguments: [
    "/bin/sh -c \"docker run -p 8000:8000 chromadb/chroma\"",
    "/bin/bash -lc 'exec docker run chromadb/chroma'",
    "/usr/bin/docker run -p 8000:8000 $IMAGE", "/usr/bin/docker run ${IMAGE}",
  ])
  func `a Chroma that something starts which is not read is not passed over`(command: String) throws {
    let deployment = try read("[Service]\nExecStart=\(command)\n", as: .systemd, named: "chroma.service")
    #expect(deployment.answers { _ in .missing }.map(\.outcome) == [.unknown])
  }

  @Test func `a percent sign with no letter after it is itself`() throws {
    let service = try service(
      "ExecStart=docker run -e A=a% -e B=%% -e C=% -e D=%h -e E=5%-6% chromadb/chroma:0.6.2")
    #expect(service.value("A") == "a%" && service.value("B") == "%" && service.value("C") == "%")
    #expect(service.value("D") == nil && service.value("E") == "5%-6%")
  }

  @Test(arguments: [("/bin/sh -c 'echo A=2 > /etc/e'", true), ("/bin/mkdir -p /var/lib/chroma", false)])
  func `a file that a command of the unit changes before is not known`(command: String, isChanged: Bool)
    throws
  {
    let text = "[Service]\nEnvironmentFile=/etc/e\nExecStartPre=\(command)\nExecStart=chroma run\n"
    let deployment = try read(
      text, as: .systemd, named: "/etc/systemd/system/chroma.service", files: ["/etc/e": "A=1\n"])
    #expect((deployment.services.first?.value("A") == nil) == isChanged)
  }

  @Test func `units of other programs are not a Chroma`() throws {
    #expect(try read("[Service]\nExecStart=/usr/sbin/nginx\n", as: .systemd).services.isEmpty)
    #expect(
      try read("[Service]\nEnvironment=CHROMA_SERVER_AUTHN_PROVIDER=x\nExecStart=/opt/start\n", as: .systemd)
        .services.count == 1)
  }

  @Test(arguments: ["", "x"])
  func `settings beside a program that is not read do not say what it asks for`(value: String) throws {
    let text = "[Service]\nEnvironment=CHROMA_SERVER_AUTHN_PROVIDER=\(value)\nExecStart=/opt/start\n"
    let answers = try read(text, as: .systemd).answers { _ in .missing }
    #expect(answers.map(\.outcome) == [.unknown])
  }
}
