internal import Credentials
internal import Glibc
internal import Kernel

/// A new file on its way into the target's place: whoever opens the path sees the old file or the new one, whole. It is
/// made beside the target when the first of its bytes are known, and is gone when the value ends before it has the
/// target's name.
struct Replacement: ~Copyable {
  enum Outcome {
    case done
    /// The path leads to another file by now, or somebody who takes no lock wrote into the target.
    case changedMeanwhile
    /// This file cannot be replaced.
    case notPossible(InPlaceReason)
  }

  /// Why it cannot be.
  private var obstacle: InPlaceReason?
  /// Why writing ended early.
  private var failure: SystemError?
  private var temporary: Temporary?
  /// That of a large file.
  private var writer: WriteBehind?
  /// How much of the old file, and how many of the splices, are in the new one.
  private var (done, spliced) = (0, 0)
  /// How much was given to be written.
  private var written = 0
  /// The bytes to be written next.
  private var pending: [UInt8] = []

  /// In bytes: what is read and written at once.
  private static let stepCount = 1 << 17

  /// In bytes: from here on a file is written, and the old one given back, on a thread of its own.
  static let largeCount = 1 << 20

  init(unless obstacle: InPlaceReason?) { self.obstacle = obstacle }

  /// - Returns: false if there is none to be had.
  private mutating func begin(
    _ target: borrowing Target, at location: borrowing Location
  ) -> Bool {
    if temporary != nil { return true }
    guard obstacle == nil, failure == nil else { return false }
    Temporary.removeLeftovers(beside: location)
    let new: Temporary
    do {
      new = try Temporary.make(beside: location)
    } catch {
      if error.isUnwritable {
        obstacle = .folderNotWritable
      } else {
        failure = error
      }
      return false
    }
    do {
      try new.descriptor.carryAttributes(from: target.descriptor)
    } catch {
      if error.isRefusal || error == .invalid || error.isUnsupported {
        obstacle = .attributesNotCarried
      } else {
        failure = error
      }
      return false
    }
    temporary = consume new
    return true
  }

  /// Takes the next part of the old file, while the rest of it is still to be read.
  ///
  /// - Parameter splices: all that are known; none of them reaches over the end of the part.
  /// - Returns: false if the rest need not be read, since writing failed: `finish` says why.
  mutating func copy(
    _ part: Span<UInt8>, at offset: Int, _ splices: [Splice], of target: borrowing Target,
    at location: borrowing Location
  ) -> Bool {
    guard begin(target, at: location) else { return failure == nil }
    do {
      while spliced < splices.count, splices[spliced].range.lowerBound < offset + part.count {
        let splice = splices[spliced]
        try write(part.extracting(done - offset..<splice.range.lowerBound - offset))
        try write(splice.replacement.span)
        (done, spliced) = (splice.range.upperBound, spliced + 1)
      }
      try write(part.extracting(done - offset..<part.count))
      done = offset + part.count
      return true
    } catch {
      failure = error
      return false
    }
  }

  /// - Throws: why writing failed, if it did.
  func check(_ path: FilePath) throws(StorageError) {
    if let failure { throw StorageError(path, .write, failure) }
  }

  /// Writes what is left of the target, with the edit applied, and puts the new file in its place. On the disk when it
  /// returns.
  ///
  /// - Parameters:
  ///   - edit: begins with the splices that `take` was given.
  ///   - seen: the target's status before it was read.
  consuming func finish(
    _ edit: Edit, of target: borrowing Target, _ seen: FileDescriptor.Status, at location: borrowing Location
  ) throws(StorageError) -> Outcome {
    guard begin(target, at: location) else {
      try check(location.path)
      return .notPossible(obstacle ?? .folderNotWritable)
    }
    do {
      guard try copy(edit, of: target) else { return .changedMeanwhile }
      try flush()
      try writer?.finish()
      try withNewFile { (new) throws(SystemError) in try new.descriptor.synchronize() }
      guard try target.isUnwritten(since: seen, at: location) else { return .changedMeanwhile }
    } catch {
      throw StorageError(location.path, .write, error)
    }
    do {
      try temporary?.replace(location)
    } catch {
      if error.isMountPoint { return .notPossible(.mountPoint) }
      // A sticky folder: only its owner may replace a file.
      if error.isRefusal { return .notPossible(.folderNotWritable) }
      throw StorageError(location.path, .write, error)
    }
    try location.synchronizeFolder(.write)
    return .done
  }

