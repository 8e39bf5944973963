package import Credentials
internal import Glibc
package import Hashing
internal import Kernel

extension CredentialStore {
  /// The treatment of a missing file.
  package enum Missing { case fails, isCreated }

  /// Changes entries of users. The file is read once: what is done of the new one is written meanwhile.
  ///
  /// - Parameter refuses: is given the file as it is under the lock, and leaves it with true. It may be called again,
  ///   as the plan above.
  /// - Throws: `StorageError`; the file is as it was. It is that too if the survey has an obstacle.
  package func update(
    _ change: EntryChange, missing: Missing = .fails, unless refuses: (Survey) -> Bool
  ) throws(StorageError) -> UpdateResult {
    try update(missing) { (source, copy) throws(SystemError) in
      var isStopped = false
      let survey = try Survey(source, named: path, change, as: options.trimming) { (part, offset, splices) in
        isStopped = !copy(part, offset, splices)
        return !isStopped
      }
      return isStopped || refuses(survey) || survey.obstacle != nil ? Edit() : survey.edit
    }
  }

  /// Makes the file, which must be missing.
  ///
  /// - Throws: `StorageError`, with `.alreadyExists` if it is there; it stays as it is.
  package func create(_ bytes: [UInt8]) throws(StorageError) -> UpdateResult {
    let location = try during(.create) { () throws(SystemError) in try Location(path) }
    return try create(bytes.span, at: location)
  }

  /// Makes the file, or gives the one that is there these bytes; that keeps its mode and owner.
  package func overwrite(_ bytes: [UInt8]) throws(StorageError) -> UpdateResult {
    try update(missing: .isCreated) { (source) throws(SystemError) in
      Edit([Splice(0..<(try source.count()), bytes)])
    }
  }

  /// `create` of a secret, which is not copied on the way.
  ///
  /// - Parameter replacing: a file that is there is replaced by one with its mode and owner.
  package func create(_ secret: borrowing Secret, replacing: Bool) throws(StorageError) -> UpdateResult {
    let location = try during(.create) { () throws(SystemError) in try Location(path) }
    return try secret.withBytes { (bytes: borrowing Span<UInt8>) throws(StorageError) in
      guard replacing, let target = try Target(location) else { return try create(bytes, at: location) }
      if !options.dryRun {
        let hold = SignalHold()
        defer { _ = hold }
        try replaceWhole(target, with: bytes, at: location)
      }
      return UpdateResult(changed: true)
    }
  }

  private func create(
    _ bytes: borrowing Span<UInt8>, at location: borrowing Location
  ) throws(StorageError) -> UpdateResult {
    let present = try during(.create) { () throws(SystemError) in
      try location.folder.status(of: location.name) != nil
    }
    if present { throw StorageError(path, .create, .alreadyExists) }
    guard let result = try createIfMissing(bytes, at: location) else {
      throw StorageError(path, .create, .alreadyExists)
    }
    return result
  }

  // MARK: One attempt

  /// Says what changes. Its second parameter may be given parts of the file meanwhile, as `Replacement.copy` expects them;
  /// if that answers false, the plan does not count.
  typealias Plan =
    (borrowing ByteSource, (Span<UInt8>, Int, [Splice]) -> Bool) throws(SystemError) -> Edit

  func update(
    _ missing: Missing, keepsOld: Bool = false, _ plan: Plan
  ) throws(StorageError) -> UpdateResult {
    try withoutActuallyEscaping(plan) { (plan) throws(StorageError) in
      let deadline = monotonicSeconds() + options.lockTimeout
      let update = PlannedUpdate(plan)
      repeat {
        if let result = try attempt(missing, keepsOld: keepsOld, until: deadline, update) { return result }
      } while monotonicSeconds() < deadline
      throw StorageError(path, .write, .keepsChanging)
    }
  }

  /// A plan in an object: the compiler would copy all that calls it, 9 KB, for each plan.
  private final class PlannedUpdate {
    let edit: Plan

    init(_ plan: @escaping Plan) { edit = plan }
  }

  /// - Returns: nil if the file was replaced, removed, made or written by somebody else meanwhile.
  private func attempt(
    _ missing: Missing, keepsOld: Bool, until deadline: Double, _ plan: PlannedUpdate
  ) throws(StorageError) -> UpdateResult? {
    let location = try during(.open) { () throws(SystemError) in try Location(path) }
    guard let target = try Target(location) else {
      guard missing == .isCreated else { throw StorageError(path, .open, SystemError.noSuchFile) }
      let edit = try during(.read) { () throws(SystemError) in
        try plan.edit(.memory([])) { (_, _, _) in true }
      }
      guard !edit.isEmpty else { return UpdateResult() }
      let bytes = edit.splices.flatMap(\.replacement)
      return try createIfMissing(bytes.span, at: location)
    }

    try target.descriptor.lock(
      .exclusive, path: path, until: deadline, whenWaiting: options.whenWaiting)
    guard try during(.open, { () throws(SystemError) in try target.isStill(at: location) }) else {
      return nil
    }
    var result = UpdateResult()
    if !options.dryRun { result.restored = try Recovery.restore(target, at: location) }

    let seen = try during(.read) { () throws(SystemError) in try target.descriptor.status() }
    var replacement = Replacement(unless: try reasonToStayInPlace(target))
    let edit = try during(.read) { () throws(SystemError) in
      try plan.edit(.file(target.descriptor.duplicate())) { (part, offset, splices) in
        options.dryRun || replacement.copy(part, at: offset, splices, of: target, at: location)
      }
    }
    try replacement.check(path)
    guard !edit.isEmpty else { return result }
    result.changed = true
    if options.dryRun {
      try requireWritable(target, at: location)
      return result
    }

    if keepsOld { try keepOld(target, at: location) }
    switch try replacement.finish(edit, of: target, seen, at: location) {
    case .done:
      if seen.size >= Replacement.largeCount { target.closeApart() }
      return result
    case .changedMeanwhile: break
    case .notPossible(let reason):
      result.inPlace = reason
      // Replaced by somebody meanwhile: what was written is gone with the old file.
      if try writeInPlace(target, seen, at: location, edit, because: reason),
        try during(.open, { () throws(SystemError) in try target.isStill(at: location) })
      {
        return result
      }
    }
    // The next attempt keeps what is there then.
    if keepsOld { try? location.folder.remove(Self.oldName(of: location)) }
    return nil
  }

