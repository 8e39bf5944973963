import Credentials
import Deployments
import Kernel
import Testing

/// Containers of pods, as manifests describe them.
@Suite struct KubernetesReaderTests {
  /// A Deployment of Chroma.
  ///
  /// - Parameters:
  ///   - container: more of the container, each line with 6 spaces before it.
  ///   - pod: more of the pod, each line with 4.
  ///   - others: more documents.
  static func manifest(
    image: String = "chromadb/chroma:0.6.2", _ container: String = "", pod: String = "", others: String = ""
  ) -> String {
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: db}
    spec:
      selector: {matchLabels: {app: chroma}}
      template:
        metadata: {labels: {app: chroma}}
        spec:
          containers:
          - name: server
            image: \(image)
    \(container.isEmpty ? "" : container.indented(8))\(pod.isEmpty ? "" : pod.indented(6))\(others)
    """
  }

  @Test(arguments: [("/usr/local/bin", Outcome.unknown), ("/usr", .unknown), ("/data", .protectedToken)])
  func `a volume in the place of programs leaves open what runs`(path: String, outcome: Outcome) throws {
    let container = """
      env:
      - {name: CHROMA_SERVER_AUTHN_PROVIDER, value: chromadb.auth.token_authn.TokenAuthenticationServerProvider}
      - {name: CHROMA_SERVER_AUTHN_CREDENTIALS, value: a-token-of-some-length}
      volumeMounts:
      - {name: v, mountPath: \(path)}

      """
    let text = Self.manifest(container, pod: "volumes:\n- {name: v, emptyDir: {}}\n")
    let deployment = try read(text, as: .kubernetes, named: "k.yaml")
    #expect(deployment.answers { _ in .missing }.map(\.outcome) == [outcome])
  }

  @Test(arguments: [("Deployment", Outcome.open), ("deployment", .unknown), ("MyOwnKind", .open)])
  func `a kind without a capital letter is none`(kind: String, outcome: Outcome) throws {
    let text =
      "apiVersion: apps/v1\nkind: \(kind)\n"
      + Self.manifest().split(separator: "\n").dropFirst(2)
      .joined(separator: "\n")
    let deployment = try read(text, as: .kubernetes, named: "k.yaml")
    #expect(deployment.answers { _ in .missing }.map(\.outcome) == [outcome])
  }

  @Test func `a container that goes on beside the others is one of them`() throws {
    let pod = "initContainers:\n- {name: i, image: 'chromadb/chroma:1.5.9', restartPolicy: Always}\n"
    let deployment = try read(Self.manifest(image: "nginx", pod: pod), as: .kubernetes, named: "k.yaml")
    #expect(deployment.services.contains { $0.release == .known(.v1) })
    let once = try read(
      Self.manifest(image: "nginx", pod: pod.replacing(", restartPolicy: Always", with: "")), as: .kubernetes,
      named: "k.yaml")
    #expect(!once.services.contains { $0.release == .known(.v1) })
  }

  private func service(_ text: String) throws -> Service {
    let deployment = try read(text, as: .kubernetes, named: "k.yaml")
    try #require(deployment.services.count == 1, "\(deployment.findings.map(\.message))")
    return deployment.services[0]
  }

  private func value(_ entry: String, others: String = "") throws -> String? {
    let text = Self.manifest("env:\n- {name: A, value: \"1\"}\n\(entry)", others: others)
    return try service(text).value("X")
  }

  @Test(arguments: [
    ("- {name: X, value: \"x\"}", "x"), ("- {name: X}", ""), ("- {name: X, value: }", ""),
    ("- {name: X, value: $A}", "$A"), ("- {name: X, value: $(A)b}", "1b"),
    ("- {name: X, value: $$(A)}", "$(A)"),
    ("- {name: X, value: $(NONE)}", "$(NONE)"), ("- {name: X, value: 'a$'}", "a$"),
    ("- {name: X, value: 'a$$b'}", "a$b"), ("- {name: X, value: '$(A'}", "$(A"),
    ("- {name: X, value: a}\n- {name: X, value: b}", "b"), ("- {name: X, value: 12:30:00}", "12:30:00"),
    ("- {name: X, value: 2024-01-01}", "2024-01-01"), ("- {name: X, value: !!str 1}", "1"),
    ("- {name: X, value: 'admin:$2y$05$abc'}", "admin:$2y$05$abc"),
  ])
  func `values as Kubernetes reads them`(entry: String, expected: String) throws {
    #expect(try value(entry) == expected)
    #expect(try service(Self.manifest("env:\n- {name: A, value: \"1\"}\n\(entry)")).obstacles.isEmpty)
  }

  @Test(arguments: ["TRUE", "1", "yes", "010", "1e3", "0o10", "1.5", "[a]", "{a: b}", "off"])
  func `values that are not text are refused`(value: String) throws {
    let deployment = try read(Self.manifest("env:\n- {name: X, value: \(value)}"), as: .kubernetes)
    let answer = try #require(deployment.answers { _ in .missing }.first)
    #expect(answer.outcome == .doesNotStart)
    #expect(answer.service.obstacles.map(\.rule) == [.fileRefused])
    #expect(answer.service.obstacles.first?.place?.line == 13)
  }

  @Test func `value and valueFrom together are refused`() throws {
    let service = try service(
      Self.manifest("env:\n- {name: X, value: a, valueFrom: {fieldRef: {fieldPath: b}}}"))
    #expect(service.obstacles.map(\.rule) == [.fileRefused])
  }

  private static let secret = """

