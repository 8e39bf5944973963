/// A report of `lint --format json`, as far as it is about deployments.
struct DeploymentReport: Decodable {
  struct File: Decodable {
    let path: String
    let services: [Service]
    let findings: [Finding]
  }

  struct Service: Decodable {
    let name: String
    let release: String
    let outcome: String
    let reached: String
  }

  struct Finding: Decodable {
    let line: Int
    let severity: String
  }

  let files: [File]
}
