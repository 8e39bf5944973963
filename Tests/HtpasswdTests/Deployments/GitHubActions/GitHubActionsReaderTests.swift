import Credentials
import Deployments
import Kernel
import Testing

/// Services that workflows start.
@Suite struct GitHubActionsReaderTests {
  @Test func `a service gets its env as it is`() throws {
    let text = """
      on: push
      jobs:
        test:
          runs-on: ubuntu-latest
          services:
            chroma:
              image: chromadb/chroma:0.5.23
              ports: ["8000:8000", 9000]
              volumes: ["/srv/f:/f"]
              env:
                A: $x"q"
                B: true
                C: 8000
                D: ${{ secrets.TOKEN }}
                E: 010
                F:
              options: >-
                --health-cmd "curl x" -e G=g
            db: {image: postgres}
            other: chromadb/chroma
      """
    let deployment = try read(text, as: .gitHubActions, named: ".github/workflows/ci.yml")
    #expect(deployment.services.map(\.name) == ["chroma", "other"])
    let service = try #require(deployment.services.first)
    #expect(service.release == .known(.v06))
    #expect(service.value("A") == "$x\"q\"")
    #expect(service.value("B") == "true")
    #expect(service.value("C") == "8000")
    #expect(service.variables["D"]?.value == .unknown(.elsewhere("an expression of the workflow")))
    #expect(service.variables["E"]?.bytes == nil)
    #expect(service.value("F") == "")
    #expect(service.value("G") == "g")
    #expect(service.variables["B"]?.place.line == 12)
    #expect(service.mount("/f") != nil)
    #expect(
      service.publications.map(\.reach) == Array(repeating: .unknown("whoever reaches the runner"), count: 2))
  }

  @Test func `steps that start a server, with the lines of the workflow`() throws {
    let text = """
      env: {TOKEN: abc}
      jobs:
        test:
          env: {CHROMA_SERVER_AUTHN_PROVIDER: p}
          runs-on: ubuntu-latest
          steps:
          - run: pip install chromadb==0.6.2
          - uses: actions/checkout@v4
          - name: start
            run: |
              docker run -d -p 8000:8000 \\
                -e TOKEN --env-file test.env chromadb/chroma:0.5.23
              chroma run --path /tmp/x &
      """
    let deployment = try read(
      text, as: .gitHubActions, named: ".github/workflows/ci.yml", files: ["test.env": "A=1\n"])
    #expect(deployment.services.map(\.name) == ["chromadb/chroma:0.5.23", "chroma run"])
    let docker = deployment.services[0]
    #expect(docker.value("TOKEN") == "abc")
    #expect(docker.value("A") == "1")
    #expect(docker.image?.place.line == 12)
    let run = deployment.services[1]
    #expect(run.release == .known(.v06))
    #expect(run.value("CHROMA_SERVER_AUTHN_PROVIDER") == "p")
    #expect(run.place.line == 13)
  }

  @Test(arguments: [
    ("    - run: pip install chromadb==0.6.2\n    - run: chroma run\n", true),
    ("    - run: pip install chromadb==0.6.2\n      if: x\n    - run: chroma run\n", false),
    (
      "    - run: pip install chromadb==0.6.2\n  b:\n    runs-on: x\n    steps:\n    - run: chroma run\n",
      false
    ),
  ])
  func `what is installed elsewhere, or perhaps, says no release`(steps: String, isKnown: Bool) throws {
    let deployment = try read(
      "jobs:\n  a:\n    runs-on: x\n    steps:\n\(steps)", as: .gitHubActions)
    #expect(deployment.services.count == 1)
    #expect((deployment.services.first?.release == .known(.v06)) == isKnown)
  }

  @Test func `variables of the job's container, and those that a step writes`() throws {
    let text = """
      jobs:
        a:
          container: {image: x, env: {A: a}}
          steps:
          - run: docker run -e A chromadb/chroma:0.6.2
          - run: echo A=b >> $GITHUB_ENV
          - run: docker run -e A chromadb/chroma:0.6.2
      """
    let services = try read(text, as: .gitHubActions).services
    #expect(services.map { $0.value("A") } == ["a", nil])
    #expect(services.last?.variables["A"] != nil)
  }

  @Test(arguments: [
    ("env: {T: abc}", "", ""), ("", "env: {T: abc}", ""), ("", "", "env: {T: abc}"),
  ])
  func `variables of the workflow, the job and the step are those of the shell`(
    workflow: String, job: String, step: String
  ) throws {
    let text = """
      \(workflow)
      jobs:
        a:
          runs-on: x
          \(job)
          steps:
          - run: |
              docker run -e A=$T -e B=$U -e C=$GITHUB_SHA -e D=$t chromadb/chroma:0.5.23
            \(step)
      """
    let service = try #require(try read(text, as: .gitHubActions).services.first)
    #expect(service.value("A") == "abc" && service.value("B") == "" && service.value("D") == "")
    #expect(service.variables["C"]?.value == .unknown(.computed))
    let secret = text.replacing("T: abc", with: "T: \"${{ secrets.T }}\"")
    #expect(try read(secret, as: .gitHubActions).services.first?.value("A") == nil)
    #expect(try read(secret, as: .gitHubActions).services.first?.variables["A"]?.value == .unknown(.computed))
  }

  @Test func `what a step exports has its place in the workflow, and wins over its variables`() throws {
    let text = """
      jobs:
        a:
          runs-on: x
          env: {A: a}
          steps:
          - run: |
              pip install chromadb==0.6.2
              A=b
              chroma run
      """
    let deployment = try read(text, as: .gitHubActions, named: ".github/workflows/ci.yml")
    let variable = deployment.services.first?.variables["A"]
    #expect(variable?.bytes == Array("b".utf8))
    #expect(variable?.place.path == FilePath(".github/workflows/ci.yml") && variable?.place.line == 8)
  }

  private static let run = "docker run --env-file e chromadb/chroma:0.5.23"

  @Test(arguments: [
    ("", "    - uses: actions/checkout@v4\n    - run: \(run)\n", true),
    ("", "    - run: \(run)\n      working-directory: .\n", true),
    ("", "    - run: echo A=1 >> $GITHUB_OUTPUT\n    - run: \(run)\n", true),
    ("", "    - run: \(run)\n      working-directory: x\n", false),
    ("defaults: {run: {working-directory: x}}\n", "    - run: \(run)\n", false),
    ("", "    - run: cp x/e e\n    - run: \(run)\n", false),
    ("", "    - run: echo A=2 >> e\n    - run: \(run)\n", false),
    ("", "    - uses: somebody/make-env@v1\n    - run: \(run)\n", false),
    ("", "    - run: cp x/e e\n  b:\n    runs-on: x\n    steps:\n    - run: \(run)\n", true),
  ])
  func `files of another folder, or changed by earlier steps, are not known`(
    head: String, steps: String, isKnown: Bool
  ) throws {
    let deployment = try read(
      "\(head)jobs:\n  a:\n    runs-on: x\n    steps:\n\(steps)", as: .gitHubActions,
      named: ".github/workflows/ci.yml", files: ["e": "A=1\n", "x/e": "A=2\n"])
    let service = try #require(deployment.services.last)
    #expect((service.value("A") == "1") == isKnown && (service.variables.unread == nil) == isKnown)
  }

  @Test(arguments: [
    ("--entrypoint uvicorn", ["uvicorn"] as [String]?, true), ("--health-cmd 'curl localhost'", nil, true),
    ("--health-cmd curl localhost", nil, false),
  ])
  func `options of a service may have another entrypoint, or another image`(
    options: String, entrypoint: [String]?, isKnown: Bool
  ) throws {
    let text = """
      jobs:
        a:
          services:
            chroma:
              image: chromadb/chroma:0.5.23
              options: \(options)
      """
    let service = try #require(try read(text, as: .gitHubActions).services.first)
    #expect(service.entrypoint?.map(\.text) == entrypoint || !isKnown)
    #expect((service.knownRelease != nil) == isKnown)
  }

  @Test func `other workflows start nothing`() throws {
    #expect(
      try read("on: push\njobs: {a: {runs-on: x, steps: [{run: make}]}}\n", as: .gitHubActions).services
        .isEmpty)
    #expect(try read("on: [\n", as: .gitHubActions).findings.map(\.rule) == [.fileRefused])
  }
}
