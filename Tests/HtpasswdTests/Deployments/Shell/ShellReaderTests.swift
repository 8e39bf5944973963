import Credentials
import Deployments
import Kernel
import Testing

/// Services that scripts start.
@Suite struct ShellReaderTests {
  private func service(
    _ text: String, files: [String: String] = [:], environment: [String: String] = [:]
  ) throws -> Service {
    let deployment = try read(text, as: .shell, named: "run.sh", files: files, environment: environment)
    try #require(deployment.services.count == 1, "\(deployment.services.map(\.name))")
    return deployment.services[0]
  }

  @Test func `docker run gives variables, mounts and ports, each with its line`() throws {
    let service = try service(
      """
      #!/bin/sh
      docker run -d -p 8000:8000 \\
        -e CHROMA_SERVER_AUTH_CREDENTIALS="test-token" \\
        --env CHROMA_SERVER_AUTH_PROVIDER='token' \\
        -v ./data:/chroma/chroma chromadb/chroma
      """)
    #expect(service.name == "chromadb/chroma")
    #expect(service.release == .latest(.v1))
    #expect(service.value("CHROMA_SERVER_AUTH_CREDENTIALS") == "test-token")
    #expect(service.variables["CHROMA_SERVER_AUTH_CREDENTIALS"]?.place.line == 3)
    #expect(service.variables["CHROMA_SERVER_AUTH_PROVIDER"]?.place.line == 4)
    #expect(service.value("CHROMA_SERVER_AUTH_PROVIDER") == "token")
    #expect(service.publications.map(\.reach) == [.everyAddress])
    #expect(service.publications.first?.place.line == 2)
    #expect(service.mount("/chroma/chroma")?.sourceText == "host data, or a folder")
    #expect(service.image?.place == Place(path: FilePath("run.sh"), line: 5, column: 28))
    #expect(service.command == nil)
  }

  @Test(arguments: [
    "sudo docker run -dp 8000:8000 chromadb/chroma:0.6.2", "podman run -it -p8000:8000 chromadb/chroma:0.6.2",
    "docker --context x container run --publish=8000:8000 chromadb/chroma:0.6.2",
    "docker service create -q -p published=8000,target=8000 chromadb/chroma:0.6.2",
    "if true; then docker create --rm --name x -p 8000:8000/tcp chromadb/chroma:0.6.2; fi",
    "A=1 docker run --network=x -p 0.0.0.0:8000:8000 chromadb/chroma:0.6.2 >log 2>&1 &",
    "docker run -p '[::]:8000:8000' chromadb/chroma:0.6.2 && echo started",
    "docker run -p :8000:8000 -- chromadb/chroma:0.6.2",
  ])
  func `commands that start a container are found however they are written`(text: String) throws {
    let service = try service(text + "\n")
    #expect(service.release == .known(.v06))
    #expect(service.publications.map(\.reach) == [.everyAddress])
    #expect(service.publications.map(\.port) == [8000])
  }

  @Test func `docker refuses an image whose name ends in a carriage return`() throws {
    let service = try service("#!/bin/sh\r\ndocker run -p 8000:8000 chromadb/chroma:0.6.2\r\n")
    #expect(service.obstacles.map(\.rule) == [.fileRefused])
  }

  @Test func `ports of one address`() throws {
    let service = try service(
      "docker run -p 127.0.0.1:8000:8000 -p [::1]:1:8000 -p 10.0.0.1::8000 -p 53:53/udp -P chromadb/chroma\n")
    #expect(service.publications.map(\.reach) == [.loopback, .loopback, .address("10.0.0.1"), .everyAddress])
  }