    ---
    apiVersion: v1
    kind: Secret
    metadata: {name: s}
    data: {token: bXktdG9rZW4K, a: "YQ=="}
    stringData: {a: b, server.htpasswd: "x:y"}
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: c}
    data: {a: c, k: v}
    binaryData: {bin: AAE=}
    """

  @Test func `Secrets and ConfigMaps of the same file`() throws {
    let text = Self.manifest(
      """
      env:
      - {name: TOKEN, valueFrom: {secretKeyRef: {name: s, key: token}}}
      - name: A
        valueFrom: {secretKeyRef: {name: s, key: a}}
      - {name: C, valueFrom: {configMapKeyRef: {name: c, key: k}}}
      - {name: O, valueFrom: {configMapKeyRef: {name: c, key: none, optional: true}}}
      - {name: F, valueFrom: {fieldRef: {fieldPath: x}}}
      - {name: E, valueFrom: {secretKeyRef: {name: other, key: token}}}
      """, others: Self.secret)
    let service = try service(text)
    #expect(service.value("TOKEN") == "my-token\n")
    #expect(service.variables["TOKEN"]?.place.line == 13)
    #expect(service.variables["TOKEN"]?.valuePlace?.line == 25)
    #expect(service.value("A") == "b")
    #expect(service.value("C") == "v")
    #expect(service.variables["O"]?.value == .unset)
    #expect(service.variables["F"]?.value == .unknown(.elsewhere("a field of the pod")))
    #expect(
      service.variables["E"]?.value
        == .unknown(.elsewhere("the Secret other, which is not in this file")))
    #expect(service.obstacles.isEmpty)
  }

  @Test func `env wins over envFrom, and what another file has may be anything`() throws {
    let text = Self.manifest(
      """
      env: [{name: a, value: own}]
      envFrom: [{secretRef: {name: s}}, {configMapRef: {name: c}, prefix: P_}]
      """, others: Self.secret)
    let service = try service(text)
    #expect(service.value("A") == "own")
    #expect(service.value("P_A") == "c")
    #expect(service.value("TOKEN") == "my-token\n")
    #expect(service.variables.unread == nil)
    let elsewhere = try self.service(Self.manifest("envFrom: [{secretRef: {name: s}}]"))
    #expect(elsewhere.variables.unread?.line == 12)
  }

  @Test func `a Secret of another namespace is another one`() throws {
    let other = Self.secret.replacing("{name: s}", with: "{name: s, namespace: x}")
    let service = try service(Self.manifest("envFrom: [{secretRef: {name: s}}]", others: other))
    #expect(service.variables.unread != nil)
  }

  @Test(arguments: [
    ("- {name: X, valueFrom: {secretKeyRef: {name: s, key: none}}}", "", SettingFinding.Rule.variableUnset),
    ("- {name: X, valueFrom: {secretKeyRef: {name: s, key: token}}}", "bXkt token", .fileRefused),
    ("- {name: X, valueFrom: {secretKeyRef: {name: s, key: token}}}", "bXk", .fileRefused),
    ("- {name: X, valueFrom: {secretKeyRef: {name: s, key: token}}}", "123", .fileRefused),
  ])
  func `a Secret that cannot be used`(entry: String, data: String, rule: SettingFinding.Rule) throws {
    let others = Self.secret.replacing("bXktdG9rZW4K", with: data.isEmpty ? "bXktdG9rZW4K" : data)
    #expect(try service(Self.manifest("env:\n\(entry)", others: others)).obstacles.map(\.rule) == [rule])
  }

  @Test func `volumes are folders, and files with subPath`() throws {
    let text = Self.manifest(
      """
      volumeMounts:
      - {name: s, mountPath: /a/}
      - {name: s, mountPath: /b, subPath: server.htpasswd}
      - {name: i, mountPath: /c}
      - {name: i, mountPath: /d, subPath: x/y}
      - {name: c, mountPath: /e, subPath: none}
      - {name: p, mountPath: /f}
      - {name: h, mountPath: /g}
      - {name: v, mountPath: /h}
      - {name: gone, mountPath: /i}
      - {name: all, mountPath: /j, subPath: k}
      """,
      pod: """
        volumes:
        - {name: s, secret: {secretName: s}}
        - {name: i, secret: {secretName: s, items: [{key: a, path: x/y}], defaultMode: 0400}}
        - {name: c, configMap: {name: c}}
        - {name: p, persistentVolumeClaim: {claimName: p}}
        - {name: h, hostPath: {path: /srv}}
        - {name: v, emptyDir: {}}
        - {name: gone, secret: {secretName: gone}}
        - {name: all, projected: {sources: [{secret: {name: s}}, {configMap: {name: c}}]}}
        """, others: Self.secret)
    let service = try service(text)
    #expect(
      service.mounts.map { "\($0.target) \($0.sourceText)" } == [
        "/a folder a=b,server.htpasswd=x:y,token=my-token\n", "/b content x:y", "/c folder x/y=b",
        "/d content b", "/e folder ", "/f volume", "/g elsewhere: /srv is a file of the node", "/h volume",
        "/i elsewhere: the Secret gone is not in this file", "/j content v",
      ])
    #expect(service.obstacles.isEmpty)
  }

  @Test(arguments: [
    "- {name: v, secret: {name: s}}", "- {name: v, secret: {secretName: s, defaultMode: \"0400\"}}",
  ])
  func `volumes that are refused`(volume: String) throws {
    let text = Self.manifest(
      "volumeMounts: [{name: v, mountPath: /a}]", pod: "volumes:\n\(volume)", others: Self.secret)
    #expect(try service(text).obstacles.map(\.rule) == [.fileRefused])
  }

  @Test func `a folder where a file is named keeps Chroma from starting, whoever has the Secret`() throws {
    let text = Self.manifest(
      """
      env:
      - {name: CHROMA_SERVER_AUTHN_PROVIDER, value: \(ChromaSettings.basicProvider)}
      - {name: CHROMA_SERVER_AUTHN_CREDENTIALS_FILE, value: /auth/f}
      volumeMounts: [{name: v, mountPath: /auth/f}]
      """, pod: "volumes: [{name: v, secret: {secretName: elsewhere}}]")
    let answer = try #require(try read(text, as: .kubernetes).answers { _ in .missing }.first)
    #expect(answer.outcome == .doesNotStart)
    #expect(answer.findings.contains { $0.rule == .mountIsFolder })
  }

  @Test func `every kind of workload`() throws {
    let pod = "spec: {containers: [{name: x, image: chromadb/chroma:0.6.2}]}"
    for (kind, spec) in [
      ("Pod", pod), ("StatefulSet", "spec: {template: {\(pod)}}"),
      ("DaemonSet", "spec: {template: {\(pod)}}"),
      ("ReplicaSet", "spec: {template: {\(pod)}}"), ("Job", "spec: {template: {\(pod)}}"),
      ("CronJob", "spec: {jobTemplate: {spec: {template: {\(pod)}}}}"),
    ] {
      let service = try service("apiVersion: v1\nkind: \(kind)\nmetadata: {name: w}\n\(spec)\n")
      #expect(service.name == "w")
      #expect(service.release == .known(.v06))
    }
    let list =
      "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: w}, \(pod)}\n"
    #expect(try service(list).name == "w")
    #expect(
      try read(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: w}\nspec: {containers: [{image: nginx}]}\n",
        as: .kubernetes
      ).services.isEmpty)
  }

  @Test func `command and arguments`() throws {
    let service = try service(
      Self.manifest(
        "env: [{name: P, value: \"9\"}]\ncommand: [uvicorn]\nargs: [\"chromadb.app:app\", \"--port=$(P)\"]"))
    #expect(service.entrypoint?.map(\.text) == ["uvicorn"])
    #expect(service.command?.map(\.text) == ["chromadb.app:app", "--port=9"])
  }

  static let reaches: [(String, String, String, [Service.Publication.Reach])] = [
    ("", "", "", []),
    ("ports: [{port: 8000}]", "", "", [.cluster]),
    ("type: NodePort\n  ports: [{port: 80, targetPort: 8000}]", "", "", [.everyAddress]),
    ("type: LoadBalancer", "", "", [.everyAddress]),
    (
      "type: LoadBalancer\n  loadBalancerSourceRanges: [10.0.0.0/8]", "", "",
      [
        .unknown("the load balancer says who reaches it")
      ]
    ),
    ("", "hostNetwork: true", "", [.everyAddress]),
    ("", "", "ports: [{containerPort: 8000, hostPort: 80}]", [.everyAddress]),
    ("", "", "ports: [{containerPort: 8000, hostPort: 80, hostIP: 127.0.0.1}]", [.loopback]),
  ]

  @Test(arguments: reaches)
  func `who reaches it`(
    spec: String, pod: String, container: String, expected: [Service.Publication.Reach]
  ) throws {
    let others =
      spec.isEmpty
      ? ""
      : "\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec:\n  selector: {app: chroma}\n  \(spec)\n"
    let service = try service(Self.manifest(container, pod: pod, others: others))
    #expect(service.publications.map(\.reach) == expected)
  }

  @Test func `an ingress passes requests on`() throws {
    let others = """

      ---
      apiVersion: v1
      kind: Service
      metadata: {name: s}
      spec: {selector: {app: chroma}, ports: [{port: 80, targetPort: 8000}]}
      ---
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: i}
      spec: {rules: [{http: {paths: [{path: /, backend: {service: {name: s, port: {number: 80}}}}]}}]}
      """
    let service = try service(Self.manifest(others: others))
    #expect(
      service.publications.map(\.reach) == [
        .cluster, .unknown("the Ingress i passes requests on; whom it asks is not read"),
      ])
    #expect(service.publications.first?.port == 8000)
  }

  static let links: [(String, String, String, String, Bool)] = [
    ("1.5.9", "chroma", "", "", true), ("latest", "chroma", "", "", true), ("0.6.2", "chroma", "", "", false),
    ("0.6.2", "chroma-server-http", "", "", true), ("0.4.24", "chroma-server-http", "", "", true),
    ("0.6.2", "chroma-host", "", "", true), ("0.5.23", "chroma-host", "args: [--port, \"8000\"]", "", false),
    ("1.5.9", "chroma-host", "", "", false), ("1.5.9", "chroma-db", "", "", false),
    ("1.5.9", "chroma-server-http", "", "", false),
    ("1.5.9", "chroma", "", "enableServiceLinks: false", false),
    ("1.5.9", "chroma", "env: [{name: CHROMA_PORT, value: \"8000\"}]", "", false),
    ("1.5.9", "chroma", "args: [run, --path, /data]", "", false),
  ]

  @Test(arguments: links)
  func `a Service whose variable Chroma takes for a setting`(
    tag: String, name: String, container: String, pod: String, isTrap: Bool
  ) throws {
    let others =
      "\n---\napiVersion: v1\nkind: Service\nmetadata: {name: \(name)}\nspec: {ports: [{port: 8000}]}\n"
    let service = try service(
      Self.manifest(image: "chromadb/chroma:\(tag)", container, pod: pod, others: others))
    #expect(service.obstacles.map(\.rule) == (isTrap ? [.serviceLink] : []))
    let headless = others.replacing("{ports:", with: "{clusterIP: None, ports:")
    let text = Self.manifest(image: "chromadb/chroma:\(tag)", container, pod: pod, others: headless)
    #expect(try self.service(text).obstacles.isEmpty)
  }

  @Test func `settings at another container are a mistake, beside a Chroma`() throws {
    let others = """

      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: app}
      spec: {containers: [{name: x, image: app, env: [{name: CHROMA_SERVER_AUTHN_PROVIDER, value: x}]}]}
      """
    let deployment = try read(Self.manifest(others: others), as: .kubernetes)
    #expect(deployment.services.map(\.name) == ["db"])
    #expect(deployment.findings.map(\.rule) == [.settingsAtOtherService])
    let alone = try read(String(others.dropFirst(5)), as: .kubernetes)
    #expect(alone.services.map(\.name) == ["app"])
  }

  @Test(arguments: [
    ("images: [{name: chromadb/chroma, newTag: latest}]", false), ("patches: [{path: x.yaml}]", false),
    ("components: [c]", false), ("namespace: prod\nnamePrefix: a-", true),
  ])
  func `what a kustomization changes is not judged by the manifest alone`(field: String, isJudged: Bool)
    throws
  {
    let text = Self.manifest(
      """
      env:
              - {name: CHROMA_SERVER_AUTHN_PROVIDER, value: chromadb.auth.token_authn.TokenAuthenticationServerProvider}
              - {name: CHROMA_SERVER_AUTHN_CREDENTIALS, value: vTq7s9XcW2eRk4Lm8Pz1}
      """)
    for name in ["kustomization.yaml", "kustomization.yml", "Kustomization"] {
      let files = ["k/\(name)": "resources: [d.yaml]\n\(field)\n"]
      let deployment = try read(text, as: .kubernetes, named: "k/d.yaml", files: files)
      let answer = deployment.answers { _ in .missing }.first
      #expect(answer?.outcome == (isJudged ? .protectedToken : .unknown), "\(name)")
      // Another image may take the place of one without a tag.
      let latest = try read(
        text.replacing("chromadb/chroma:0.6.2", with: "chromadb/chroma"), as: .kubernetes, named: "k/d.yaml",
        files: files)
      let hasError = latest.answers { _ in .missing }[0].findings.contains { $0.severity == .error }
      #expect(hasError == isJudged, "\(name)")
    }
  }

  @Test(arguments: [
    "apiVersion: v1\nkind: Secret\nmetadata: {generateName: s}\nstringData: {X: a}",
    "apiVersion: v2\nkind: Secret\nmetadata: {name: s}\nstringData: {X: a}",
    "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {X: a}\n---\nkind: ExternalSecret\nmetadata: {name: s}",
    "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {X: a}\n---\nkind: SealedSecret\nmetadata: {name: s}",
  ])
  func `what only looks like the Secret is not taken for it`(other: String) throws {
    let service = try service(
      Self.manifest("envFrom: [{secretRef: {name: s}}]", others: "\n---\n\(other)\n"))
    #expect(service.variables["X"] == nil)
    #expect(service.variables.unread != nil)
  }

  @Test func `bytes of a ConfigMap are no variables`() throws {
    let others =
      "\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\nbinaryData: {X: YQ==}\n"
    let all = try service(Self.manifest("envFrom: [{configMapRef: {name: m}}]", others: others))
    #expect(all.variables["X"] == nil)
    let one = try service(
      Self.manifest("env: [{name: X, valueFrom: {configMapKeyRef: {name: m, key: X}}}]", others: others))
    #expect(one.obstacles.count == 1)
  }

  @Test(arguments: [
    "argoproj.io/v1alpha1\nkind: Application\nspec: {source: {chart: chromadb, helm: {values: x}}}",
    "argoproj.io/v1alpha1\nkind: ApplicationSet\nspec: {template: {spec: {sources: [{chart: chromadb}]}}}",
    "helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec: {chart: {spec: {chart: chromadb}}}",
    "helm.cattle.io/v1\nkind: HelmChart\nspec: {chart: chromadb}",
    "kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nhelmCharts: [{name: chromadb}]",
  ])
  func `what a chart of Chroma makes in the cluster is not known`(object: String) throws {
    let text = "apiVersion: \(object)\nmetadata: {name: db}\n"
    let answers = try read(text, as: .kubernetes).answers { _ in .missing }
    #expect(answers.map(\.outcome) == [.unknown] && answers.first?.service.name == "db")
    let other = text.replacing("chromadb", with: "postgresql")
    #expect(try read(other, as: .kubernetes).services.isEmpty)
  }

  @Test func `templates are not rendered here`() throws {
    let service = try service(
      Self.manifest(
        image: "'chromadb/chroma:{{ .Values.tag }}'", "env: [{name: X, value: '{{ .Values.x }}'}]"))
    #expect(service.release == .unknown("it is a template that is not rendered"))
    #expect(service.variables["X"]?.bytes == nil)
    let deployment = try read("apiVersion: v1\nkind: Pod\nspec:\n  {{- toYaml .x }}\n", as: .kubernetes)
    #expect(deployment.findings.map(\.rule) == [.cannotTell])
  }

  @Test func `a file that is not YAML is refused`() throws {
    let deployment = try read("apiVersion: v1\nkind: Pod\n  a: [\n", as: .kubernetes)
    #expect(deployment.findings.map(\.rule) == [.fileRefused])
    #expect(deployment.services.isEmpty)
  }

  @Test func `many objects are read in linear time, up to a number`() throws {
    let one = Self.manifest("envFrom: [{secretRef: {name: s}}]", others: Self.secret) + "\n---\n"
    let deployment = try read(String(repeating: one, count: 1500), as: .kubernetes)
    #expect(deployment.services.count == 1500)
    let more = try read(String(repeating: one, count: 2500), as: .kubernetes)
    #expect(more.services.count == 2000)
    #expect(more.findings.map(\.rule) == [.cannotTell])
  }

  @Test(arguments: [
    ("", ""), ("YQ==", "a"), ("YWI=", "ab"), ("YWJj", "abc"), ("YW\nJj\n", "abc"), ("_-", nil), ("YQ=", nil),
    ("YQ", nil), ("Y", nil), ("YQ==YQ==", nil), ("Y Q==", nil), ("====", nil),
  ])
  func `base 64 as Go decodes it`(text: String, expected: String?) throws {
    let others =
      "\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {k: \"\(text.replacing("\n", with: "\\n"))\"}\n"
    let service = try service(
      Self.manifest("env: [{name: X, valueFrom: {secretKeyRef: {name: s, key: k}}}]", others: others))
    #expect(service.value("X") == expected)
    #expect(service.obstacles.isEmpty == (expected != nil))
  }

  @Test(arguments: [
    ("token", Outcome.protectedToken), ("./token", .protectedToken), ("/token", .doesNotStart),
    ("../token", .doesNotStart), ("a/../token", .doesNotStart),
  ])
  func `a path that leaves its volume is refused`(path: String, outcome: Outcome) throws {
    let container = """
      env:
      - {name: CHROMA_SERVER_AUTHN_PROVIDER, value: chromadb.auth.token_authn.TokenAuthenticationServerProvider}
      - {name: CHROMA_SERVER_AUTHN_CREDENTIALS_FILE, value: /token}
      volumeMounts:
      - {name: v, mountPath: /token, subPath: \(path)}

      """
    let secret = """
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: s}
      stringData: {token: a-token-of-some-length}

      """
    let volumes = "volumes:\n- {name: v, secret: {secretName: s}}\n"
    let text = Self.manifest(container, pod: volumes, others: secret)
    let deployment = try read(text, as: .kubernetes, named: "k.yaml")
    #expect(deployment.answers { _ in .missing }.map(\.outcome) == [outcome])
    let item = volumes.replacing("secretName: s", with: "secretName: s, items: [{key: token, path: \(path)}]")
    let renamed = Self.manifest(
      container.replacing(", subPath: \(path)", with: ", subPath: token"), pod: item, others: secret)
    let other = try read(renamed, as: .kubernetes, named: "k.yaml")
    if outcome == .doesNotStart {
      #expect(other.answers { _ in .missing }.map(\.outcome) == [outcome])
    }
  }
}

extension String {
  /// Each line with spaces before it, and a line end.
  fileprivate func indented(_ count: Int) -> String {
    split(separator: "\n").map { String(repeating: " ", count: count) + $0 + "\n" }.joined()
  }
}
