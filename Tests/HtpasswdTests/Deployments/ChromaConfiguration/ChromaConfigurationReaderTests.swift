import Credentials
import Deployments
import Kernel
import Testing

/// The configuration of Chroma 1.x.
@Suite struct ChromaConfigurationReaderTests {
  @Test func `keys for authentication are passed over, and it is open`() throws {
    let text =
      "persist_path: /data\nchroma_server_authn_provider: x\nauth: {type: basic}\nport: 9000\nlisten_address: 0.0.0.0\n"
    let deployment = try read(text, as: .chromaConfiguration, named: "config.yaml")
    #expect(deployment.findings.map { $0.place?.line } == [2, 3])
    #expect(!deployment.findings.contains { $0.rule != .configYAMLKey })
    let answer = try #require(deployment.answers { _ in .missing }.first)
    #expect(answer.service.name == "config.yaml")
    #expect(answer.outcome == .open)
    #expect(answer.service.publications.map(\.reach) == [.everyAddress])
    #expect(answer.service.publications.map(\.port) == [9000])
  }

  @Test func `keys of its own have no finding`() throws {
    let text = "persist_path: /data\nallow_reset: true\ncors_allow_origins: ['*']\nsqlite_filename: x\n"
    #expect(try read(text, as: .chromaConfiguration).findings.isEmpty)
  }
}
