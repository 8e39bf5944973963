import Credentials
import Deployments
import Foundation
import Htpasswd
import TestSupport
import Testing

/// Manifests against the schema of Kubernetes (kubernetes-validate).
@Suite struct KubernetesTests {
  /// Whether each manifest passes.
  private static func validate(_ manifests: [String]) throws -> [Bool] {
    let folder = try TemporaryFolder()
    var names: [String] = []
    for (number, text) in manifests.enumerated() {
      names.append("\(number).yaml")
      try text.write(
        toFile: folder.path + "/\(number).yaml", atomically: false, encoding: .utf8)
    }
    let outcome = try Command(
      [try Peers.kubernetesValidate, "--strict", "--no-warn"] + names, in: folder.path
    ).run()
    let lines = (outcome.text + "\n" + String(decoding: outcome.errors, as: UTF8.self)).split(separator: "\n")
    let failed = Set(
      lines.filter { !$0.hasPrefix("INFO") }.compactMap { line in
        line.split(separator: " ").first { $0.hasSuffix(".yaml") }.map(String.init)
      })
    let passed = Set(
      lines.filter { $0.hasPrefix("INFO") }.compactMap { line in
        line.split(separator: " ").first { $0.hasSuffix(".yaml") }.map(String.init)
      })
    try #require(failed.union(passed).count == manifests.count, "\(outcome)")
    return names.map { !failed.contains($0) }
  }

  private static func manifest(_ env: String, volume: String = "emptyDir: {}") -> String {
    """
    apiVersion: v1
    kind: Pod
    metadata: {name: db}
    spec:
      containers:
      - name: chroma
        image: chromadb/chroma:0.6.2
        env:
        - \(env)
        volumeMounts: [{name: v, mountPath: /v}]
      volumes:
      - {name: v, \(volume)}

    """
  }

  private static func isRefused(_ text: String) throws -> Bool {
    let context = DeploymentContext(
      FilePath("x.yaml"), Array(text.utf8), file: { _ in .missing }, environment: { _ in nil })
    let deployment = try #require(FileKind.kubernetes.deployment(in: context))
    let service = try #require(deployment.services.first)
    return service.obstacles.contains { $0.rule == .fileRefused }
  }

  @Test func `what is refused for its types is what does not pass`() throws {
    let values = [
      "a", "\"1\"", "'true'", "TRUE", "true", "True", "1", "-1", "+1", "1.5", "1.", ".5", "0x1F", "0b1",
      "010", "1_000",
      "yes", "No", "ON", "off", "y", "n", "null", "~", "", "Null", "!!str 1", "\"\"", "''", "1a", "a1",
      "1.2.3", "0.6.2", "-", "=",
      "[a]", "{a: b}", "[]", ".inf", ".nan", "1.5e+3", "$2y$10", "a b", "|\n        text\n",
      ">-\n        text\n",
    ].map { value in
      // A value of several lines is in block form.
      value.contains("\n") ? "name: X\n      value: \(value)" : "{name: X, value: \(value)}"
    }
    let manifests =
      values.map { Self.manifest($0) }
      + [
        "secret: {secretName: s}", "secret: {name: s}", "secret: {secretName: s, defaultMode: 0400}",
        "secret: {secretName: s, defaultMode: \"0400\"}", "configMap: {name: c, defaultMode: '0400'}",
        "configMap: {name: c, items: [{key: a, path: b}]}",
      ].map { Self.manifest("{name: X, value: x}", volume: $0) }
    for (manifest, passes) in zip(manifests, try Self.validate(manifests)) {
      #expect(try Self.isRefused(manifest) == !passes, "\(manifest)")
    }
  }

  @Test func `what config prints passes`() throws {
    let folder = try TemporaryFolder()
    let entry = "admin:$2y$05$vN7DKX9hMKmak8fUlRyWwe6EfDTKhUP4BMzK21n6tr3McVlMtnPtO\n"
    try entry.write(toFile: folder.path + "/f", atomically: false, encoding: .utf8)
    try "kVv0D5aQx8Zr1nTq-8Zr1nTqkVv0D5aQ".write(
      toFile: folder.path + "/t", atomically: false, encoding: .utf8)
    try folder.shell("chroma-htpasswd config authz --role admin=admin f >roles").expect(exits: 0)
    let manifests = try [
      "--for chroma f", "--for chroma-0.4 f", "--for chroma-1 f", "--auth token t",
      "--for chroma-0.4 --auth token t", "--for chroma-1 --auth token t", "--authz roles f",
    ].map { arguments in
      try folder.shell("chroma-htpasswd config kubernetes \(arguments)").expect(exits: 0).text
    }
    #expect(try Self.validate(manifests).allSatisfy { $0 })
  }

  @Test func `a manifest of the cases passes if we call it valid`() throws {
    let cases = try DeploymentCase.all().filter { $0.expected.kind == "kubernetes" }
    try #require(!cases.isEmpty)
    let texts = try cases.map {
      try String(contentsOf: $0.folder.appending(path: $0.expected.main), encoding: .utf8)
    }
    for ((example, text), passes) in zip(zip(cases, texts), try Self.validate(texts)) {
      #expect(try Self.isRefused(text) == !passes, "\(example)")
    }
  }
}
