import Foundation
public import Testing

/// Entries at the lowest cost; the password of each is its user's name with `-pw`.
public enum Fixture {
  public static let alice = "alice:$2y$04$cccccccccccccccccccccO.RFXLYPtt71wGcIqugYLMJiIaxifz0q"
  public static let bob = "bob:$2y$04$ddddddddddddddddddddduJ0SP.xW5InKJvVOUnM0zpIEcknAwOUm"
  public static let carol = "carol:$2y$04$eeeeeeeeeeeeeeeeeeeeeeymBYdS89iOfxmFzfh.jkUzjwHlLbxaO"
}

extension TemporaryFolder {
  /// A folder with this text in `file`.
  public convenience init(file text: String) throws {
    try self.init()
    try write(text, to: "file")
  }

  /// Records an issue unless `chroma-htpasswd verify` accepts the login.
  public func expect(
    _ user: String, hasPassword password: String, in file: String = "file",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try run("verify", "-b", "--", file, user, password).expect(exits: 0, sourceLocation: sourceLocation)
  }

  /// Records an issue unless the command exits with this status and leaves the folder as it is: no other file, not
  /// another byte in `file`, not another inode under its name.
  @discardableResult
  public func expect(
    exits status: Int32, changingNothing command: Command, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Outcome {
    let before = try (names, bytes(of: "file"), inode(of: "file"))
    let outcome = try command.run().expect(exits: status, sourceLocation: sourceLocation)
    let after = try (names, bytes(of: "file"), inode(of: "file"))
    #expect(before == after, "\(outcome)", sourceLocation: sourceLocation)
    return outcome
  }

  public func inode(of name: String) throws -> UInt64 {
    var status = stat()
    try #require(unsafe stat(self[name], &status) == 0)
    return UInt64(status.st_ino)
  }
}

/// Where a test may mount.
public let mountNamespace = geteuid() == 0 ? "unshare --mount" : "unshare --mount --map-root-user"