  @Test func `the host's network is that of the server`() throws {
    #expect(
      try service("docker run --net host chromadb/chroma\n").publications.map(\.reach) == [.everyAddress])
  }

  @Test func `files of variables come before the options, as docker reads them`() throws {
    let service = try service(
      "docker run -e A=own --env-file chroma.env chromadb/chroma:0.6.2\n",
      files: ["chroma.env": "A=file\nB=\"q\"\n"])
    #expect(service.value("A") == "own")
    #expect(service.value("B") == "\"q\"")
    #expect(service.variables["B"]?.place.path == FilePath("chroma.env"))
  }

  @Test func `a tilde after a colon of a value is a folder, as bash reads it`() throws {
    let service = try service("docker run -e A=x:~/y -e B='x:~/y' -e C=x~y -e D=~ chromadb/chroma\n")
    #expect(service.variables["A"]?.value == .unknown(.computed))
    #expect(service.value("B") == "x:~/y")
    #expect(service.value("C") == "x~y")
    #expect(service.variables["D"]?.value == .unknown(.computed))
  }

  @Test func `braces of which bash makes several words are in doubt`() throws {
    let service = try service(
      "docker run -e A=x{,} -e B=x{a,b}c -e C={1..3} -e D='{a,b}' -e E={a -e F={} -e G=a,b -e H={a} chromadb/chroma\n"
    )
    for name in ["A", "B", "C"] { #expect(service.variables[name]?.value == .unknown(.computed), "\(name)") }
    for (name, value) in [("D", "{a,b}"), ("E", "{a"), ("F", "{}"), ("G", "a,b"), ("H", "{a}")] {
      #expect(service.value(name) == value, "\(name)")
    }
  }

  private static let changes: [String] = [
    "unset N", "unset -v N", "read N", "while read N; do :; done <<< x", "eval \"$(cat f)\"",
    ". /etc/chroma/env",
    "source \"$(dirname \"$0\")/f\"", "printf -v N x", "mapfile N <<< x", "getopts a N -a", "let N=1",
    ": $((N=5))",
    ": ${N:=x}", "N[0]=b", "N+=b", "declare -n R=N; R=b", "for N in a; do :; done", "IFS=l",
    "builtin unset N",
    "f() { N=b; }; f", "function f { unset N; }; f", "if x; then unset N; fi", "export -n N",
    "declare +x N", "typeset +x N", "declare +x N=b", "unset N; N=$(b)",
  ]

  @Test(arguments: changes)
  func `a command that may change a variable leaves its value in doubt`(change: String) throws {
    for start in ["N=value", "export N=value"] {
      let service = try service("\(start)\n\(change)\ndocker run -e A=$N -e N chromadb/chroma\n")
      #expect(service.variables["A"]?.value == .unknown(.computed), "\(start)")
      if start.hasPrefix("export"), change != "IFS=l" {
        #expect(service.variables["N"]?.value == .unknown(.computed), "\(start)")
      }
    }
  }

  @Test(arguments: ["export -n N", "declare +x N", "unset N"])
  func `a variable that is no longer exported is not handed on with a new value`(change: String) throws {
    let service = try service("export N=a\n\(change)\nN=value\ndocker run -e N chromadb/chroma\n")
    #expect(service.variables["N"]?.value == .unknown(.computed))
  }

  @Test(arguments: ["N=value &", "N=value | cat", "N=(value x)", "f() { N=value; }"])
  func `an assignment that is no value of the script is in doubt`(line: String) throws {
    let service = try service("\(line)\ndocker run -e A=$N chromadb/chroma\n")
    #expect(service.variables["A"]?.value != .known(Array("value".utf8)))
    #expect(service.value("A") == nil)
  }

  @Test(arguments: [
    "readonly N=value", "declare N=value", "declare -r N=value", "typeset N=value", "command export N=value",
  ])
  func `a declaration is an assignment`(line: String) throws {
    #expect(try service("\(line)\ndocker run -e A=$N chromadb/chroma\n").value("A") == "value")
  }

  @Test(arguments: ["sudo", "sudo -u x", "ssh host", "doas", "env -i"])
  func `what starts docker may have other variables`(prefix: String) throws {
    let service = try service("export N=value\n\(prefix) docker run -e N -e A=$N chromadb/chroma\n")
    #expect(service.variables["N"]?.value == .unknown(.computed))
    #expect(service.value("A") == "value")
    #expect(
      try self.service("export N=value\nexec nohup docker run -e N chromadb/chroma\n").value("N") == "value")
  }

  @Test(arguments: [
    "$OPTIONS", "\"${A[@]}\"", "$(options)", "-e X={a,b}", "{,}", "{-e,A=b}", "-e \"$NAME=x\"", "\"$@\"",
  ])
  func `options that a shell computes may set anything`(option: String) throws {
    let service = try service("docker run -e A=b \(option) -p 127.0.0.1:8000:8000 chromadb/chroma:0.6.2\n")
    #expect(service.variables.unread != nil)
    #expect(ChromaRelease.v06.judge(service.variables) { _ in .missing }.outcome == .unknown)
  }

  @Test(arguments: [
    "ID=$(docker run -d chromadb/chroma:0.6.2)", "ID=`docker run chromadb/chroma`",
    "sh -c 'docker run chromadb/chroma'",
    "run() { docker run \"$@\"; }\nrun -p 8000:8000 chromadb/chroma", "$DOCKER run chromadb/chroma",
    "echo $(docker run -d chromadb/chroma)", "export ID=$(docker run -d chromadb/chroma)",
    "docker run --name chroma \"$IMAGE\"", "helm install chroma chroma/chromadb", "pm2 start chroma -- run",
    "cat > chroma.service <<END\n[Service]\nExecStart=/usr/bin/docker run chromadb/chroma\nEND",
    "ssh host 'docker run chromadb/chroma'", "if [ -z \"$(docker run -d chromadb/chroma)\" ]; then :; fi",
  ])
  func `a Chroma that something starts which is not read is not passed over`(line: String) throws {
    let service = try service(line + "\n")
    #expect(ChromaRelease.v06.judge(service.variables) { _ in .missing }.outcome == .unknown)
  }

  @Test(arguments: [
    "docker pull chromadb/chroma", "docker ps -q --filter ancestor=chromadb/chroma",
    "docker rmi chromadb/chroma:0.6.2",
    "ID=$(docker ps -q --filter ancestor=chromadb/chroma)", "echo chromadb/chroma",
    "trivy image chromadb/chroma",
    "# docker run chromadb/chroma", "docker build -t chromadb/chroma .",
  ])
  func `an image that is only named is no Chroma`(line: String) throws {
    let context = DeploymentContext(
      FilePath("x.sh"), Array((line + "\n").utf8), file: { _ in .missing }, environment: { _ in nil })
    #expect(FileKind.shell.deployment(in: context)?.services.isEmpty == true)
  }

  @Test func `a line may go on anywhere in a name`() throws {
    let service = try service(
      "VALUE=v\ndocker run -e A=$\\\nVALUE -e B=$VAL\\\nUE -e C=\"$VA\\\nLUE\" -e D=$\\\n'x' chromadb/chroma\n"
    )
    for name in ["A", "B", "C"] { #expect(service.value(name) == "v", "\(name)") }
    #expect(service.variables["D"]?.value == .unknown(.computed))
  }

  @Test func `a file of variables that is not there leaves the outcome unknown`() throws {
    let service = try service("docker run --env-file chroma.env chromadb/chroma:0.6.2\n")
    #expect(service.variables.unread?.line == 1)
    #expect(ChromaRelease.v06.judge(service.variables) { _ in .missing }.outcome == .unknown)
    #expect(ChromaRelease.v1.judge(service.variables) { _ in .missing }.outcome == .open)
  }

  @Test func `a name alone is what the shell exports`() throws {
    let text = "export A=1\nB=2\nC=3 docker run -e A -e B -e C -e D -e E chromadb/chroma:0.6.2\n"
    let service = try service(text, environment: ["D": "4"])
    #expect(service.value("A") == "1")
    #expect(service.variables["B"]?.value == .unset)
    #expect(service.value("C") == "3")
    #expect(service.value("D") == "4")
    #expect(service.variables["E"]?.value == .unset)
  }

  @Test func `values are computed as far as they are plain`() throws {
    let service = try service(
      """
      TOKEN=abc
      docker run -e A="$TOKEN" -e B=${NONE:-x} -e C=$(openssl rand -hex 8) -e D="$GONE" \\
        -e E="$(cat token)" -e F=$2y$10$abc chromadb/chroma:$VERSION
      """, files: ["token": "secret\n"])
    #expect(service.value("A") == "abc")
    #expect(service.value("B") == "x")
    #expect(service.variables["C"]?.value == .unknown(.computed))
    #expect(service.value("D") == "")
    #expect(service.variables["D"]?.spelling.missing == ["GONE"])
    #expect(service.value("E") == "secret")
    #expect(service.variables["F"]?.value == .unknown(.computed))
    #expect(service.release == .unknown("VERSION is not set here"))
  }

  @Test func `a mount whose source has a comma is in quotes, as CSV`() throws {
    let service = try service(
      "docker run --mount 'type=bind,\"source=/a,\"\"b\"\"\",target=/h,readonly' chromadb/chroma:0.6.2\n")
    #expect(service.mount("/h")?.sourceText == "host /a,\"b\"")
  }

  @Test func `sources of mounts`() throws {
    let service = try service(
      """
      docker run -v "$(pwd)/a:/a:ro" -v $PWD/b:/b -v `pwd`/c:/c -v /abs:/d -v name:/e -v /f -v ~/g:/g \\
        --mount type=bind,source=./h,target=/h,readonly --mount type=volume,src=i,dst=/i --tmpfs /j:rw \\
        -v "$(dirname "$0")/k:/k" -v ../l:/l/../m/ chromadb/chroma
      """)
    #expect(
      service.mounts.map { "\($0.target) \($0.sourceText)" } == [
        "/a host a, or a folder", "/b host b, or a folder", "/c host c, or a folder",
        "/d host /abs, or a folder", "/e volume", "/f volume",
        "/g elsewhere: ~ is the home folder of whoever runs the command", "/h host h", "/i volume",
        "/j volume", "/k elsewhere: a shell computes its source", "/m host ../l, or a folder",
      ])
  }

  @Test(arguments: [
    "cat > compose.yaml <<EOF\nservices:\n  c:\n    image: chromadb/chroma\nEOF\ndocker compose up -d",
    "ssh host <<'EOF'\ndocker run chromadb/chroma:0.6.2\nEOF", "tmux new -d 'chroma run --path /data'",
  ])
  func `a Chroma that is started by a text is not passed over`(text: String) throws {
    let service = try service(text + "\n")
    #expect(service.release == .unknown("the command that starts it is not read"))
    #expect(service.variables.unread != nil)
  }

  @Test(arguments: [
    "htpasswd -Bbn a b > server.htpasswd", "if [ ! -f users ]; then htpasswd -Bbc ./server.htpasswd a b; fi",
  ])
  func `a file that the script may make before is not called missing`(line: String) throws {
    let run = "docker run -v ./server.htpasswd:/f chromadb/chroma:0.6.2"
    let made = try service("\(line)\n\(run)\n").mount("/f")
    #expect(made?.sourceText == "elsewhere: a command before it may make server.htpasswd")
    #expect(try service("\(run)\n\(line)\n").mount("/f")?.sourceText == "host server.htpasswd, or a folder")
    // It is another one then.
    let there = try service("\(line)\n\(run)\n", files: ["server.htpasswd": "a:b"]).mount("/f")
    #expect(there?.sourceText == "elsewhere: a command before it may make server.htpasswd")
  }

  private static let fileChanges = [
    "cp o.env e", "mv o e", "ln -sf o e", "install -m 600 o e", "sed -i s/a/b/ e", "sed -Ei \"s/$X/b/\" e",
    "echo A=2 >> e", "echo >e", "tee e <o", "cat <<END > e\nA=2\nEND", "rm -f e; touch e", "dd if=o of=e",
    "make e", "./gen.sh", "python3 gen.py", "F=e; cp o $F", "cp o \"$1\"", "sudo cp o e", "rm *", "rm {e,f}",
    "X=$(cp o e)", "echo `cp o e`", "bash -c 'cp o e'", "sh gen.sh", "f() { cp o \"$1\"; }; f e",
    "eval cp o e",
    "find . -name e -delete", "tar xf x.tar", "curl -so e http://x/", "curl -sO http://x/e", "cp -r x/. .",
    "cp x/* .", "git checkout e", ". ./unread", "docker run -v $PWD:/w alpine cp /w/o /w/e", "$CP o e",
    "if x; then cp o e; fi", "x || cp o e", "(cp o e)", "openssl rand -out e 9", "docker cp c:/e .",
    "echo > ./a/../e",
    "> >(tee e) echo", "cat <<END\n$(cp o e)\nEND", "echo ${X:-$(cp o e)}", "trap 'cp o e' DEBUG",
    "function f { cp o e; }; f", "case a in a) make | cat;; esac", "case a in a) :;; esac; (make)",
    "case a in\na|b)\nmake\n;; esac", "echo e | xargs cp o", ". /dev/stdin <<< 'cp o e'",
  ]

  @Test(arguments: fileChanges)
  func `a file that commands change before it is read is not known`(change: String) throws {
    let files = ["e": "A=1\nexport B=1\n", "o": "A=2\n"]
    let docker = try service("\(change)\ndocker run --env-file e -v ./e:/e chromadb/chroma\n", files: files)
    #expect(docker.variables.unread != nil && docker.value("A") == nil)
    #expect(docker.mount("/e")?.sourceText.hasPrefix("elsewhere") == true)
    let chroma = try service("\(change)\n. ./e\nC=$(cat e) chroma run\n", files: files)
    #expect(chroma.value("B") == nil && chroma.value("C") == nil)
  }

  @Test(arguments: [
    "cp e f", "chmod 600 e", "[ -f e ] || exit 1", "test -s e && cat e", "grep -q A e", "mkdir -p data",
    "log() { echo \"$(date) $*\"; }; log start", "for ((i=0; i<3; i++)); do sleep 1; done",
    "A=(a b c); if [[ -f e && -r e ]]; then echo ok; fi", "case \"$1\" in a|b) echo x;; *) echo y;; esac",
    "command -v foo || exit", "cat <<END\n$(date) `id`\nEND", "cat <<'END'\n$(make)\nEND",
    "case \"$1\" in\n  (up | start)\n    echo x ;;\n  -h|--help) exit;;\n  *) : ;;\nesac",
    "trap 'rm -f e' EXIT", "docker pull chromadb/chroma", "exec > >(tee -a run.log) 2>&1", "git pull",
    "docker compose up -d", "X=$(openssl rand -hex 16)", "source venv/bin/activate", "echo e >/dev/null 2>&1",
    "htpasswd -Bbc other \"$U\" \"$P\"", "htpasswd -vb e a b", "chroma-htpasswd lint e", "sed s/a/b/ e",
    "docker run -d --env-file e chromadb/chroma:0.6.2", "wget -qO- http://x/e", "rm -rf ./build/*",
    "cd \"$(dirname \"$0\")\"", "cd -- $(dirname -- ${BASH_SOURCE[0]}) || exit", "cd \"${0%/*}\"",
    "cd `dirname $0`/",
    "cd \"$(cd \"$(dirname \"$0\")\" && pwd)\"", "cd $(dirname $(readlink -f $0))", "cd .", "pushd \"$PWD\"",
  ])
  func `a file that commands only read is known`(line: String) throws {
    let text =
      line.replacing("cp e f", with: "cp f g") + "\ndocker run --env-file e -v ./e:/e chromadb/chroma\n"
    let deployment = try read(text, as: .shell, named: "run.sh", files: ["e": "A=1\n"])
    let service = try #require(deployment.services.last)
    #expect(service.value("A") == "1" && service.mount("/e")?.sourceText == "host e, or a folder")
  }

  @Test func `a folder that is mounted may have another file in it`() throws {
    func source(_ line: String) throws -> String? {
      try service("\(line)\ndocker run -v ./conf:/c chromadb/chroma\n", files: ["conf/": ""]).mount("/c")?
        .sourceText
    }
    for line in ["echo > conf/e", "rm -rf conf", "cp e conf/", "cp e $X/conf", "make"] {
      #expect(try source(line) == "elsewhere: a command before it may make conf", "\(line)")
    }
    #expect(try source("echo > data/e") == "host conf, or a folder")
  }

  @Test(arguments: [
    "cd x", "cd \"$(dirname \"$0\")/x\"", "cd \"$(dirname \"$0\")\"/x", "cd $(dirname $0)/..",
    "cd `dirname $0`/x",
    "cd \"$(dirname \"$(readlink -f \"$0\")\")/x\"", "eval cd x", "X=1 cd x", "pushd x", "pushd x >/dev/null",
    "popd",
    "builtin cd x", "command cd x", "cd -P x", "cd", "cd -", "chdir x", "cd ${0%/*}/x", ". ./unread",
    "(cd x)",
    "cd $(dirname $0)$X", "go() { cd \"$1\"; }; go x",
  ])
  func `a script that goes to another folder reads other files`(line: String) throws {
    let service = try service(
      "\(line)\ndocker run --env-file e -v ./e:/e --mount type=bind,source=e,target=/m chromadb/chroma\n",
      files: ["e": "A=1\n"])
    #expect(service.variables.unread != nil && service.value("A") == nil)
    for target in ["/e", "/m"] {
      #expect(service.mount(target)?.sourceText == "elsewhere: the script changes its folder before")
    }
    let chroma = try self.service("\(line)\nC=$(cat e) chroma run\n", files: ["e": "A=1\n"])
    #expect(chroma.value("C") == nil)
  }

  @Test(arguments: ["env -C x", "env --chdir=x", "sudo -i", "sudo -D x"])
  func `a command that docker is started by may go to another folder`(prefix: String) throws {
    let service = try service("\(prefix) docker run --env-file e chromadb/chroma\n", files: ["e": "A=1\n"])
    #expect(service.variables.unread != nil)
  }

  @Test(arguments: ["docker -H ssh://x run", "docker --host=tcp://x run", "DOCKER_HOST=ssh://x docker run"])
  func `an engine on another machine mounts files of that`(command: String) throws {
    let service = try service("\(command) --env-file e -v $PWD/e:/e chromadb/chroma\n", files: ["e": "A=1\n"])
    #expect(service.value("A") == "1")
    #expect(service.mount("/e")?.sourceText == "elsewhere: the command runs on another machine")
  }

  @Test(arguments: [
    "while IFS='=' read -r k v; do export \"$k=$v\"; done < .env",
    "while IFS= read -r l; do export \"$l\"; done < .env",
    "while IFS= read -r; do export \"$REPLY\"; done < e",
    "while IFS== read -r k v; do declare -x \"$k\"=\"$v\"; done < .env", "X=$(x); export A$X=b",
    "while IFS== read -r k v; do case $k in \"#\"*) continue;; esac; export \"$k=$v\"; done < .env",
    "for i in N; do declare -g \"$i=\"; done", "declare {N,X}=", "IFS= read -r N < f", "A=1 unset N",
    "A=1 eval N=", "A=1 . ./gone", "IFS= mapfile N < f", "readonly \"$1=\"", "N=1 export N",
  ])
  func `a variable that a command sets under a computed name, or after assignments, is in doubt`(
    line: String
  ) throws {
    let service = try service("export N=value\n\(line)\ndocker run -e A=$N -e N chromadb/chroma:0.6.2\n")
    for name in ["A", "N"] { #expect(service.variables[name]?.value == .unknown(.computed), "\(name)") }
    #expect(try started("\(line)\nchroma run").value("N") == nil)
  }

  @Test func `an assignment before a command of the shell is for that alone`() throws {
    let service = try service("B=1 export N=value\nC=1 true\ndocker run -e N -e C=$C chromadb/chroma\n")
    #expect(service.value("N") == "value" && service.value("C") == "")
  }

  @Test(arguments: [
    ("0.5.23", "", "A=1\n", "1"), ("0.5.23", "export A=2", "A=1\n", "2"), ("0.4.24", "", "A=1\n", nil),
    ("1.0.15", "", "A=1\n", nil), ("0.5.23", "cd x", "A=1\n", nil), ("0.5.23", "", nil, nil),
  ])
  func `Chroma reads a .env in its folder`(
    version: String, line: String, file: String?, value: String?
  ) throws {
    let text = "pip install chromadb==\(version)\n\(line)\nchroma run\n"
    #expect(try service(text, files: file.map { [".env": $0] } ?? [:]).value("A") == value)
    let changed = try service("cp o .env\n" + text, files: [".env": "A=1\n"])
    #expect((changed.variables.unread != nil) == (version == "0.5.23" && line != "cd x"))
  }

  @Test(arguments: [("c", true), ("\"$1\"", true), ("other", false)])
  func `what docker cp puts into a container is not known`(name: String, isChanged: Bool) throws {
    let text = "docker create --name c chromadb/chroma:0.6.2\ndocker cp h \(name):/h\ndocker start c\n"
    let service = try service(text)
    #expect((service.doubt != nil) == isChanged && (service.hasUnknownFiles != nil) == isChanged)
    #expect(try self.service("docker run --name c chromadb/chroma:0.6.2\ndocker cp c:/h h\n").doubt == nil)
  }

  @Test func `what is exported in a process of its own is not handed on`() throws {
    let service = try service("N=value\nexport N &\ndocker run -e N chromadb/chroma\n")
    #expect(service.variables["N"]?.value == .unknown(.computed))
  }

  @Test(arguments: ["UID", "HOSTNAME", "RANDOM", "BASH_SOURCE", "OLDPWD", "GITHUB_SHA"])
  func `a name that the shell itself gives a value is not called unset`(name: String) throws {
    let service = try service("docker run -e A=$\(name) chromadb/chroma\n")
    #expect(service.variables["A"]?.value == .unknown(.computed))
  }

  @Test(arguments: [
    ("0.4.24", "", true), ("0.4.24", "'numpy<2'", false), ("0.4.24", "numpy==1.26.4", false),
    ("0.5.2", "numpy", true), ("0.5.3", "", false), ("0.5.0", "numpy==2.0.0", true),
  ])
  func `a Chroma that needs numpy 1 may not start`(version: String, package: String, isDoubtful: Bool) throws
  {
    let service = try service("pip install chromadb==\(version) \(package)\nchroma run\n")
    #expect((service.doubt != nil) == isDoubtful)
  }

  @Test func `a script that changes its folder looks elsewhere`() throws {
    let text = "cd /srv\ndocker run -v ./a:/a chromadb/chroma\n"
    let away = try service(text)
    #expect(
      away.mount("/a")?.sourceText == "elsewhere: the script changes its folder before")
    let stays = "cd \"$(dirname \"$0\")\"\ndocker run -v ./a:/a chromadb/chroma\n"
    #expect(try service(stays).mount("/a")?.sourceText == "host a, or a folder")
  }

  @Test func `what comes after the image is its command`() throws {
    let service = try service(
      "docker run --entrypoint uvicorn -w /x chromadb/chroma:0.6.2 chromadb.app:app --host 0.0.0.0\n")
    #expect(service.entrypoint?.map(\.text) == ["uvicorn"])
    #expect(service.command?.map(\.text) == ["chromadb.app:app", "--host", "0.0.0.0"])
    #expect(service.workingFolder == "/x")
  }

  @Test func `chroma run is a server of the package that is installed`() throws {
    let service = try service(
      """
      #!/bin/bash
      set -a
      . ./chroma.env
      pip install -q "chromadb==0.6.2"
      exec chroma run --path /data --host 0.0.0.0 --port 9000
      """, files: ["chroma.env": "CHROMA_SERVER_AUTHN_PROVIDER=x\n"])
    #expect(service.name == "chroma run")
    #expect(service.program == .chromaRun)
    #expect(service.release == .known(.v06))
    #expect(service.value("CHROMA_SERVER_AUTHN_PROVIDER") == "x")
    #expect(service.publications.map(\.reach) == [.everyAddress])
    #expect(service.publications.map(\.port) == [9000])
  }

  @Test(arguments: [
    "pip install chromadb", "pip install chromadb==0.5.22", "pip install 'chromadb>=0.5'",
    "pip install chromadb==0.6.2 chromadb==0.5.0",
    "echo chromadb==0.6.2", "pip install chromadb-client==0.6.2", "pip install chromadb==$VERSION",
  ])
  func `a release that is not pinned is not known`(install: String) throws {
    #expect(
      try service("\(install)\nchroma run\n").release
        == .unknown("the files do not say which release chroma run is"))
  }

  @Test(arguments: [
    ("if x; then\n  y\nfi\npip install chromadb==0.6.2", true),
    ("if x; then\n  pip install chromadb==0.6.2\nfi", false), ("x || pip install chromadb==0.6.2", false),
    ("for i in 1 2; do\n  if x; then y; fi\n  pip install chromadb==0.6.2\ndone", false),
    (". v/bin/activate\npip install chromadb==0.6.2", true),
  ])
  func `an install that may not run, or is elsewhere, says no release`(install: String, isKnown: Bool) throws
  {
    #expect((try service("\(install)\nchroma run\n").release == .known(.v06)) == isKnown)
  }

  /// The server of a line, of a release that the script installs, with the variable `N`.
  private func started(_ line: String) throws -> Service {
    try service("pip install chromadb==0.6.2\nexport N=value\n\(line)\n")
  }

  @Test(arguments: [
    "chroma run", "exec chroma run", "exec -- chroma run", "nohup chroma run &", "nice -n 5 chroma run",
    "time chroma run",
    "ionice -c2 -n 7 chroma run", "timeout -s INT --kill-after=5 10 chroma run", "setsid -f chroma run",
    "stdbuf -oL chroma run", "taskset -c 0,1 chroma run", "command chroma run", "env A=b chroma run",
    "exec nohup /usr/bin/env A=b nice -n5 chroma run", "bash -c 'cd /srv && exec chroma run'",
    "sh -ec 'set -u; mkdir -p d; chroma run --path d'", "python3 -u -m chromadb.cli.cli run",
    "python -m uvicorn chromadb.app:app", "(chroma run)", "if [ -n \"$X\" ]; then chroma run; fi",
  ])
  func `what leaves the environment alone is looked through`(line: String) throws {
    let service = try started(line)
    #expect(service.doubt == nil && service.release == .known(.v06))
    #expect(service.value("N") == "value")
  }

  @Test(arguments: [
    "sudo chroma run", "sudo -E chroma run", "sudo --preserve-env=N chroma run", "doas chroma run",
    "pkexec chroma run",
    "systemd-run chroma run", "su chroma -s /bin/sh -c 'chroma run'", "runuser -u x -- chroma run",
    "env -i chroma run",
    "env - A=b chroma run", "env --ignore-environment chroma run", "env -vi chroma run",
    "env -u N chroma run",
    "env --unset=N chroma run", "env $A chroma run", "exec -c chroma run", "setpriv --reset-env chroma run",
    "nohup env -i chroma run", "timeout 10 env -i chroma run", "timeout $A chroma run",
    "nice -n 5 sudo chroma run",
    "bash -c 'unset N; chroma run'", "bash -c 'export N=; chroma run'", "bash -lc 'chroma run'",
    "bash -c \"$A chroma run\"",
    "sh -c '. ./x && chroma run'", "sh -c 'f() { unset N; }; chroma run'", "sh -c 'N=; chroma run'",
    "./env chroma run",
    "$A chroma run", "xargs chroma run", "python x.py chroma run", "docker exec web chroma run",
    "docker compose exec web chroma run", "kubectl exec web -- chroma run", "ssh host chroma run",
    "npx chroma run",
  ])
  func `whether a program before it leaves the environment alone is not known`(line: String) throws {
    #expect(try started(line).doubt?.rule == .cannotTell)
  }

  @Test func `env gives it variables, an empty one too`() throws {
    let service = try started("nohup env N= A='b c' /usr/bin/env B=$A$(x) uvicorn chromadb.app:app")
    #expect(service.doubt == nil)
    #expect(service.value("N") == "" && service.value("A") == "b c")
    #expect(service.variables["B"]?.value == .unknown(.computed))
    #expect(try started("bash -c 'N= exec chroma run'").value("N") == "")
  }

  @Test(arguments: [
    "chroma run", "A=b\nmkdir -p x && chroma run", ". ./x\nchroma run", "f() { echo; }\nchroma run",
    "python3 -m venv v\n. v/bin/activate\npip install chromadb==0.6.2\nchroma run",
    "v/bin/pip install chromadb==0.6.2\n./v/bin/chroma run",
    "v/bin/python -m pip install chromadb==0.6.2\nv/bin/python -m uvicorn chromadb.app:app",
    "chroma run &\nmake test", "bash -c 'pip install chromadb==0.6.2 && chroma run'",
  ])
  func `a Chroma that pip installed is that of its folder`(lines: String) throws {
    let service = try service("pip install chromadb==0.6.2\n\(lines)\n", files: ["x": "B=c\n"])
    #expect(service.release == .known(.v06))
  }

  @Test(arguments: [
    "/opt/chroma/bin/chroma run", "./v/bin/chroma run", "$V/bin/chroma run", "~/.local/bin/chroma run",
    "/opt/bin/python3 -m uvicorn chromadb.app:app", "conda activate x\nchroma run",
    ". v/bin/activate\nchroma run",
    "PATH=/opt/bin:$PATH\nchroma run", "export PATH=/opt/bin:$PATH\nchroma run", "PATH=/opt/bin chroma run",
    "env PATH=/opt/bin chroma run", "alias chroma=x\nchroma run", "curl x | bash\nchroma run",
    "cargo install chroma\nchroma run",
    "make deps\nchroma run", "./install.sh\nchroma run", "cp x /usr/local/bin/chroma\nchroma run",
    "sudo make\nchroma run",
    "bash -c 'pip install chromadb==1.0.0 && chroma run'", "ssh host pip install chromadb==0.6.2\nchroma run",
  ])
  func `a Chroma that may be another than the one that pip installed is not known`(lines: String) throws {
    #expect(
      try service("pip install chromadb==0.6.2\n\(lines)\n").release
        == .unknown(
          "the files do not say which release \(lines.contains("uvicorn") ? "uvicorn chromadb.app:app" : "chroma run") is"
        ))
    let other = "v/bin/pip install chromadb==0.6.2\nchroma run\n"
    #expect(try service(other).release == .unknown("the files do not say which release chroma run is"))
  }

  @Test(arguments: [
    ("if x; then\nRUN", false), ("while x; do\nRUN", false), ("for i in a; do RUN; don", false),
    ("{ RUN", false),
    ("(RUN", false), ("RUN )", false), ("RUN\nfi", false), ("f() {\nRUN", false),
    ("case x in\na) RUN;;\n", false),
    ("if x; then\n  RUN\nfi", true), ("function f {\n  RUN\n}\n{ RUN; } | x", true),
    ("(cd x && (RUN))", true),
    ("case x in\na) y;;\n(b) RUN;;\nesac", true), ("A=(b c)\nfor ((i=0; i<3; i++)); do RUN; done", true),
    ("select i in a; do RUN; done < x", true), ("if [[ x =~ ^(a|b)$ ]]; then RUN; else y; fi && x", true),
    ("until x; do if ! y; then RUN; fi; done", true),
  ])
  func `a script of which something has no end may not run`(text: String, isWhole: Bool) throws {
    for command in ["docker run chromadb/chroma:0.6.2", "chroma run"] {
      let deployment = try read(text.replacing("RUN", with: command) + "\n", as: .shell)
      #expect(deployment.services.isEmpty == false)
      for service in deployment.services {
        #expect((service.doubt == nil) == isWhole, "\(service.doubt as Any)")
      }
    }
  }

  @Test(arguments: [
    ("chromadb==1.0.13", false), ("chromadb==1.5.9", false), ("chromadb[server]==1.5.9", false),
    ("chromadb==1.0.12", true), ("'chromadb[dev]==1.5.9'", true), ("chromadb==1.5.9 fastapi", true),
    ("chromadb==0.6.2", true),
  ])
  func `uvicorn needs an extra of chromadb from 1_0_13 on`(package: String, isKnown: Bool) throws {
    let service = try service("pip install \(package)\nuvicorn chromadb.app:app\n")
    #expect((service.doubt == nil) == isKnown)
    #expect(try self.service("pip install \(package)\nchroma run\n").doubt == nil)
  }

  @Test func `requirements are read`() throws {
    let service = try service(
      "pip install -r requirements.txt\nuvicorn chromadb.app:app --port 8000\n",
      files: ["requirements.txt": "numpy\nchromadb[server]==1.0.15 ; python_version > '3'\n"])
    #expect(service.release == .known(.v1))
    #expect(service.program == .python)
    #expect(service.publications.map(\.reach) == [.loopback])
  }

  @Test func `options that no release of chroma run has keep it from starting`() throws {
    let deployment = try read(
      "#!/bin/sh\nexec chroma run --path /data --auth-provider x --auth-credentials y\n", as: .shell)
    let answer = try #require(deployment.answers { _ in .missing }.first)
    #expect(answer.service.name == "chroma run")
    #expect(answer.outcome == .doesNotStart)
    let finding = try #require(answer.findings.first { $0.rule == .commandOfOtherRelease })
    #expect(finding.place?.line == 2)
    #expect(finding.message.contains("--auth-provider"))
  }

  @Test func `only exports are settings for a server that is not known`() throws {
    let service = try service("export CHROMA_SERVER_AUTHN_PROVIDER=a\nexport OTHER=1\n")
    #expect(service.name == "run.sh")
    #expect(service.value("CHROMA_SERVER_AUTHN_PROVIDER") == "a")
  }

  @Test func `what an export takes from a command may be anything`() throws {
    let service = try service("export $(grep -v '^#' .env | xargs)\nchroma run\n")
    #expect(service.variables.unread?.line == 1)
  }

  @Test func `other commands and here-documents start nothing`() throws {
    let text = """
      docker build -t x .
      docker run nginx
      docker compose up -d
      cat >f <<'END'
      docker run chromadb/chroma
      END
      echo docker run chromadb/chroma
      # docker run chromadb/chroma
      pip install chroma run
      """
    #expect(try read(text, as: .shell).services.isEmpty)
  }

  @Test func `a copy of the image under another name is known by its settings`() throws {
    let service = try service("docker run -e CHROMA_SERVER_AUTHN_PROVIDER=x example.org/db:2\n")
    #expect(
      service.release
        == .unknown("the image example.org/db:2 does not say which release of Chroma it has"))
  }

  @Test func `many services are read up to a number, and that is said`() throws {
    let text = String(repeating: "docker run chromadb/chroma\n", count: 1500)
    let deployment = try read(text, as: .shell)
    #expect(deployment.services.count == 1000)
    #expect(deployment.findings.map(\.rule) == [.cannotTell])
  }

  @Test(arguments: [
    ("docker tag x chromadb/chroma:0.6.2", false),
    ("docker image tag x docker.io/chromadb/chroma:0.6.2", false),
    ("docker tag chromadb/chroma:0.6.2 other:1", true), ("docker build -t chromadb/chroma:0.6.2 .", false),
    ("sudo docker buildx build --tag=chromadb/chroma:0.6.2 .", false), ("docker build -t other .", true),
    ("podman build -tchromadb/chroma:0.6.2 .", false), ("docker commit x chromadb/chroma:0.6.2", false),
  ])
  func `an image that a command makes is not known`(command: String, isKnown: Bool) throws {
    let service = try service("\(command)\ndocker run chromadb/chroma:0.6.2\n")
    #expect((service.knownRelease != nil) == isKnown && (service.variables.unread == nil) == isKnown)
  }

  @Test func `docker service update may change what was created`() throws {
    let create = "docker service create --name c chromadb/chroma:0.6.2\n"
    #expect(try service(create).variables.unread == nil)
    #expect(try service(create + "docker service update --env-rm A c\n").variables.unread != nil)
  }

  @Test(arguments: [
    "read -r A <<<\"v\"", "printf -v A %s v", "mapfile A <f", "for A in a b; do :; done", "let A=1", "A+=x",
    "wait -n -p A",
  ])
  func `under set -a a command that sets a name hands it on`(line: String) throws {
    for isExported in [true, false] {
      let service = try service(
        "#!/bin/bash\n\(isExported ? "set -a\n" : "")\(line)\npip install chromadb==0.6.2\nchroma run\n")
      let isUnknown = if case .unknown? = service.variables["A"]?.value { true } else { false }
      #expect(isUnknown == isExported)
    }
  }

  @Test func `a name alone in a file for docker is what the shell has`() throws {
    let name = "CHROMA_SERVER_AUTHN_PROVIDER"
    for (text, value) in [("", nil), ("export \(name)=x\n", "x")] as [(String, String?)] {
      let service = try service(
        text + "docker run --env-file e chromadb/chroma:0.6.2\n", files: ["e": "\(name)\nA=1\n"])
      let isUnknown = if case .unknown? = service.variables[name]?.value { true } else { false }
      #expect(service.value(name) == value && isUnknown == (value == nil))
    }
  }

  @Test(arguments: [
    ("--read-only", Outcome.doesNotStart), ("--read-only=false", .protectedToken),
    ("--read-only --tmpfs /chroma/chroma", .doesNotStart), ("", .protectedToken),
  ])
  func `a container without a folder to write to does not start`(options: String, outcome: Outcome) throws {
    let settings = "-e CHROMA_SERVER_AUTHN_PROVIDER=\(ChromaSettings.tokenProvider)"
    let token = "-e CHROMA_SERVER_AUTHN_CREDENTIALS=kVv0D5aQx8Zr1nTq8Zr1nTqkVv0D5aQ"
    let text = "docker run \(options) \(settings) \(token) chromadb/chroma:0.6.2\n"
    let deployment = try read(text, as: .shell, named: "run.sh")
    #expect(deployment.answers { _ in .missing }.map(\.outcome) == [outcome])
  }

  @Test(arguments: [
    ("--port abc", Outcome.doesNotStart), ("--port", .doesNotStart), ("config.yaml", .doesNotStart),
    ("--help", .doesNotStart), ("-p 1", .doesNotStart), ("--test", .doesNotStart),
    ("--host 0.0.0.0 --port \"$1\"", .protectedToken), ("--path=/data", .protectedToken),
  ])
  func `options that chroma run refuses start nothing`(options: String, outcome: Outcome) throws {
    let text = """
      #!/bin/bash
      pip install chromadb==0.5.23
      export CHROMA_SERVER_AUTHN_PROVIDER=\(ChromaSettings.tokenProvider)
      export CHROMA_SERVER_AUTHN_CREDENTIALS=kVv0D5aQx8Zr1nTq8Zr1nTqkVv0D5aQ
      chroma run \(options)

      """
    let deployment = try read(text, as: .shell, named: "run.sh")
    #expect(deployment.answers { _ in .missing }.map(\.outcome) == [outcome])
  }

  @Test(arguments: ["chroma run --host 0.0.0.0 --port $PORT", "uvicorn chromadb.app:app --port ${PORT}"])
  func `a port that the platform gives is one`(command: String) throws {
    let install = "pip install chromadb==1.5.9 fastapi"
    let script = try read("#!/bin/sh\n\(install)\n\(command)\n", as: .shell, named: "run.sh")
    let image = try read(
      "FROM python:3.11\nRUN \(install)\nCMD \(command)\n", as: .dockerfile, named: "Dockerfile")
    for deployment in [script, image] {
      #expect(deployment.answers { _ in .missing }.map(\.outcome) == [.open])
    }
  }

  @Test func `options of whoever starts the script may be an address`() throws {
    let service = try service("#!/bin/sh\npip install chromadb==1.5.9\nexec chroma run --path d \"$@\"\n")
    #expect(service.publications.map(\.reach) == [.unknown("a shell computes the options")])
  }
}
