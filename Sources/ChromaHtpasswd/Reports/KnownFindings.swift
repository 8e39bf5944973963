internal import Glibc
internal import Htpasswd
internal import Linting

/// A baseline: findings that are known and not reported again. It holds the rule, the user and a digest of each, so that
/// neither a hash nor any line of a file gets into the repository it is kept in.
struct KnownFindings {
  private let path: FilePath
  private let isWritten: Bool
  private let options: WriteOptions

  private static let title = "# Findings that chroma-htpasswd lint knows; no hash and no password is in here."
  private static let limit = 64 << 20

  /// - Returns: nil without `--baseline`.
  init?(_ invocation: Invocation) {
    isWritten = invocation.has(.writeBaseline)
    guard let file = invocation[.baseline] else { return nil }
    path = file
    var options = WriteOptions()
    options.mode = 0o644
    options.dryRun = invocation.has(.dryRun)
    self.options = options
  }

  /// Leaves out the findings that are known, or makes all of them known.
  ///
  /// - Returns: how many are left out.
  func leaveOut(_ files: inout [LintedFile], _ console: Console) throws(Failure) -> Int {
    if isWritten { try write(files, console) }
    // Written to nowhere, nothing is known.
    if isWritten, options.dryRun { return 0 }
    let old = try storing { () throws(StorageError) in
      let source = try ByteSource.opening(path)
      return try source.read(path) { (source) throws(SystemError) in try source.start(Self.limit) }
    }
    guard let key = Self.key(in: old) else {
      throw notBaseline
    }
    let known = Set(old.split(separator: Ascii.lineFeed).map { $0.prefix { $0 != Ascii.space } })
    var count = 0
    for index in files.indices {
      let digests = Self.digests(of: files[index], key)
      let kept = zip(files[index].result.findings, digests).filter { !known.contains($0.1[...]) }.map(\.0)
      count += digests.count - kept.count
      files[index].result = LintResult(servers: files[index].result.servers, findings: kept)
    }
    return count
  }

  private func write(_ files: [LintedFile], _ console: Console) throws(Failure) {
    let new: [UInt8]
    do {
      new = try randomBytes(16)
    } catch {
      throw Failure(.unreachable, "the system gives no random bytes: \(error)")
    }
    var isRefused = false
    var count = 0
    _ = try storing { () throws(StorageError) in
      try CredentialStore(path, options: options).update(missing: .isCreated) {
        (source) throws(SystemError) in
        let old = try source.start(Self.limit)
        // Another key would change every line.
        guard let key = old.isEmpty ? publicDigest(of: [new]) : Self.key(in: old) else {
          isRefused = true
          return Edit()
        }
        var text = Array(Self.title.utf8) + Array("\nkey ".utf8) + key + [Ascii.lineFeed]
        count = 0
        for file in files {
          for (finding, digest) in zip(file.result.findings, Self.digests(of: file, key)) {
            text += digest + Array(" \(finding.rule)".utf8)
            if let user = finding.user { text += Array(" \(Redaction.shortUser(user))".utf8) }
            text.append(Ascii.lineFeed)
            count += 1
          }
        }
        return Edit(from: old, to: text)
      }
    }
    if isRefused { throw notBaseline }
    let findings = "\(count) finding\(count == 1 ? "" : "s")"
    console.note(
      options.dryRun
        ? "dry run, nothing is written: \(path) would have \(findings)" : "\(path) has \(findings) now")
  }

  private var notBaseline: Failure {
    Failure(
      .unusable, "\(path) is not a baseline",
      hint: "to make one: chroma-htpasswd lint --baseline NEW-FILE --write-baseline PATH")
  }

  /// The digits after `key`; nil if it is not a baseline.
  private static func key(in text: [UInt8]) -> [UInt8]? {
    let lines = text.split(separator: Ascii.lineFeed, maxSplits: 2)
    guard lines.count > 1, lines[0].elementsEqual(title.utf8), lines[1].starts(with: "key ".utf8) else {
      return nil
    }
    return Array(lines[1].dropFirst(4))
  }

  /// A digest for each finding of a file. It covers what the report says of it, not the line that it is about: of a
  /// password it would be one that somebody could try words against.
  ///
  /// - Parameter key: empty for digests that are the same everywhere.
  static func digests(of file: LintedFile, _ key: [UInt8]) -> [[UInt8]] {
    var counts: [[UInt8]: Int] = [:]
    return file.result.findings.map { finding in
      // A line number may be in the message; who it is about does not change with it.
      let subject = Array((finding.user.map { ":" + Redaction.shortUser($0) } ?? finding.message).utf8)
      let fields = [
        key, file.path.relative, Array(finding.rule.utf8), Array(finding.severity.word.utf8), subject,
      ]
      let digest = publicDigest(of: fields)
      let count = counts[digest, default: 0]
      counts[digest] = count + 1
      // One like it before it: a second digest.
      return count == 0 ? digest : publicDigest(of: [digest, Array(String(count).utf8)])
    }
  }
}

extension FilePath {
  /// Without `./` before it.
  var relative: [UInt8] {
    var rest = bytes[...]
    while rest.starts(with: "./".utf8), rest.count > 2 { rest = rest.dropFirst(2) }
    return Array(rest)
  }
}