  private static func oldName(of location: borrowing Location) -> FilePath {
    FilePath(bytes: location.name.bytes + [UInt8(ascii: "~")])
  }

  /// Gives a copy of the target, with its attributes, the target's name and `~`.
  private func keepOld(_ target: borrowing Target, at location: borrowing Location) throws(StorageError) {
    let name = Self.oldName(of: location)
    let bytes = try during(.read) { () throws(SystemError) in
      try ByteSource.file(target.descriptor.duplicate()).bytes()
    }
    do throws(SystemError) {
      var copy = try Temporary.make(beside: location)
      try copy.descriptor.carryAttributes(from: target.descriptor)
      try copy.descriptor.write(bytes.span)
      try copy.descriptor.synchronize()
      try copy.appear(as: name, in: location)
    } catch {
      let path = location.target.beside("~")
      if error == .fileExists { throw StorageError(path, .create, .alreadyExists) }
      throw StorageError(path, .create, error)
    }
  }

  /// - Returns: nil if the file appeared meanwhile.
  private func createIfMissing(
    _ bytes: borrowing Span<UInt8>, at location: borrowing Location
  ) throws(StorageError) -> UpdateResult? {
    if options.dryRun {
      try during(.create) { () throws(SystemError) in try location.folder.requireWritableFolder() }
    } else {
      let hold = SignalHold()
      defer { _ = hold }
      guard try make(bytes, at: location) else { return nil }
    }
    return UpdateResult(changed: true, created: true)
  }

  /// Checks what a dry run can.
  ///
  /// - Throws: why the target could neither be replaced nor written.
  private func requireWritable(
    _ target: borrowing Target, at location: borrowing Location
  ) throws(StorageError) {
    guard let refusal = target.refusal else { return }
    var reason = try reasonToStayInPlace(target)
    if reason == nil, (try? location.folder.requireWritableFolder()) == nil { reason = .folderNotWritable }
    if let reason { throw StorageError(path, .write, .notReplaceable(reason, refusal)) }
  }

  private func reasonToStayInPlace(_ target: borrowing Target) throws(StorageError) -> InPlaceReason? {
    if options.inPlace { return .requested }
    if target.descriptor.isMountRoot { return .mountPoint }
    let links = try during(.open) { () throws(SystemError) in try target.descriptor.status().links }
    return links > 1 ? .hardLinks(links) : nil
  }

  func during<Result: ~Copyable>(
    _ operation: StorageError.Operation, _ body: () throws(SystemError) -> Result
  ) throws(StorageError) -> Result {
    try StorageError.wrapping(path, operation, body)
  }
}

/// The file that is to be changed, open.
struct Target: ~Copyable {
  let descriptor: FileDescriptor
  /// Why it may not be written, if it may not: it may still be replaced.
  let refusal: SystemError?

  /// - Returns: nil if the name is free.
  init?(_ location: borrowing Location) throws(StorageError) {
    let path = location.path
    let status: FileDescriptor.Status
    do throws(SystemError) {
      guard let found = try location.folder.status(of: location.name) else { return nil }
      status = found
    } catch {
      throw StorageError(path, .open, error)
    }
    // Before it is opened: opening a device can do something.
    if status.isFolder { throw StorageError(path, .open, SystemError.isFolder) }
    guard status.isRegular else { throw StorageError(path, .write, .notRegular) }
    do throws(SystemError) {
      do throws(SystemError) {
        descriptor = try FileDescriptor.open(
          location.name, in: location.folder, .readWrite, .withoutFollowing)
        refusal = nil
      } catch {
        guard error.isUnwritable else { throw error }
        descriptor = try FileDescriptor.open(location.name, in: location.folder, .readOnly, .withoutFollowing)
        refusal = error
      }
    } catch {
      if error == .noSuchFile { return nil }
      throw StorageError(path, .open, error)
    }
  }

  consuming func closeApart() { descriptor.closeApart() }

  /// Whether the name still leads to this file.
  func isStill(at location: borrowing Location) throws(SystemError) -> Bool {
    guard let now = try location.folder.status(of: location.name) else { return false }
    return now.isSameFile(as: try descriptor.status())
  }

  /// Whether it does, and nobody wrote into it either.
  func isUnwritten(since seen: FileDescriptor.Status, at location: borrowing Location) throws(SystemError)
    -> Bool
  {
    guard let now = try location.folder.status(of: location.name) else { return false }
    return now.isSameFile(as: seen) && now.isUnwritten(since: seen)
  }
}
