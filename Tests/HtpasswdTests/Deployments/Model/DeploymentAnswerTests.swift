import Credentials
import Deployments
import Kernel
import Testing

/// Outcomes of the services of a compose file, with the files beside it.
@Suite struct DeploymentAnswerTests {
  private func answers(
    _ text: String, _ files: [String: String] = [:], attributes: FileAttributes? = nil
  ) throws -> [ServiceAnswer] {
    try read(text, as: .compose, named: "compose.yaml", files: files).answers { path in
      if let content = files[path.description] { return .content(Array(content.utf8)) }
      return files.keys.contains { $0.hasPrefix("\(path)/") } || path.description == "." ? .folder : .missing
    } names: { folder in
      let prefix = "\(folder)/"
      let inside = files.keys.filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count) }
      return Set(inside.map { $0.prefix { $0 != "/" } }).map(String.init)
    } attributes: { _ in
      attributes
    }
  }

  private static let users = "admin:\(Sample.alice)\n"

  private func rules(_ answer: ServiceAnswer, _ severity: Severity = .error) -> [String] {
    answer.findings.filter { $0.severity == severity }.map { "\($0.place?.line ?? 0) \($0.rule.rawValue)" }
  }

  private static let token = """
        environment:
          CHROMA_SERVER_AUTHN_PROVIDER: chromadb.auth.token_authn.TokenAuthenticationServerProvider
          CHROMA_SERVER_AUTHN_CREDENTIALS: kVv0D5aQx8Zr1nTq8Zr1nTqkVv0D5aQ

    """

  private static func chroma(_ keys: String, tag: String = "0.6.2") -> String {
    "services:\n  chroma:\n    image: chromadb/chroma:\(tag)\n\(keys)"
  }

  // MARK: The program of the image

  @Test(arguments: ["volumes: [\"./:/chroma\"]", "volumes: [\"./data:/chroma\"]", "tmpfs: /chroma"])
  func `a mount over the program of the image stops it`(keys: String) throws {
    let answer = try answers(Self.chroma("    \(keys)\n" + Self.token), ["data/x": ""])[0]
    #expect(answer.outcome == .doesNotStart)
    #expect(rules(answer) == ["4 file-not-mounted"])
  }

  @Test(arguments: [
    "volumes: [\"./e.sh:/docker_entrypoint.sh\"]", "volumes: [\"./e.sh:/chroma/chromadb/auth/__init__.py\"]",
    "volumes: [\"./e.sh:/usr/local/bin/uvicorn\"]",
    "entrypoint: [env, -u, CHROMA_SERVER_AUTHN_PROVIDER, uvicorn, \"chromadb.app:app\"]",
  ])
  func `what another program asks is not known`(keys: String) throws {
    #expect(try answers(Self.chroma("    \(keys)\n" + Self.token), ["e.sh": "x"])[0].outcome == .unknown)
  }

  /// Docker and compose take the entrypoint of the image away for an empty one, and leave it for `null`.
  @Test(arguments: [
    ("entrypoint: []", "0.6.2", Outcome.doesNotStart), ("entrypoint: \"\"", "1.5.9", .doesNotStart),
    ("entrypoint: []\n    command: --workers 2", "0.6.2", .doesNotStart),
    ("entrypoint: []\n    command: uvicorn chromadb.app:app", "0.6.2", .protectedToken),
    (
      "entrypoint: []\n    command: env -u CHROMA_SERVER_AUTHN_PROVIDER uvicorn chromadb.app:app", "0.6.2",
      .unknown
    ),
    ("entrypoint: null", "0.6.2", .protectedToken), ("command: []", "1.5.9", .unknown),
  ])
  func `a command without an entrypoint is the whole command line`(
    keys: String, tag: String, outcome: Outcome
  )
    throws
  {
    #expect(try answers(Self.chroma("    \(keys)\n" + Self.token, tag: tag))[0].outcome == outcome)
  }

  @Test(arguments: [
    ("COPY e.sh /docker_entrypoint.sh", Outcome.unknown), ("COPY src /chroma", .unknown),
    ("RUN sed -i s/a/b/ /docker_entrypoint.sh", .unknown), ("COPY e.sh /e.sh", .protectedToken),
    ("COPY data /chroma", .protectedToken), ("RUN apt-get install -y curl", .protectedToken),
  ])
  func `an image with another program asks what is not known`(line: String, outcome: Outcome) throws {
    let answer = try answers(
      "services:\n  chroma:\n    build: .\n" + Self.token,
      [
        "Dockerfile": "FROM chromadb/chroma:0.6.2\n\(line)\n", "e.sh": "x", "src/chromadb/x.py": "",
        "data/x": "",
      ])[0]
    #expect(answer.outcome == outcome)
  }

  @Test(arguments: [
    ("volumes: [\"./auth:/auth\"]", Outcome.doesNotStart), ("tmpfs: [/auth]", .doesNotStart),
    ("volumes: [\"./none:/auth\"]", .doesNotStart), ("volumes: [\"/srv/auth:/auth\"]", .unknown),
    ("volumes: [\"./full:/auth\"]", .protectedBasic),
    ("volumes: [\"./auth:/other\"]", .protectedBasic), ("volumes: [\"./auth:/auth/more\"]", .protectedBasic),
  ])
  func `a mount hides what the image has there`(mount: String, outcome: Outcome) throws {
    let hash = "$2y$05$vN7DKX9hMKmak8fUlRyWwe6EfDTKhUP4BMzK21n6tr3McVlMtnPtO"
    let text = """
      services:
        chroma:
          build: .
          \(mount)
          environment:
            CHROMA_SERVER_AUTHN_PROVIDER: chromadb.auth.basic_authn.BasicAuthenticationServerProvider
            CHROMA_SERVER_AUTHN_CREDENTIALS_FILE: /auth/server.htpasswd
      volumes: {v: {}}

      """
    let answer = try answers(
      text,
      [
        "Dockerfile": "FROM chromadb/chroma:0.5.23\nCOPY server.htpasswd /auth/\n",
        "server.htpasswd": "admin:\(hash)\n", "auth/x": "", "full/server.htpasswd": "bob:\(hash)\n",
      ])[0]
    #expect(answer.outcome == outcome)
  }

  @Test func `a mount with the program in it, a new volume and data below it stop nothing`() throws {
    for (volume, files) in [
      ("./src:/chroma", ["src/chromadb/log_config.yml": ""]), ("./data:/chroma/chroma", [:]),
      ("v:/chroma", [:]),
    ] {
      let text = Self.chroma("    volumes: [\"\(volume)\"]\n" + Self.token) + "volumes: {v: {}}\n"
      #expect(try answers(text, files)[0].outcome == .protectedToken, "\(volume)")
    }
  }

  @Test(arguments: [
    ("user: \"1000:1000\"", true), ("user: root", false), ("user: \"0:0\"", false),
    ("read_only: true", true), ("read_only: false", false),
  ])
  func `a server that cannot write its data does not start`(key: String, isLimited: Bool) throws {
    let text = Self.chroma("    \(key)\n" + Self.token)
    let answer = try answers(text)[0]
    #expect(answer.outcome == (isLimited ? .doesNotStart : .protectedToken))
    #expect(rules(answer) == (isLimited ? ["4 file-not-mounted"] : []))
    let command = "    command: uvicorn chromadb.app:app\n"
    let mounted = Self.chroma("    \(key)\n    volumes: [\"./d:/chroma/chroma\"]\n" + command + Self.token)
    #expect(try answers(mounted, ["d/x": ""])[0].outcome == .protectedToken)
  }

  @Test func `a pod that may not run as root does not start as root`() throws {
    func outcome(_ security: String) throws -> Outcome? {
      let text = """
        apiVersion: v1
        kind: Pod
        metadata: {name: db}
        spec:
          securityContext: {\(security)}
          containers:
          - name: c
            image: chromadb/chroma:0.6.2
            args: [uvicorn, "chromadb.app:app"]
            env:
            - {name: CHROMA_SERVER_AUTHN_PROVIDER, value: chromadb.auth.token_authn.TokenAuthenticationServerProvider}
            - {name: CHROMA_SERVER_AUTHN_CREDENTIALS, value: kVv0D5aQx8Zr1nTq8Zr1nTqkVv0D5aQ}
            volumeMounts: [{name: d, mountPath: /chroma/chroma}]
          volumes: [{name: d, emptyDir: {}}]

        """
      return try read(text, as: .kubernetes).answers { _ in .missing }.first?.outcome
    }
    #expect(try outcome("runAsNonRoot: true") == .doesNotStart)
    #expect(try outcome("runAsNonRoot: true, runAsUser: 1000, fsGroup: 1000") == .protectedToken)
    #expect(try outcome("runAsNonRoot: false") == .protectedToken)
  }

  @Test func `a program of one's own is not known`() throws {
    for volume in ["./chromadb:/chroma/chromadb", "./auth:/chroma/chromadb/auth"] {
      #expect(
        try answers(Self.chroma("    volumes: [\"\(volume)\"]\n" + Self.token))[0].outcome == .unknown)
    }
    let text = Self.chroma("    volumes: [\"./l.yml:/chroma/chromadb/log_config.yml\"]\n" + Self.token)
    #expect(try answers(text)[0].outcome == .protectedToken)
  }

  @Test func `another working folder has no program`() throws {
    let answer = try answers(Self.chroma("    working_dir: /\n" + Self.token))[0]
    #expect(answer.outcome == .doesNotStart && rules(answer) == ["2 value-not-taken"])
    #expect(
      try answers(Self.chroma("    working_dir: /chroma/\n" + Self.token))[0].outcome == .protectedToken)
    #expect(try answers(Self.chroma("    working_dir: /\n", tag: "1.5.9"))[0].outcome == .open)
  }

  @Test func `a mounted .env counts for what the environment does not set`() throws {
    let text = Self.chroma("    volumes: [\"./e:/chroma/.env\"]\n")
    let settings =
      "CHROMA_SERVER_AUTHN_PROVIDER=chromadb.auth.token_authn.TokenAuthenticationServerProvider\n"
      + "CHROMA_SERVER_AUTHN_CREDENTIALS=kVv0D5aQx8Zr1nTq8Zr1nTqkVv0D5aQ\n"
    #expect(try answers(text, ["e": settings])[0].outcome == .protectedToken)
    #expect(try answers(text, ["e": "A=b\n"])[0].outcome == .open)
    let both = try answers(text + Self.token, ["e": "CHROMA_SERVER_AUTHN_CREDENTIALS_FILE=x\n"])[0]
    #expect(both.outcome == .doesNotStart)
    let emptied = try answers(
      text + "    environment: [CHROMA_SERVER_AUTHN_PROVIDER=]\n", ["e": settings])[0]
    #expect(emptied.outcome == .open)
  }

  // MARK: What is not known

  @Test func `what has settings of Chroma and may be anything is not called open`() throws {
    let text = "services:\n  api:\n    image: x\n    environment: [CHROMA_SERVER_AUTHN_CREDENTIALS=abc]\n"
    let answer = try answers(text)[0]
    #expect(answer.outcome == .unknown && rules(answer).isEmpty)
    #expect(rules(answer, .warning).contains("3 cannot-tell"))
  }

  @Test func `what is not set is no finding where more may be set elsewhere`() throws {
    let text = """
      apiVersion: v1
      kind: Pod
      metadata: {name: db}
      spec:
        containers:
        - name: c
          image: chromadb/chroma:0.6.2
          envFrom: [{secretRef: {name: elsewhere}}]

      """
    let answer = try #require(read(text, as: .kubernetes).answers { _ in .missing }.first)
    #expect(answer.outcome == .unknown && rules(answer).isEmpty)
    #expect(rules(answer, .warning) == ["8 cannot-tell"])
  }

  // MARK: Fronts

  private static func front(_ keys: String) -> String {
    chroma("", tag: "1.5.9") + "  web:\n    image: nginx:1.28\n    ports: [\"127.0.0.1:80:80\"]\n" + keys
  }

  private static func server(_ asks: Bool) -> String {
    "server {\n\(asks ? "auth_basic x; auth_basic_user_file users;" : "")\nlocation / { proxy_pass http://chroma:8000; }\n}\n"
  }

  @Test func `every file of a mounted folder counts, and is named`() throws {
    let text = Self.front("    volumes: [\"./conf:/etc/nginx/conf.d\", \"./users:/etc/nginx/users\"]\n")
    let files = ["conf/a.conf": Self.server(true), "users": Self.users]
    let asks = try answers(text, files)[1]
    #expect(asks.outcome == .protectedBasic && asks.service.configurationFiles == [FilePath("conf/a.conf")])
    for folder in ["/etc/nginx", "/etc/nginx/conf.d/more"] {
      let more =
        text.replacing("\"./conf:", with: "\"other:\(folder)\", \"./conf:") + "volumes: {other: {}}\n"
      #expect(try answers(more, files)[1].outcome == (folder == "/etc/nginx" ? .unknown : .protectedBasic))
    }
    let other = "server { listen 81;\n\nlocation / { proxy_pass http://chroma:8000; } }\n"
    let open = try answers(text, files.merging(["conf/b.conf": other]) { $1 })[1]
    #expect(open.outcome == .open)
    #expect(open.findings.contains { $0.place?.path == FilePath("conf/b.conf") && $0.place?.line == 3 })
  }

  @Test func `what nginx.conf includes of a mounted folder is read`() throws {
    let text = Self.front("    volumes: [\"./nginx:/etc/nginx\"]\n")
    let files = [
      "nginx/nginx.conf": "events {}\nhttp { include sites/*.conf; }\n", "nginx/users": Self.users,
      "nginx/sites/c.conf": Self.server(true), "nginx/conf.d/other.conf": Self.server(false),
    ]
    #expect(try answers(text, files)[1].outcome == .protectedBasic)
  }

  @Test func `a command names the configuration that counts`() throws {
    let mounts =
      "    volumes: [\"./a:/etc/nginx/conf.d/a.conf\", \"./b:/b.conf\", \"./u:/etc/nginx/users\"]\n"
    let files = ["a": Self.server(true), "b": "events {}\nhttp {\n\(Self.server(false))}\n", "u": Self.users]
    let text = Self.front(mounts)
    #expect(try answers(text, files)[1].outcome == .protectedBasic)
    #expect(try answers(text + "    command: nginx -c /b.conf\n", files)[1].outcome == .open)
    #expect(try answers(text + "    command: sh /start.sh\n", files)[1].outcome == .unknown)
  }

  @Test func `an image of nginx that compose builds has the files of its Dockerfile`() throws {
    let text = Self.chroma("", tag: "1.5.9") + "  web:\n    build: ./web\n    ports: [\"80:80\"]\n"
    let from = "FROM nginx:1.28\n"
    let copy = from + "COPY a.conf /etc/nginx/conf.d/\nCOPY users /etc/nginx/users\n"
    func outcome(_ dockerfile: String, asks: Bool, _ more: String = "") throws -> Outcome? {
      let files = ["web/Dockerfile": dockerfile, "web/a.conf": Self.server(asks), "web/users": Self.users]
      return try answers(text + more, files).last?.outcome
    }
    #expect(try outcome(copy, asks: true) == .protectedBasic)
    #expect(try outcome(copy, asks: false) == .open)
    // A RUN command may change it, and another stage may make another.
    #expect(try outcome(copy + "RUN sed -i /auth/d /etc/nginx/conf.d/a.conf\n", asks: true) == .unknown)
    #expect(try outcome(from + "COPY --from=x a.conf /etc/nginx/conf.d/\n", asks: true) == .unknown)
    #expect(try outcome(copy + "COPY --from=x /conf /etc/nginx/conf.d\n", asks: true) == .unknown)
    #expect(try outcome(copy + "ADD conf.tar.gz /etc\n", asks: true) == .unknown)
    #expect(try outcome(copy + "COPY --from=x /dist /usr/share/nginx/html\n", asks: true) == .protectedBasic)
    #expect(try outcome(copy + "CMD [\"/start.sh\"]\n", asks: true) == .unknown)
    #expect(try outcome(copy, asks: true, "    volumes: [\"./gone:/etc/nginx/conf.d/a.conf\"]\n") == .unknown)
    #expect(try outcome(copy, asks: true, "    environment: {NGINX_ENVSUBST_FILTER: x}\n") == .unknown)
  }

  @Test func `a front without its file of users lets nobody in`() throws {
    let text = Self.front("    volumes: [\"./a:/etc/nginx/conf.d/a.conf\"]\n")
    let answer = try answers(text, ["a": Self.server(true)])[1]
    #expect(answer.outcome == .nobodyGetsIn && rules(answer) == ["2 file-not-mounted"])
    let folder = try answers(
      Self.front("    volumes: [\"./a:/etc/nginx/conf.d/a.conf\", \"./u:/etc/nginx/users\"]\n"),
      ["a": Self.server(true)])[1]
    #expect(folder.outcome == .nobodyGetsIn && rules(folder) == ["7 host-file-missing"])
    let secret = try answers(
      Self.front(
        "    volumes: [\"./a:/etc/nginx/conf.d/a.conf\"]\n    secrets: [{source: u, target: /etc/nginx/users}]\n"
      )
        + "secrets: {u: {file: ./u}}\n", ["a": Self.server(true)])[1]
    #expect(secret.outcome == .nobodyGetsIn && rules(secret) == ["8 host-file-missing"])
  }

  @Test func `a service beside Chroma is none, unless its image may be one`() throws {
    let open = "server { listen 81; location / { proxy_pass http://app:3000; } }\n"
    for (app, outcome) in [
      ("image: acme/app", Outcome.protectedBasic), ("build: .", .protectedBasic), ("build: gone", .unknown),
      ("image: acme/chroma-too", .unknown),
    ] {
      let text =
        Self.front("    volumes: [\"./conf:/etc/nginx/conf.d\", \"./users:/etc/nginx/users\"]\n")
        + "  app: {\(app)}\n"
      var files = [
        "conf/a.conf": Self.server(true), "conf/b.conf": open, "users": Self.users, "Dockerfile": "FROM a",
      ]
      #expect(try answers(text, files)[1].outcome == outcome, "\(app)")
      files["conf/a.conf"] = "\n"
      let isUnrelated = try answers(text, files)[1].service.isUnrelated
      #expect(isUnrelated == (outcome == .protectedBasic), "\(app)")
    }
  }

  @Test func `the users of a front are a file of it`() throws {
    let text = Self.front("    volumes: [\"./a:/etc/nginx/conf.d/a.conf\", \"./u:/etc/nginx/users\"]\n")
    let answer = try answers(text, ["a": Self.server(true), "u": Self.users])[1]
    #expect(answer.files.map(\.path) == [FilePath("u")])
  }

  @Test func `an image that compose builds has its Dockerfile's release and settings under another command`()
    throws
  {
    let text = "services:\n  chroma:\n    build: .\n    command: chroma run --path /data\n" + Self.token
    let dockerfile = "FROM python:3.11\nRUN pip install chromadb==0.6.2\n"
    #expect(try answers(text, ["Dockerfile": dockerfile])[0].outcome == .protectedToken)
    #expect(try answers(text)[0].outcome == .unknown)
    let bare = "services:\n  chroma:\n    build: .\n    command: chroma run --path /data\n"
    #expect(try answers(bare, ["Dockerfile": dockerfile])[0].outcome == .open)
    #expect(try answers(bare)[0].outcome == .unknown)
    // Its name says as much as a Dockerfile that is not here.
    #expect(try answers("services:\n  chroma:\n    build: .\n").map(\.outcome) == [.unknown])
  }

  private static let installed = """
    FROM python:3.11
    RUN pip install chromadb==0.6.2
    ENV CHROMA_SERVER_AUTHN_PROVIDER=chromadb.auth.token_authn.TokenAuthenticationServerProvider
    ENV CHROMA_SERVER_AUTHN_CREDENTIALS=kVv0D5aQx8Zr1nTq8Zr1nTqkVv0D5aQ

    """

  @Test(arguments: [
    ("CMD chroma run", Outcome.protectedToken), ("CMD [\"chroma\", \"run\"]", .protectedToken),
    ("CMD exec chroma run --host 0.0.0.0", .protectedToken),
    ("ENTRYPOINT [\"nohup\"]\nCMD [\"chroma\", \"run\"]", .protectedToken),
    ("CMD mkdir -p /d && chroma run --path /d", .protectedToken),
    ("ENV PATH=/v/bin\nRUN pip install chromadb==0.6.2\nCMD chroma run", .protectedToken),
    ("CMD [\"env\", \"CHROMA_SERVER_AUTHN_PROVIDER=\", \"chroma\", \"run\"]", .open),
    ("CMD CHROMA_SERVER_AUTHN_PROVIDER= exec chroma run", .open),
    ("CMD env -i chroma run", .unknown), ("CMD [\"sudo\", \"-u\", \"x\", \"chroma\", \"run\"]", .unknown),
    ("CMD su - x -c \"chroma run\"", .unknown), ("CMD bash -c \"unset X; chroma run\"", .unknown),
    ("COPY start.sh /\nCMD [\"/start.sh\"]", .unknown), ("CMD [\"python\", \"/main.py\"]", .unknown),
    ("", .unknown),
    ("CMD [\"chroma\", \"--version\"]", .unknown),
    ("ENTRYPOINT [\"/e.sh\"]\nCMD [\"chroma\", \"run\"]", .unknown),
    ("CMD /opt/bin/chroma run", .unknown), ("ENV PATH=/v/bin\nCMD chroma run", .unknown),
    ("RUN . /v/bin/activate && pip install chromadb==0.6.2\nCMD /v/bin/chroma run", .unknown),
    ("RUN curl x | bash\nCMD chroma run", .unknown), ("RUN set -e; make deps\nCMD chroma run", .unknown),
  ])
  func `an image that pip put Chroma in is known if its command starts that`(lines: String, outcome: Outcome)
    throws
  {
    let dockerfile = Self.installed + lines + "\n"
    let files = ["Dockerfile": dockerfile, "start.sh": "x"]
    let alone = try read(dockerfile, as: .dockerfile, files: files).answers { path in
      files[path.description].map { .content(Array($0.utf8)) } ?? .missing
    }
    #expect(alone.map(\.outcome) == [outcome])
    #expect(try answers("services:\n  chroma:\n    build: .\n", files).map(\.outcome) == [outcome])
    // A command of the service's own takes the place of the image's.
    let script = "services:\n  chroma:\n    build: .\n    command: [\"/app/start.sh\"]\n"
    #expect(try answers(script, files).map(\.outcome) == [.unknown])
  }

  @Test(arguments: [
    "entrypoint: [env, -i]\n    command: [chroma, run]", "entrypoint: [/e.sh]\n    command: [chroma, run]",
    "entrypoint: [/e.sh]",
  ])
  func `an entrypoint of the service's own is a part of the command`(keys: String) throws {
    let files = ["Dockerfile": Self.installed + "CMD chroma run\n"]
    let text = "services:\n  chroma:\n    build: .\n    \(keys)\n"
    #expect(try answers(text, files).map(\.outcome) == [.unknown])
  }

  @Test(arguments: [
    "entrypoint: [uvicorn, \"chromadb.app:app\"]", "entrypoint: []\n    command: uvicorn chromadb.app:app",
  ])
  func `an image of 1_x may have no server in Python`(keys: String) throws {
    #expect(try answers(Self.chroma("    \(keys)\n" + Self.token, tag: "1.0.4"))[0].outcome == .unknown)
  }

  @Test func `a file that a shell may make is not called missing`() throws {
    let keys = """
          entrypoint: [sh, -c]
          command: ["htpasswd -Bbn a b > /f && /docker_entrypoint.sh"]
          environment:
            CHROMA_SERVER_AUTHN_PROVIDER: chromadb.auth.basic_authn.BasicAuthenticationServerProvider
            CHROMA_SERVER_AUTHN_CREDENTIALS_FILE: /f

      """
    let answer = try answers(Self.chroma(keys))[0]
    #expect(answer.outcome == .unknown && rules(answer).isEmpty)
  }

  @Test func `a front on the network of Chroma finds it on loopback, and has its ports`() throws {
    let text = """
      services:
        chroma:
          image: chromadb/chroma:1.5.9
          ports: ["80:80"]
        web:
          image: nginx
          network_mode: service:chroma
          volumes: ["./a:/etc/nginx/conf.d/a.conf", "./u:/etc/nginx/users"]

      """
    let files = ["a": Self.server(true).replacing("chroma:8000", with: "127.0.0.1:8000"), "u": Self.users]
    let answers = try answers(text, files)
    #expect(answers.map(\.outcome) == [.open, .protectedBasic])
    #expect(answers.map(\.reached) == ["the compose networks", "every address"])
    #expect(rules(answers[0]).isEmpty)
    // Its own port goes around the front.
    let around = try self.answers(text.replacing("80:80", with: "8000:8000"), files)[0]
    #expect(rules(around).contains("4 bypassed-proxy"))
  }

  @Test func `a hash in a label of Traefik whose $ compose replaced lets nobody in`() throws {
    let label = "traefik.http.middlewares.a.basicauth.users"
    for (labels, isEaten) in [
      ("[\"\(label)=admin:$2y$05$vN7DKX9h\"]", true), ("{\(label): \"admin:$2y$05$vN7DKX9h\"}", true),
      ("[\"\(label)=admin:$$2y$$05$$vN7DKX9h\"]", false),
    ] {
      let text =
        Self.chroma("    labels: \(labels)\n", tag: "1.5.9")
        + "  traefik: {image: \"traefik:v3\", labels: [\"traefik.http.routers.c.middlewares=a\"]}\n"
      let deployment = try read(text, as: .compose, named: "compose.yaml")
      #expect(deployment.findings.contains { $0.rule == .dollarEaten && $0.place?.line == 4 } == isEaten)
    }
  }

  @Test(arguments: ["${USERS}", "${USER}:${HASH}"])
  func `users of Traefik that are not set have lost no $`(users: String) throws {
    let text = Self.chroma(
      "    labels: [\"traefik.http.middlewares.a.basicauth.users=\(users)\"]\n", tag: "1.5.9")
    let deployment = try read(text, as: .compose, named: "compose.yaml")
    #expect(deployment.findings.map(\.rule) == [.variableUnset])
  }

  @Test func `a router without TLS that sends everybody to https lets nobody in`() throws {
    let routers =
      Self.login
      + ", traefik.http.routers.c.tls=true, traefik.http.routers.d.middlewares=r, traefik.http.middlewares.r.redirectscheme.scheme=https"
    for (more, keys, outcome) in [
      ("", Self.keys, Outcome.protectedBasic), (", traefik.http.routers.d.tls=true", Self.keys, .open),
      ("", "command: [\(Self.docker), --entrypoints.s.http.tls=true]", .unknown),
    ] {
      let answer = try #require(
        answers(Self.traefik(["labels: [\(routers)\(more)]"], keys)).last)
      #expect(answer.outcome == outcome)
      #expect(answer.service.hasTLS == (keys == Self.keys))
    }
  }

  private static let login =
    "traefik.http.routers.c.middlewares=l, traefik.http.middlewares.l.basicauth.users=a:\(Sample.alice.replacing("$", with: "$$"))"
  private static let docker = "--providers.docker, --providers.docker.exposedbydefault=false"

  private static let keys = "command: [\(docker)]"

  /// A Traefik that is told of Chromas by labels.
  ///
  /// - Parameters:
  ///   - labels: of each Chroma.
  ///   - keys: of Traefik, besides its image.
  private static func traefik(_ labels: [String], _ keys: String = DeploymentAnswerTests.keys) -> String {
    "services:\n"
      + labels.enumerated().map { "  c\($0): {image: \"chromadb/chroma:1.5.9\", \($1)}\n" }.joined()
      + "  traefik:\n    image: traefik:v3\n    \(keys)\n"
  }

  private func ofTraefik(
    _ labels: [String], _ keys: String = DeploymentAnswerTests.keys, _ files: [String: String] = [:]
  ) throws -> Outcome? {
    try answers(Self.traefik(labels, keys), files).first { $0.service.name == "traefik" }?.outcome
  }

  @Test func `every Chroma behind Traefik counts, whichever is first`() throws {
    let asks = "labels: [\(Self.login)]"
    let open = "labels: [traefik.enable=true, \"traefik.http.routers.o.rule=PathPrefix(`/api`)\"]"
    #expect(try ofTraefik([asks]) == .protectedBasic)
    #expect(try ofTraefik([asks, "init: true"]) == .protectedBasic)
    #expect(try ofTraefik([asks, open]) == .open)
    #expect(try ofTraefik([open, asks]) == .open)
    #expect(try ofTraefik(["init: true", open]) == .open)
    let rule = "command: [\(Self.docker), --providers.docker.defaultrule=PathPrefix(`/`)]"
    #expect(try ofTraefik([asks, "labels: [traefik.enable=true]"], rule) == .open)
    // One without labels is exposed too.
    #expect(try ofTraefik([asks, "init: true"], "command: [--providers.docker=true]") == .unknown)
    #expect(try ofTraefik(["init: true"], "command: [--providers.docker=true]") == .unknown)
  }

  @Test func `labels of a file, and a router of another container, are not passed over`() throws {
    let asks = "labels: [\(Self.login)]"
    #expect(try ofTraefik([asks, "label_file: ./l"], Self.keys, ["l": "traefik.enable=true"]) == .unknown)
    #expect(try ofTraefik([asks + ", label_file: ./l"], Self.keys, ["l": "a=b"]) == .unknown)
    let other = "command: [\(Self.docker)]\n  web:\n    image: x\n    labels: "
    #expect(try ofTraefik([asks], other + "[traefik.http.routers.w.service=web]") == .protectedBasic)
    #expect(try ofTraefik([asks], other + "[traefik.http.routers.w.service=c0-x@docker]") == .open)
  }

  @Test(arguments: [
    "volumes: [\"./t.yml:/etc/traefik/traefik.yml\"]", "volumes: [\"./t.toml:/etc/traefik/traefik.toml\"]",
    "volumes: [\"./t:/etc/traefik\"]", "volumes: [\"./t.yml:/traefik.yaml\"]",
    "configs: [{source: t, target: /etc/traefik/traefik.yaml}]",
    "environment: [\"TRAEFIK_PROVIDERS_HTTP_ENDPOINT=http://x\"]", "environment: [TRAEFIK_CONFIGFILE=/t.yml]",
  ])
  func `Traefik with more than its options may have other routers`(key: String) throws {
    let keys = "command: [\(Self.docker)]\n    \(key)"
    let configs = key.hasPrefix("configs") ? "\nconfigs: {t: {content: \"a: b\"}}" : ""
    #expect(
      try ofTraefik(["labels: [\(Self.login)]"], keys + configs, ["t.yml": "a: b", "t/x": ""]) == .unknown)
  }

  @Test(arguments: [
    "http.endpoint=http://x", "redis", "rest", "consul", "consulcatalog", "etcd", "zookeeper",
    "kubernetescrd",
    "ecs", "nomad", "swarm", "file.directory=/d", "docker.swarmmode=true", "plugin.x.y=z",
  ])
  func `a provider that is not read may have other routers`(provider: String) throws {
    let keys = "command: [\(Self.docker), --Providers.\(provider)]"
    #expect(try ofTraefik(["labels: [\(Self.login)]"], keys) == .unknown)
  }

  @Test func `a file of routers is all that Traefik has if no other provider is on`() throws {
    let dynamic = """
      http:
        routers:
          c: {rule: PathPrefix(`/`), service: c, middlewares: [l]}
        middlewares: {l: {basicAuth: {users: ["a:\(Sample.alice)"]}}}
        services: {c: {loadBalancer: {servers: [{url: "http://c0:8000"}]}}}

      """
    func outcome(_ keys: String, _ own: String = "") throws -> Outcome? {
      try ofTraefik(
        ["init: true"], keys + "\n    volumes: [\"./t:/etc/traefik\"]",
        ["t/d.yml": dynamic].merging(own.isEmpty ? [:] : ["t/traefik.yml": own]) { $1 })
    }
    #expect(try outcome("command: [--providers.file.directory=/etc/traefik]") == .protectedBasic)
    #expect(try outcome("command: [--providers.file.directory=/etc/traefik, --providers.rest]") == .unknown)
    #expect(try outcome("init: true", "providers: {file: {directory: /etc/traefik}}\n") == .protectedBasic)
    #expect(try outcome("init: true", "providers: {file: {directory: /d}, docker: {}}\n") == .unknown)
    #expect(
      try outcome("init: true", "providers: {file: {directory: /d}, docker: {exposedByDefault: false}}\n")
        == .protectedBasic)
  }

  @Test(arguments: [
    ("", Outcome.protectedBasic), ("environment: [NGINX_ENVSUBST_TEMPLATE_SUFFIX=.conf]", .unknown),
    ("environment: {NGINX_ENVSUBST_TEMPLATE_DIR: /t}", .unknown),
    ("environment: {NGINX_ENVSUBST_OUTPUT_DIR: /t}", .unknown),
    ("environment: {NGINX_ENVSUBST_FILTER: x}", .unknown), ("environment: {NGINX_HOST: x}", .protectedBasic),
    ("configs: [{source: s, target: /docker-entrypoint.d/99.sh}]", .unknown),
    ("tmpfs: /docker-entrypoint.d", .unknown),
  ])
  func `what the image of nginx does at its start may change its configuration`(key: String, outcome: Outcome)
    throws
  {
    let text =
      Self.front(
        "    volumes: [\"./a:/etc/nginx/conf.d/a.conf\", \"./u:/etc/nginx/users\"]\n    \(key)\n")
      + "configs: {s: {content: x}}\n"
    #expect(try answers(text, ["a": Self.server(true), "u": Self.users])[1].outcome == outcome)
  }

  @Test(arguments: [
    ("", "", Outcome.protectedBasic), ("", "0.0.0.0:2019", .unknown), ("", "localhost:2019", .protectedBasic),
    ("admin off", "", .protectedBasic), ("admin localhost:2019", "", .protectedBasic),
    ("admin [::1]:2019", "", .protectedBasic), ("admin 127.0.0.1:2019", "", .protectedBasic),
    ("admin unix//run/a.sock", "", .protectedBasic), ("admin :2019", "", .unknown),
    ("admin 0.0.0.0:2019", "", .unknown), ("admin caddy:2019", "", .unknown),
    ("admin {$A}", "", .protectedBasic),
    ("import x", "", .unknown),
  ])
  func `whoever reaches Caddy's admin endpoint can change its configuration`(
    option: String, variable: String, outcome: Outcome
  ) throws {
    let text =
      Self.chroma("", tag: "1.5.9")
      + "  caddy:\n    image: caddy\n    volumes: [\"./C:/etc/caddy/Caddyfile\"]\n"
      + (variable.isEmpty ? "" : "    environment: [\"CADDY_ADMIN=\(variable)\"]\n")
    let file = "{\n\(option)\n}\n:80 {\nbasic_auth {\na \(Sample.alice)\n}\nreverse_proxy chroma:8000\n}\n"
    #expect(try answers(text, ["C": file])[1].outcome == outcome)
  }

  // MARK: Secrets

  @Test func `a token in the file is noted, one of a file of variables or of the shell is not`() throws {
    #expect(rules(try answers(Self.chroma(Self.token))[0], .note) == ["6 inline-secret"])
    let other = Self.token.replacing("CREDENTIALS: kVv0D5aQ", with: "CREDENTIALS: ${X}kVv0D5aQ")
    let shell = try read(
      Self.chroma(other), as: .compose, named: "compose.yaml", environment: ["X": "x"]
    ).answers { _ in .missing }[0]
    #expect(shell.outcome == .protectedToken && rules(shell, .note).isEmpty)
    let file = Self.chroma("    env_file: a.env\n")
    let settings = Self.token.split(separator: "\n").dropFirst().map { line in
      line.drop { $0 == " " }.replacing(": ", with: "=")
    }.joined(separator: "\n")
    let kept = try answers(file, ["a.env": settings])[0]
    #expect(kept.outcome == .protectedToken && rules(kept, .note).isEmpty)
  }

  // MARK: What a server does not start with

  @Test(arguments: [
    ("0.6.2", "CHROMA_EXECUTOR_IMPL: foo", Outcome.doesNotStart),
    ("0.5.3", "CHROMA_EXECUTOR_IMPL: foo", .protectedToken),
    ("0.5.14", "CHROMA_EXECUTOR_IMPL: foo", .unknown),
    ("0.5.14", "CHROMA_EXECUTOR_IMPL: chromadb.execution.executor.local.LocalExecutor", .protectedToken),
    ("0.5.23", "CHROMA_LOGSERVICE_REQUEST_TIMEOUT_SECONDS: a", .doesNotStart),
    ("0.5.23", "CHROMA_LOGSERVICE_REQUEST_TIMEOUT_SECONDS: 5", .protectedToken),
    ("0.6.2", "CHROMA_SERVER_API_DEFAULT_PATH: /api/v3", .doesNotStart),
    ("0.5.3", "CHROMA_QUOTA_PROVIDER_IMPL: foo", .doesNotStart),
    ("0.6.2", "CHROMA_QUOTA_PROVIDER_IMPL: foo", .protectedToken),
    ("0.6.2", "CHROMA_OTEL_GRANULARITY: foo", .doesNotStart),
    ("0.6.2", "CHROMA_PRODUCT_TELEMETRY_IMPL: foo.Bar", .unknown), ("0.6.2", "MIGRATIONS: none", .unknown),
    ("0.6.2", "MIGRATIONS_HASH_ALGORITHM: sha256", .unknown),
    ("0.6.2", "MIGRATIONS_HASH_ALGORITHM: sha1", .doesNotStart),
    ("0.6.2", "MIGRATIONS_HASH_ALGORITHM: md5", .protectedToken),
    ("0.6.2", "PERSIST_DIRECTORY: /dev/null", .unknown), ("0.6.2", "TENANT_ID: local", .doesNotStart),
  ])
  func `a value counts in the versions that have its setting`(tag: String, line: String, outcome: Outcome)
    throws
  {
    #expect(try answers(Self.chroma(Self.token + "      \(line)\n", tag: tag))[0].outcome == outcome)
  }

  /// Each was tried with `chroma run` of 1.5.9.
  @Test(arguments: [
    ("volumes: [\"./c:/config.yaml\"]", nil, Outcome.doesNotStart),
    ("volumes: [\"./c:/config.yaml\"]", "port: 8000\n", .open),
    ("volumes: [\"./c:/config.yaml\"]", "", .open), ("volumes: [\"./c:/config.yaml\"]", "other: x\n", .open),
    ("volumes: [\"./c:/config.yaml\"]", "port: [\n", .doesNotStart),
    ("volumes: [\"./c:/config.yaml\"]", "- port\n", .doesNotStart),
    ("volumes: [\"./c:/config.yaml\"]", "port: 1\nport: 2\n", .doesNotStart),
    ("volumes: [\"./c:/config.yaml\"]", "port: 1\n---\nport: 2\n", .doesNotStart),
    ("volumes: [\"./c:/config.yaml\"]", "port: '8000'\n", .doesNotStart),
    ("environment: [CHROMA_PORT=8000]\n    volumes: [\"./c:/config.yaml\"]", "port: '8000'\n", .open),
    ("command: run /c.yaml", nil, .doesNotStart), ("command: run /config.yaml", nil, .open),
    ("command: run --path /data", nil, .open),
    ("command: run /c.yaml\n    volumes: [\"./c:/c.yaml\"]", "port: 1\n", .open),
  ])
  func `1.x does not start without its configuration`(keys: String, content: String?, outcome: Outcome) throws
  {
    let files = content.map { ["c": $0] } ?? [:]
    #expect(try answers(Self.chroma("    \(keys)\n", tag: "1.5.9"), files)[0].outcome == outcome)
  }

  @Test(arguments: [
    ("mode: 0400", "1000", Outcome.unknown), ("mode: \"0440\"", "1000", .unknown),
    ("mode: 0444", "1000", .protectedToken), ("uid: \"1000\"", "1000", .protectedToken),
    ("mode: 0400", "root", .protectedToken),
  ])
  func `a config that its user may not read leaves open who can log in`(
    key: String, user: String, outcome: Outcome
  ) throws {
    let text = """
      services:
        chroma:
          image: chromadb/chroma:0.6.2
          user: "\(user)"
          command: uvicorn chromadb.app:app
          environment:
            CHROMA_SERVER_AUTHN_PROVIDER: chromadb.auth.token_authn.TokenAuthenticationServerProvider
            CHROMA_SERVER_AUTHN_CREDENTIALS_FILE: /token
          volumes: ["./data:/chroma/chroma"]
          configs:
            - source: token
              \(key)
      configs:
        token: {content: kVv0D5aQx8Zr1nTq8Zr1nTqkVv0D5aQ}

      """
    #expect(try answers(text, ["data/x": ""])[0].outcome == outcome)
  }

  @Test func `the empty device is a file without users`() throws {
    let settings = """
          environment:
            CHROMA_SERVER_AUTHN_PROVIDER: \(ChromaSettings.basicProvider)
            CHROMA_SERVER_AUTHN_CREDENTIALS_FILE:

      """
    for (path, mount) in [("/dev/null", ""), ("/users", "    volumes: [\"/dev/null:/users\"]\n")] {
      let text = Self.chroma(settings.replacing("FILE:", with: "FILE: \(path)") + mount)
      #expect(try answers(text)[0].outcome == .nobodyGetsIn)
    }
  }

  @Test(arguments: [
    ("", "", Outcome.unknown), (", \"./tls:/etc/tls\"", "", .protectedBasic),
    (", \"./tls/a.pem:/etc/tls/a.pem\"", "", .unknown),
    (", \"tls:/etc/tls\"", "volumes: {tls: {}}\n", .protectedBasic),
  ])
  func `a front does not start without its certificates`(mount: String, end: String, outcome: Outcome) throws
  {
    let lines = "ssl_certificate /etc/tls/a.pem;\nssl_certificate_key /etc/tls/a.key;\n"
    let files = ["u": Self.users, "n": lines + Self.server(true), "tls/x": ""]
    let text = Self.front(
      "    volumes: [\"./n:/etc/nginx/conf.d/a.conf\", \"./u:/etc/nginx/users\"\(mount)]\n\(end)")
    #expect(try answers(text, files)[1].outcome == outcome)
    // An image of one's own may hold anything.
    #expect(try answers(text.replacing("nginx:1.28", with: "me/nginx"), files)[1].outcome == .protectedBasic)
  }

  @Test(arguments: [
    (
      "caddy", "/etc/caddy/Caddyfile",
      ":443 {\n tls /t/a /t/b\n basic_auth {\n  a HASH\n }\n reverse_proxy chroma:8000\n}\n"
    ),
    (
      "haproxy", "/usr/local/etc/haproxy/haproxy.cfg",
      """
      userlist u
        user a password HASH
      frontend f
        mode http
        timeout client 1s
        bind :443 ssl crt /t/a
        http-request auth unless { http_auth(u) }
        default_backend b
      backend b
        mode http
        timeout connect 1s
        timeout server 1s
        server s chroma:8000

      """
    ),
  ])
  func `so do Caddy and HAProxy`(image: String, target: String, configuration: String) throws {
    let hash = image == "caddy" ? Sample.alice : Sample.alice.replacing("$2y$", with: "$2b$")
    let files = ["c": configuration.replacing("HASH", with: hash), "t/a": "", "t/b": ""]
    for (mount, isMounted) in [("", false), (", \"./t:/t\"", true)] {
      let text = Self.front("    volumes: [\"./c:\(target)\"\(mount)]\n").replacing("nginx:1.28", with: image)
      #expect((try answers(text, files)[1].outcome == .protectedBasic) == isMounted)
    }
  }

  @Test func `nginx does not start without a section for events`() throws {
    let text = Self.front("    volumes: [\"./n:/etc/nginx/nginx.conf\", \"./u:/etc/nginx/users\"]\n")
    for (events, outcome) in [("", Outcome.unknown), ("events {}\n", .protectedBasic)] {
      let files = ["n": "\(events)http {\n\(Self.server(true))}\n", "u": Self.users]
      #expect(try answers(text, files)[1].outcome == outcome)
    }
  }

  @Test(arguments: [
    ("exec uvicorn chromadb.app:app --host 0.0.0.0 --port 8000", Outcome.protectedToken),
    ("uvicorn chromadb.app:app --port $$PORT", .protectedToken), ("A=b uvicorn chromadb.app:app", .unknown),
    ("pip install x; uvicorn chromadb.app:app", .unknown), ("chroma run", .doesNotStart),
    ("uvicorn chromadb.app:app --nope", .doesNotStart), ("uvicorn chromadb.app:app | tee x", .unknown),
  ])
  func `a shell in place of the entrypoint runs a server alone`(script: String, outcome: Outcome) throws {
    let text = Self.chroma("    entrypoint: [sh, -c, \"\(script)\"]\n" + Self.token)
    #expect(try answers(text)[0].outcome == outcome)
  }

  @Test func `settings with names of 0.4 are to be renamed for the release to go back to`() throws {
    for (name, remedy) in [
      ("AUTH", SettingRemedy.renameSettings),
      ("AUTHN", .manual("to keep these settings: use the tag 0.6.2")),
    ] {
      let text = Self.chroma("    environment: {CHROMA_SERVER_\(name)_PROVIDER: x}\n", tag: "latest")
      let finding = try answers(text)[0].findings.first { $0.rule == .latestIs1 }
      #expect(finding?.remedy == remedy)
    }
  }

  @Test func `without a provider, credentials in two places are pointed out as well`() throws {
    let names = ["CHROMA_SERVER_AUTHN_CREDENTIALS", "CHROMA_SERVER_AUTHN_CREDENTIALS_FILE"]
    let lines = names.map { "      \($0): /x\n" }.joined()
    let answer = try answers(Self.chroma("    environment:\n" + lines))[0]
    #expect(
      answer.outcome == .open && answer.why == "CHROMA_SERVER_AUTHN_PROVIDER is not set; the server is open")
    #expect(rules(answer) == ["5 credentials-both", "6 provider-missing"])
  }

  @Test func `a setting that is missing may be there under the name of another release`() throws {
    let text = Self.chroma(
      """
          environment:
            CHROMA_SERVER_AUTHN_PROVIDER: \(ChromaSettings.basicProvider)
            CHROMA_SERVER_AUTH_CREDENTIALS_FILE: /f

      """)
    let finding = try answers(text)[0].findings.first { $0.rule == .otherReleaseName }
    #expect(
      finding?.remedy
        == .rename("CHROMA_SERVER_AUTH_CREDENTIALS_FILE", to: "CHROMA_SERVER_AUTHN_CREDENTIALS_FILE"))
  }

  @Test(arguments: ["labels: {caddy: db.example.com}", "environment: [VIRTUAL_HOST=db.example.com]"])
  func `a proxy that watches the engine may let anybody in`(keys: String) throws {
    let answer = try answers(Self.chroma("    \(keys)\n", tag: "1.5.9"))[0]
    #expect(answer.outcome == .open && answer.reached == Service.unknownReach)
    #expect(rules(answer) == ["2 no-authentication"])
  }

  @Test func `what does not start is not called open`() throws {
    let text = Self.chroma("    command: --workers 1\n" + Self.token, tag: "1.5.9")
    let answer = try answers(text)[0]
    #expect(answer.outcome == .doesNotStart && !answer.findings.contains { $0.message.contains("is open") })
  }

  @Test(arguments: [("1.0.4", true), ("1.5.9", false)])
  func `the hole of a server in Python of 1.x is found`(version: String, hasHole: Bool) throws {
    let command = "pip install chromadb==\(version) fastapi && uvicorn chromadb.app:app"
    let text = "services:\n  db:\n    image: python:3.11\n    command: sh -c '\(command)'\n" + Self.token
    let answer = try answers(text)[0]
    #expect(answer.findings.contains { $0.rule == .releaseHole } == hasHole)
  }

  @Test(arguments: [
    ("CHROMA_WORKERS: four", Outcome.unknown), ("CHROMA_WORKERS: \"\"", .unknown),
    ("CHROMA_WORKERS: 4", .protectedToken), ("CHROMA_TIMEOUT_KEEP_ALIVE: 30s", .unknown),
    ("CHROMA_HOST_PORT: 80000", .unknown), ("CHROMA_HOST_PORT: 8001", .protectedToken),
    ("CHROMA_LOG_CONFIG: /nope.yml", .unknown),
    ("CHROMA_LOG_CONFIG: chromadb/log_config.yml", .protectedToken), ("UVICORN_SSL_KEYFILE: /k", .unknown),
    ("UVICORN_LOG_LEVEL: info", .protectedToken), ("UVICORN_LOG_LEVEL: loud", .unknown),
    ("PERSIST_DIRECTORY: /f/data", .unknown), ("PERSIST_DIRECTORY: /data", .protectedToken),
    ("CHROMA_SERVER_CORS_ALLOW_ORIGINS: \"[*]\"", .doesNotStart),
    ("CHROMA_SERVER_CORS_ALLOW_ORIGINS: \"['*']\"", .doesNotStart),
    ("CHROMA_SERVER_CORS_ALLOW_ORIGINS: '[\"*\"]'", .protectedToken),
  ])
  func `a value with which uvicorn or Chroma may end is not one that protects`(line: String, outcome: Outcome)
    throws
  {
    let mount = "    volumes: [\"./f:/f\"]\n"
    let text = Self.chroma(Self.token + "      \(line)\n" + mount)
    #expect(try answers(text, ["f": "x"])[0].outcome == outcome)
  }

  @Test(arguments: [("/t", Outcome.protectedToken), ("/t/", .doesNotStart), ("/t/.", .doesNotStart)])
  func `a name with a slash at its end is not that of a file`(path: String, outcome: Outcome) throws {
    let text = Self.chroma(
      """
          environment:
            CHROMA_SERVER_AUTHN_PROVIDER: \(ChromaSettings.tokenProvider)
            CHROMA_SERVER_AUTHN_CREDENTIALS_FILE: \(path)
          volumes: ["./t:/t"]

      """)
    #expect(try answers(text, ["t": "kVv0D5aQx8Zr1nTq8Zr1nTqkVv0D5aQ"])[0].outcome == outcome)
  }

  @Test(arguments: [
    ("USER 1000", Outcome.doesNotStart), ("USER root", .protectedToken),
    ("RUN chown -R 1000 /chroma\nUSER 1000", .protectedToken),
  ])
  func `a user of the image needs its folder of data`(lines: String, outcome: Outcome) throws {
    let text = "services:\n  chroma:\n    build: .\n" + Self.token
    let files = ["Dockerfile": "FROM chromadb/chroma:0.6.2\n\(lines)\n"]
    #expect(try answers(text, files)[0].outcome == outcome)
  }

  @Test(arguments: [
    ("--host 0.0.0.0 --port", Outcome.doesNotStart), ("--port abc", .doesNotStart),
    ("--port 70000", .doesNotStart),
    ("--workers=x", .doesNotStart), ("--log-level verbose", .doesNotStart), ("--reload=1", .doesNotStart),
    ("--help", .doesNotStart), ("--factory", .doesNotStart), ("--http foo", .doesNotStart),
    ("--ssl-keyfile /k.pem", .doesNotStart), ("--log-config /none.yml", .doesNotStart),
    ("chroma run --host 0.0.0.0", .doesNotStart), ("--http a:b", .unknown), ("--http2", .unknown),
    ("--workers 2 --port=8000 --log-level info --ws-ping-interval 2.5 --proxy-headers", .protectedToken),
  ])
  func `options that uvicorn refuses start nothing`(command: String, outcome: Outcome) throws {
    #expect(try answers(Self.chroma("    command: \(command)\n" + Self.token))[0].outcome == outcome)
  }

  @Test(arguments: [
    ("user: \"1000\"", Outcome.doesNotStart), ("read_only: true", .doesNotStart),
    ("user: \"1000\"\n    command: uvicorn chromadb.app:app --host 0.0.0.0", .protectedToken),
    ("read_only: true\n    command: uvicorn chromadb.app:app", .protectedToken),
  ])
  func `whoever cannot write the log of the image does not start`(keys: String, outcome: Outcome) throws {
    let text = Self.chroma("    \(keys)\n    volumes: [\"./data:/chroma/chroma\"]\n" + Self.token)
    #expect(try answers(text, ["data/x": ""])[0].outcome == outcome)
  }

  @Test(
    arguments: [
      ("1000", 0o755, 0, Outcome.unknown), ("1000", 0o755, 1000, .protectedToken),
      ("1000", 0o777, 0, .protectedToken),
      ("1000:50", 0o775, 0, .unknown), ("nobody", 0o700, 0, .protectedToken),
    ] as [(String, UInt32, UInt32, Outcome)])
  func `a user may write to a folder of data that lets it`(
    user: String, mode: UInt32, owner: UInt32, outcome: Outcome
  ) throws {
    let keys =
      "    user: \"\(user)\"\n    command: uvicorn chromadb.app:app\n    volumes: [\"./data:/chroma/chroma\"]\n"
    let attributes = FileAttributes(mode: mode, owner: owner, group: 7)
    let answer = try answers(Self.chroma(keys + Self.token), ["data/x": ""], attributes: attributes)[0]
    #expect(answer.outcome == outcome)
  }

  /// The workers of the images of nginx and httpd are not root; a mode of this machine is that of the container.
  @Test(
    arguments: [
      ("nginx:1.28", 0o600, 0, Outcome.unknown), ("nginx:1.28", 0o640, 101, .protectedBasic),
      ("nginx:1.28", 0o644, 0, .protectedBasic), ("nginx:1.28", 0o640, 33, .unknown),
    ] as [(String, UInt32, UInt32, Outcome)])
  func `a file of users that the workers cannot read protects nothing`(
    image: String, mode: UInt32, group: UInt32, outcome: Outcome
  ) throws {
    let text = Self.front("    volumes: [\"./a:/etc/nginx/conf.d/a.conf\", \"./u:/etc/nginx/users\"]\n")
    let files = ["a": Self.server(true), "u": Self.users]
    let attributes = FileAttributes(mode: mode, owner: 0, group: group)
    let answer = try answers(text, files, attributes: attributes)[1]
    #expect(answer.outcome == outcome)
    if outcome == .unknown { #expect(answer.why.contains("user 101 cannot read u (mode")) }
  }

  @Test func `a copy of Dockerfile is root's with the mode that the file has`() throws {
    let settings = """
      ENV CHROMA_SERVER_AUTHN_PROVIDER=\(ChromaSettings.basicProvider) CHROMA_SERVER_AUTHN_CREDENTIALS_FILE=/u
      USER 1000
      CMD ["uvicorn", "chromadb.app:app"]
      """
    let mount = "    volumes: [\"./data:/chroma/chroma\"]\n"
    for (copy, mode, outcome) in [
      ("COPY u /u", 0o600, Outcome.unknown), ("COPY u /u", 0o644, .protectedBasic),
      ("COPY --chown=1000 u /u", 0o600, .protectedBasic),
    ] as [(String, UInt32, Outcome)] {
      let files = [
        "Dockerfile": "FROM chromadb/chroma:0.6.2\n\(copy)\n\(settings)\n", "u": Self.users, "data/x": "",
      ]
      let attributes = FileAttributes(mode: mode | 0o100_000, owner: 1000, group: 1000)
      let answer = try answers("services:\n  chroma:\n    build: .\n" + mount, files, attributes: attributes)[
        0]
      #expect(answer.outcome == outcome, "\(copy) \(String(mode, radix: 8)): \(answer.why)")
    }
  }

  @Test(arguments: [
    ("admin:x\n", Outcome.nobodyGetsIn), ("# admin\n", .nobodyGetsIn), ("", .nobodyGetsIn),
    ("admin:\(Sample.alice)\n", .protectedBasic), ("admin:x\nbob:\(Sample.alice)\n", .protectedBasic),
  ])
  func `nobody gets in where no user of the file can log in`(users: String, outcome: Outcome) throws {
    let text = Self.front("    volumes: [\"./a:/etc/nginx/conf.d/a.conf\", \"./u:/etc/nginx/users\"]\n")
    #expect(try answers(text, ["a": Self.server(true), "u": users])[1].outcome == outcome)
  }

  @Test(arguments: [
    ("networks: [front]", Outcome.unknown), ("network_mode: host", .unknown), ("command: nginx", .unknown),
    ("command: [nginx, -g, \"daemon off\"]", .unknown), ("user: \"1000\"", .unknown),
    ("read_only: true", .unknown),
    ("tmpfs: [/etc/nginx]", .unknown), ("networks: [default, front]", .protectedBasic),
    ("command: [nginx, -g, \"daemon off;\"]", .protectedBasic),
    ("read_only: true\n    tmpfs: [/var/cache/nginx, /run]", .protectedBasic),
  ])
  func `nginx that does not start or reach Chroma is not one that protects`(keys: String, outcome: Outcome)
    throws
  {
    let mounts = "    volumes: [\"./a:/etc/nginx/conf.d/a.conf\", \"./u:/etc/nginx/users\"]\n"
    let text = Self.front(mounts + "    \(keys)\n") + "networks: {front: {}}\n"
    #expect(try answers(text, ["a": Self.server(true), "u": Self.users])[1].outcome == outcome)
  }

  /// nginx uses the first of servers with the same names and addresses, and reads the files by their names.
  @Test(arguments: [("a.conf", "b.conf", Outcome.protectedBasic), ("b.conf", "a.conf", .open)])
  func `of two files of nginx the first by name counts`(asks: String, open: String, outcome: Outcome) throws {
    let text = Self.front("    volumes: [\"./conf:/etc/nginx/conf.d\", \"./u:/etc/nginx/users\"]\n")
    let files = ["conf/\(asks)": Self.server(true), "conf/\(open)": Self.server(false), "u": Self.users]
    #expect(try answers(text, files)[1].outcome == outcome)
  }

  @Test(arguments: [
    ("TOKEN: \"\"", false), ("OTHER: x", true), ("TOKEN: kVv0D5aQx8Zr1nTq8Zr1nTqkVv0D5aQ", true),
  ])
  func `a template of nginx has the variables of its service`(variable: String, isProtected: Bool) throws {
    let text = Self.front(
      "    volumes: [\"./a:/etc/nginx/templates/a.conf.template\"]\n    environment:\n      \(variable)\n")
    let template = """
      map $http_x_chroma_token $ok { default 0; "${TOKEN}" 1; }
      server { listen 80; location / { if ($ok = 0) { return 401; } proxy_pass http://chroma:8000; } }
      """
    #expect(try answers(text, ["a": template])[1].outcome.isProtected == isProtected)
  }

  @Test(arguments: [("PW: \"\"", Outcome.unknown), ("OTHER: x", .unknown), ("PW: abcdefgh", .protectedBasic)])
  func `an empty password of HAProxy is none`(variable: String, outcome: Outcome) throws {
    let text =
      Self.chroma("", tag: "1.5.9") + """
          front:
            image: haproxy:2.9
            volumes: ["./h:/usr/local/etc/haproxy/haproxy.cfg"]
            environment:
              \(variable)

        """
    let configuration = """
      userlist u
        user admin insecure-password "${PW}"
      defaults
        mode http
      frontend web
        bind :80
        http-request auth unless { http_auth(u) }
        default_backend c
      backend c
        server s chroma:8000

      """
    #expect(try answers(text, ["h": configuration])[1].outcome == outcome)
  }

  @Test func `the start script of the image sets whether data is kept`() throws {
    let line = "      IS_PERSISTENT: '\"TRUE\"'\n"
    #expect(try answers(Self.chroma(Self.token + line))[0].outcome == .protectedToken)
    let own = "    entrypoint: [uvicorn, \"chromadb.app:app\"]\n"
    #expect(try answers(Self.chroma(own + Self.token + line))[0].outcome == .doesNotStart)
  }

  @Test(arguments: [("/etc/chroma/x.env", Outcome.unknown), ("./x.env", .doesNotStart)])
  func `a file of variables of another machine is not known`(path: String, outcome: Outcome) throws {
    #expect(try answers(Self.chroma("    env_file: \(path)\n"))[0].outcome == outcome)
  }

  @Test(arguments: [
    ("rm -rf /auth", Outcome.unknown), ("mv /auth /a", .unknown), ("cd /auth && rm -f *", .unknown),
    ("find / -name '*.htpasswd' -delete", .unknown), ("rm -rf /var/lib/apt/lists/*", .protectedBasic),
  ])
  func `a command that may take the file of an image away leaves open who can log in`(
    command: String, outcome: Outcome
  ) throws {
    let dockerfile = """
      FROM chromadb/chroma:0.6.2
      ENV CHROMA_SERVER_AUTHN_PROVIDER=\(ChromaSettings.basicProvider) CHROMA_SERVER_AUTHN_CREDENTIALS_FILE=/auth/users
      COPY users /auth/users
      RUN \(command)

      """
    let text = "services:\n  chroma:\n    build: .\n"
    #expect(try answers(text, ["Dockerfile": dockerfile, "users": Self.users])[0].outcome == outcome)
  }

  @Test(arguments: ["./:/auth", ".:/auth", "./a:/auth", "./a/b:/auth"])
  func `the folders that are mounted have to let a user in`(mount: String) throws {
    let path = mount.hasPrefix("./a/b") ? "/auth/u" : mount.hasPrefix("./a") ? "/auth/b/u" : "/auth/a/b/u"
    let text = Self.chroma(
      """
          user: "1000"
          command: uvicorn chromadb.app:app
          environment:
            CHROMA_SERVER_AUTHN_PROVIDER: \(ChromaSettings.basicProvider)
            CHROMA_SERVER_AUTHN_CREDENTIALS_FILE: \(path)
            PERSIST_DIRECTORY: /tmp/chroma
          volumes: ["\(mount)"]

      """)
    for (mode, outcome) in [(0o755, Outcome.protectedBasic), (0o744, .unknown)] as [(UInt32, Outcome)] {
      let attributes = FileAttributes(mode: mode, owner: 0, group: 7)
      #expect(try answers(text, ["a/b/u": Self.users], attributes: attributes)[0].outcome == outcome)
    }
  }
}
