import Testing

@testable import Credentials
@testable import Linting

@Suite struct StartFailureTests {
  @Test(
    arguments: [
      (.notUTF8(byte: 0xFF, offset: 12), "line 3 is not UTF-8: 0xff at offset 12"),
      (.missingColon, "line 3 has no colon"),
      (.extraField, "line 3 has more than two fields"),
      (.emptyUser, "line 3 has no user name"),
      (.emptyHash, "line 3 has no hash"),
      (.duplicateUser("a\u{1B}".bytes, firstLine: 1), "duplicate user a\\u{1b} on lines 1 and 3"),
      (.noFirstEntry, "line 1 is not a user:hash entry"),
      (.tooLong(maximum: 1024), "line 3 is over 1024 bytes"),
      (.unusableHash("a\n".bytes), "line 3 gives a\\u{a} an unusable hash"),
    ] as [(StartFailure.Cause, String)])
  func `a failure names its place, and nothing of an entry but the name`(
    cause: StartFailure.Cause, words: String
  ) {
    #expect(StartFailure(line: 3, cause: cause).description == words)
  }

  @Test(
    arguments: [
      (.notUTF8(byte: 0xFF, offset: 0), "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff"),
      (.missingColon, "ValueError: Invalid htpasswd credentials found"),
      (.extraField, "ValueError: Invalid htpasswd credentials found"),
      (.emptyUser, "ValueError: Invalid htpasswd credentials found"),
      (.emptyHash, "ValueError: Invalid htpasswd credentials found"),
      (
        .duplicateUser([], firstLine: 1),
        "ValueError: Duplicate username found in [chroma_server_authn_credentials]"
      ),
      (.noFirstEntry, "IndexError: list index out of range"),
    ] as [(StartFailure.Cause, String)])
  func `the exception in Chroma's log is known`(cause: StartFailure.Cause, exception: String) {
    let failure = StartFailure(line: 1, cause: cause)
    #expect(Server.chroma.log(of: failure) == exception)
    #expect(Server.chroma04.log(of: failure) == exception)
  }
}
