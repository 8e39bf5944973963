import Foundation
import TestSupport
import Testing

/// Everything that `config` prints for a deployment passes `lint`, which calls it protected.
@Suite struct ConfigLintTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.shell(
      """
      chmod 711 .; chroma-htpasswd create -b -C10 --mode 0644 f admin password123
      (umask 022; printf %s "$(chroma-htpasswd token)" >t)
      (umask 022; chroma-htpasswd config authz --role admin=admin f >roles.yaml)
      (umask 022; sed 's/- id: .*/- id: anonymous/' roles.yaml >roles-token.yaml)
      """
    ).expect(exits: 0)
  }

  /// Arguments of `config`, and the kind of the file.
  static let forms: [(arguments: String, kind: String)] =
    ["", "--for chroma-0.4"].flatMap { release in
      ["env", "docker", "compose", "kubernetes"].map { ("\($0) \(release)", $0) }
    } + ["nginx", "caddy", "traefik"].map { ("compose --for chroma-1 --proxy \($0)", "compose") } + [
      ("kubernetes --for chroma-1", "kubernetes")
    ]

  private static let names = [
    "env": "settings.sh", "docker": "run.sh", "compose": "compose.yaml", "kubernetes": "chroma.yaml",
  ]

  @Test(arguments: forms, ["basic", "token"])
  func `what is printed is protected`(form: (arguments: String, kind: String), authentication: String) throws
  {
    try expectProtected(form, authentication, roles: nil)
  }

  @Test(arguments: forms.filter { !$0.arguments.contains("--for") })
  func `so it is with roles`(form: (arguments: String, kind: String)) throws {
    try expectProtected(form, "basic", roles: "roles.yaml")
  }

  private func expectProtected(
    _ form: (arguments: String, kind: String), _ authentication: String, roles: String?
  ) throws {
    let name = try #require(Self.names[form.kind])
    let file = authentication == "basic" ? "f" : "--auth token t"
    let authz = roles.map { "--authz \($0)" } ?? ""
    try folder.shell("umask 077; chroma-htpasswd config \(form.arguments) \(authz) \(file) >\(name)")
      .expect(exits: 0)
    // A file of variables does not say who reads it.
    let server = form.arguments.contains("chroma-0.4") ? "chroma-0.4" : "chroma"
    let words = ["lint", "--format", "json"] + (form.kind == "env" ? ["--for", server] : []) + [name]
    let outcome = try folder.program(words).run().expect(exits: 0)
    let report = try JSONDecoder().decode(DeploymentReport.self, from: Data(outcome.text.utf8))
    let services = try #require(report.files.first { $0.path == name }, "\(outcome)").services
    // With 1.x the front asks; whoever reaches Chroma itself is on its network.
    let asked = form.arguments.contains("chroma-1") ? Array(services.dropFirst()) : services
    #expect(asked.map(\.outcome) == ["protected-\(authentication)"], "\(outcome)")
    #expect(services.count == asked.count || services[0].reached.contains(/networks|pod/), "\(outcome)")
    let worst = report.files.flatMap(\.findings).filter { $0.severity != "note" }
    #expect(worst.isEmpty, "\(outcome)")
  }
}