  /// - Returns: false if the target ends too early.
  private mutating func copy(_ edit: Edit, of target: borrowing Target) throws(SystemError) -> Bool {
    var buffer = [UInt8](repeating: 0, count: Self.stepCount)
    let size = try target.descriptor.status().size
    for splice in edit.splices[spliced...] + [Splice(size..<size, [])] {
      while done < splice.range.lowerBound {
        let wanted = min(buffer.count, splice.range.lowerBound - done)
        let count = try target.descriptor.read(into: &buffer, 0..<wanted, at: done)
        if count == 0 { return false }
        try write(buffer.span.extracting(0..<count))
        done += count
      }
      try write(splice.replacement.span)
      done = splice.range.upperBound
    }
    return true
  }

  private mutating func write(_ bytes: Span<UInt8>) throws(SystemError) {
    // A large part goes as it is, small ones together.
    let isLarge = bytes.count > Self.stepCount / 2
    if isLarge || pending.count + bytes.count > Self.stepCount { try flush() }
    if isLarge { try put(bytes) } else { pending += bytes.array }
  }

  private mutating func flush() throws(SystemError) {
    if pending.isEmpty { return }
    let bytes = pending
    pending = []
    try put(bytes.span)
  }

  /// - Throws: `SystemError.stopped` if a signal asks to end.
  private mutating func put(_ bytes: Span<UInt8>) throws(SystemError) {
    if written >= Self.largeCount, writer == nil { startWriter() }
    try withNewFile { (new) throws(SystemError) in
      if new.isAskedToStop { throw .stopped }
      switch writer {
      case .some(let writer): try writer.write(bytes)
      case nil: try new.descriptor.write(bytes)
      }
    }
    written += bytes.count
  }

  private mutating func startWriter() {
    switch temporary {
    case .some(let new): writer = WriteBehind(new.descriptor, at: written, pieceSize: Self.stepCount)
    case nil: break
    }
  }

  /// The new file, once it was begun.
  private func withNewFile(_ body: (borrowing Temporary) throws(SystemError) -> Void) throws(SystemError) {
    switch temporary {
    case .some(let new): try body(new)
    case nil: preconditionFailure("nothing was begun")
    }
  }
}

extension CredentialStore {
  /// Makes a file that must be missing.
  ///
  /// - Returns: false if it appeared meanwhile.
  func make(
    _ bytes: borrowing Span<UInt8>, at location: borrowing Location
  ) throws(StorageError) -> Bool {
    if location.isByLinkOfOther { throw StorageError(path, .create, .linkOfOther) }
    do throws(SystemError) {
      Temporary.removeLeftovers(beside: location)
      var temporary = try Temporary.make(beside: location)
      if let group = options.group { try temporary.descriptor.change(owner: .max, group: group) }
      try temporary.descriptor.change(permissions: options.mode)
      try temporary.descriptor.write(bytes)
      try temporary.descriptor.synchronize()
      try temporary.appear(as: location.name, in: location)
    } catch {
      if error == .fileExists { return false }
      throw StorageError(path, .create, error)
    }
    try location.synchronizeFolder(.create)
    return true
  }

  /// Puts a file with these bytes, and the target's attributes, in the target's place.
  func replaceWhole(
    _ target: borrowing Target, with bytes: borrowing Span<UInt8>, at location: borrowing Location
  ) throws(StorageError) {
    do throws(SystemError) {
      Temporary.removeLeftovers(beside: location)
      var temporary = try Temporary.make(beside: location)
      try temporary.descriptor.carryAttributes(from: target.descriptor)
      try temporary.descriptor.write(bytes)
      try temporary.descriptor.synchronize()
      try temporary.replace(location)
    } catch {
      throw StorageError(path, .write, error)
    }
    try location.synchronizeFolder(.write)
  }
}

extension Location {
  /// Puts a new name of the folder on the disk.
  fileprivate func synchronizeFolder(_ operation: StorageError.Operation) throws(StorageError) {
    do {
      try folder.synchronize()
    } catch {
      throw StorageError(path, operation, .folderNotSynchronized(error))
    }
  }
}
