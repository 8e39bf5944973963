import Credentials
import Deployments
import Kernel
import Testing

/// Files of variables as a deployment.
@Suite struct EnvironmentFileReaderTests {
  private func answer(
    _ text: String, named name: String = "chroma.env", release: ChromaRelease? = nil,
    reader: EnvironmentFile.Reader? = nil
  ) throws -> ServiceAnswer {
    var context = DeploymentContext(
      FilePath(name), Array(text.utf8), file: { _ in .missing }, environment: { _ in nil })
    context.release = release
    context.reader = reader
    let deployment = try #require(FileKind.environment.deployment(in: context))
    return try #require(deployment.answers { _ in .missing }.first)
  }

  private static let token =
    "CHROMA_SERVER_AUTHN_PROVIDER=\(ChromaSettings.tokenProvider)\r\nCHROMA_SERVER_AUTHN_CREDENTIALS=my-token\r\n"

  @Test func `the reader decides, and the release`() throws {
    #expect(try answer(Self.token, release: .v06, reader: .docker).outcome == .protectedToken)
    let exported = "export " + Self.token.replacing("\r\nC", with: "\r\nexport C")
    #expect(try answer(exported, release: .v06, reader: .shell).outcome == .doesNotStart)
    #expect(try answer(Self.token, release: .v1, reader: .docker).outcome == .open)
    let unknown = try answer(Self.token)
    #expect(unknown.outcome == .unknown)
    #expect(unknown.release == nil)
    #expect(unknown.service.name == "chroma.env")
  }

  @Test func `what a container has is not known`() throws {
    let text =
      "CHROMA_SERVER_AUTHN_PROVIDER=\(ChromaSettings.basicProvider)\nCHROMA_SERVER_AUTHN_CREDENTIALS_FILE=f\n"
    #expect(try answer(text, release: .v06).outcome == .unknown)
  }
}
