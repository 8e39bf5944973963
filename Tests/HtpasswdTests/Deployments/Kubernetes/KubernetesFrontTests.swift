import Credentials
import Deployments
import Kernel
import Testing

/// Fronts of manifests: in the pod of Chroma, and in one of their own.
@Suite struct KubernetesFrontTests {
  private static func configuration(_ upstream: String, asks: Bool) -> String {
    """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: nginx}
    data:
      users: "admin:\(Sample.alice)"
      nginx.conf: |
        events {}
        http {
          server {
            listen 8080;
            \(asks ? "auth_basic Chroma; auth_basic_user_file /etc/chroma/server.htpasswd;" : "")
            location / { proxy_pass http://\(upstream); }
          }
        }
    ---

    """
  }

  private static let nginx = """
        - name: nginx
          image: nginx:1.28
          ports: [{containerPort: 8080}]
          volumeMounts:
          - {name: nginx, mountPath: /etc/nginx/nginx.conf, subPath: nginx.conf}
          - {name: nginx, mountPath: /etc/chroma/server.htpasswd, subPath: users}

    """

  private static func pod(_ containers: String, name: String = "db") -> String {
    """
    apiVersion: v1
    kind: Pod
    metadata: {name: \(name), labels: {app: \(name)}}
    spec:
      enableServiceLinks: false
      volumes: [{name: nginx, configMap: {name: nginx}}]
      containers:
    \(containers)---

    """
  }

  private static func chroma(_ keys: String = "") -> String {
    "    - name: chroma\n      image: chromadb/chroma:1.5.9\n\(keys)"
  }

  private static let onLoopback =
    "      env: [{name: CHROMA_LISTEN_ADDRESS, value: 127.0.0.1}]\n"

  private static func service(_ name: String = "api", to app: String = "db", port: Int = 8080) -> String {
    """
    apiVersion: v1
    kind: Service
    metadata: {name: \(name)}
    spec: {selector: {app: \(app)}, ports: [{port: 80, targetPort: \(port)}]}
    ---

    """
  }

  private func answers(_ text: String) throws -> [ServiceAnswer] {
    try read(text, as: .kubernetes).answers { _ in .missing }
  }

  private func told(_ answers: [ServiceAnswer]) -> [String] {
    answers.map { "\($0.service.name) \($0.outcome.rawValue), \($0.reached)" }
  }

  private func rules(_ answer: ServiceAnswer) -> [String] {
    answer.findings.map { "\($0.place?.line ?? 0) \($0.severity) \($0.rule.rawValue)" }
  }

  @Test func `nginx in the pod asks for a Chroma that the pod alone reaches`() throws {
    let text =
      Self.configuration("127.0.0.1:8000", asks: true)
      + Self.pod(Self.chroma(Self.onLoopback) + Self.nginx) + Self.service()
    let answers = try answers(text)
    #expect(told(answers) == ["db open, its pod", "nginx protected-basic, the cluster"])
    #expect(rules(answers[0]) == ["23 note no-authentication"] && answers[1].findings.isEmpty)
  }

  @Test func `a Chroma that listens on every address is reached by every pod beside its front`() throws {
    let text =
      Self.configuration("localhost:8000", asks: true) + Self.pod(Self.chroma() + Self.nginx)
      + Self.service()
    let answers = try answers(text)
    #expect(told(answers) == ["db open, the cluster", "nginx protected-basic, the cluster"])
    #expect(rules(answers[0]) == ["23 warning no-authentication"])
    #expect("\(answers[0].findings[0].remedy as Any)".contains("CHROMA_LISTEN_ADDRESS"))
  }

  @Test func `a front that asks nobody is found at the line of its location`() throws {
    let text =
      Self.configuration("127.0.0.1:8000", asks: false)
      + Self.pod(Self.chroma(Self.onLoopback) + Self.nginx) + Self.service()
    let answers = try answers(text)
    #expect(told(answers)[1] == "nginx open, the cluster")
    #expect(rules(answers[1]) == ["12 error proxy-without-auth"])
  }

  @Test func `a Service that leads to Chroma itself goes around the front`() throws {
    let text =
      Self.configuration("127.0.0.1:8000", asks: true) + Self.pod(Self.chroma() + Self.nginx)
        + """
        apiVersion: v1
        kind: Service
        metadata: {name: api}
        spec: {type: LoadBalancer, selector: {app: db}, ports: [{port: 80, targetPort: 8000}]}

        """
    let answers = try answers(text)
    #expect(told(answers)[0] == "db open, every address")
    #expect(rules(answers[0]).contains { $0.hasSuffix("error bypassed-proxy") })
  }

  @Test func `loopback of another pod is not that of Chroma`() throws {
    let text =
      Self.configuration("127.0.0.1:8000", asks: true)
      + Self.pod(Self.chroma()) + Self.pod(Self.nginx, name: "web") + Self.service("web", to: "web")
    #expect(told(try answers(text)) == ["db open, the cluster", "web unknown, the cluster"])
  }

  @Test(arguments: ["chroma", "chroma.default", "chroma.default.svc.cluster.local:80"])
  func `a front of its own finds Chroma by the name of a Service`(host: String) throws {
    let text =
      Self.configuration(host, asks: true) + Self.pod(Self.chroma()) + Self.pod(Self.nginx, name: "web")
      + Self.service("chroma", port: 8000) + Self.service("web", to: "web")
    let answers = try answers(text)
    #expect(told(answers) == ["db open, the cluster", "web protected-basic, the cluster"])
    #expect(rules(answers[0]).contains("23 warning no-authentication"))
  }

  @Test func `nginx that is not about Chroma is left out`() throws {
    let text = Self.pod(Self.chroma()) + Self.pod("    - {name: site, image: \"nginx:1.28\"}\n", name: "site")
    #expect(told(try answers(text)) == ["db open, the cluster"])
  }
}
