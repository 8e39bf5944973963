internal import Deployments
internal import Htpasswd

extension Command {
  static let token = Command(
    name: "token",
    operands: [],
    summary: "make a random token",
    details: """
      Prints a random token for Chroma's token authentication: letters and digits, the first one a letter. With -o \
      it is written to a new file of mode 0600 instead, without the line feed that Chroma would take for a part of \
      it. A file that exists is refused, unless --force is given.
      """,
    examples: """
      chroma-htpasswd token -o server.token
      chroma-htpasswd token --length 64
      """,
    strayOption: Option.length.erased,
    options: {
      Option.output
      Option.length
      needingOutput
    },
    requirements: { [Requirement(needingOutput, "needs -o") { $0.has(.output) }] },
    run: { (invocation, console) throws(Failure) in
      let length = invocation[.length] ?? 43
      let store = invocation[.output].map { CredentialStore($0, options: invocation.writeOptions) }
      // --force gives up one token, and not everybody's.
      if let store, invocation.has(.force), let reason = reasonToKeep(store.path) {
        throw .notReplaceable(store.path, reason)
      }
      let token: Secret
      do throws(SystemError) {
        token = try Secret.token(length: length)
      } catch {
        throw Failure(.unreachable, "the system gives no random bytes: \(error)")
      }
      guard let store else {
        try console.print(secret: token)
        return .done
      }
      let result: UpdateResult
      do throws(StorageError) {
        result = try store.create(token, replacing: invocation.has(.force))
      } catch {
        guard error.cause == .alreadyExists else { throw failure(of: error, nil) }
        throw Failure(
          .unreachable, error.description,
          hint: reasonToKeep(store.path).map { "choose another name: \($0)" }
            ?? "to replace it: chroma-htpasswd token --force -o \(store.path.shellWord)")
      }
      let verb = result.created ? "created" : "replaced"
      if store.options.dryRun {
        console.note("dry run, nothing is written: would have \(verb) \(store.path)")
      } else {
        console.note("\(verb) \(store.path) with a new token")
        if !result.created, let hint = Server.chromaToken.afterEdit { console.hint(hint) }
      }
      console.warnOfKept(invocation, result, store.path)
      return .done
    })

  /// Why a file is not to be replaced by a token; nil if it is one, or may be one.
  private static func reasonToKeep(_ path: FilePath) -> String? {
    guard case .content(let bytes) = Surroundings.file(path, isHere: true) else { return nil }
    let kind = FileKind(of: bytes)
    guard kind == .tokens else {
      if kind != .credentials { return "it is \(kind.title), not a token file" }
      if FileKind.holdsHash(bytes) { return "it has hashes of users, not a token" }
      // One line may be a token that is short, or damaged.
      let lines = bytes.split { $0 == Ascii.lineFeed || $0 == Ascii.carriageReturn }
      if lines.count > 1 { return "it has \(lines.count) lines; a token is one" }
      return TokenFile.mayBeLogin(bytes) ? "it may be somebody's login, not a token" : nil
    }
    let count = TokenFile(bytes).users.count
    // Chroma reads no list that is on one line, or has a slip.
    if count == 0 { return bytes.mayBeToken ? nil : "it has a list of users, not a token" }
    return "it has the tokens of \(count) user\(count == 1 ? "" : "s")"
  }

  /// Options of the file of `-o`.
  @OptionList private static var needingOutput: [AnyOption] {
    Option.force
    Options.newFile
    Option.dryRun
  }
}

extension [UInt8] {
  /// Whether it is one word, and no list in brackets.
  fileprivate var mayBeToken: Bool {
    let words = split { $0 <= Ascii.space }
    return words.count == 1 && words[0].first != UInt8(ascii: "{") && words[0].first != UInt8(ascii: "[")
  }
}
