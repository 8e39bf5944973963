internal import Glibc

extension CredentialStore {
  enum Replacing {
    case done
    /// The path leads to another file by now.
    case changedMeanwhile
    /// This file cannot be replaced.
    case notPossible(InPlaceReason)
  }

  /// Writes a new file beside the target and gives it the target's name: whoever opens the path sees the old
  /// file or the new one, whole. On the disk when it returns.
  func replace(
    _ target: borrowing Target, at location: borrowing Location, _ edit: Edit
  ) throws(StorageError) -> Replacing {
    let hold = SignalHold()
    Temporary.removeLeftovers(beside: location)
    var temporary: Temporary
    do {
      temporary = try Temporary.make(beside: location)
    } catch {
      if [EACCES, EPERM, EROFS].contains(error.code) { return .notPossible(.folderNotWritable) }
      throw StorageError(path, .write, error)
    }
    do {
      try temporary.descriptor.carryAttributes(from: target.descriptor)
    } catch {
      if [EACCES, EPERM, EINVAL, EOPNOTSUPP].contains(error.code) {
        return .notPossible(.attributesNotCarried)
      }
      throw StorageError(path, .write, error)
    }
    let copying: Copying
    do {
      copying = try copy(target, edit, to: temporary.descriptor, hold)
      try temporary.descriptor.synchronize()
      guard try target.isStill(at: location) else { return .changedMeanwhile }
    } catch {
      throw StorageError(path, .write, error)
    }
    switch copying {
    case .done: break
    case .stopped: throw StorageError(path, .write, .interrupted)
    // By somebody who takes no lock: what was planned does not fit it any more.
    case .cutShort: return .changedMeanwhile
    }
    do {
      try temporary.replace(location)
    } catch {
      switch error.code {
      case EBUSY, EXDEV: return .notPossible(.mountPoint)
      // A sticky folder: only its owner may replace a file.
      case EPERM, EACCES: return .notPossible(.folderNotWritable)
      default: throw StorageError(path, .write, error)
      }
    }
    try during(.write) { () throws(SystemError) in try location.folder.synchronize() }
    return .done
  }

  /// Makes a file that must be missing.
  ///
  /// - Returns: false where it appeared meanwhile.
  func make(
    _ bytes: borrowing Span<UInt8>, at location: borrowing Location
  ) throws(SystemError) -> Bool {
    Temporary.removeLeftovers(beside: location)
    var temporary = try Temporary.make(beside: location)
    try temporary.descriptor.change(permissions: options.mode)
    try temporary.descriptor.write(bytes)
    try temporary.descriptor.synchronize()
    do {
      try temporary.appear(as: location.name, in: location)
    } catch {
      if error.code == EEXIST { return false }
      throw error
    }
    try location.folder.synchronize()
    return true
  }

  /// Puts a file with these bytes, and the target's attributes, in the target's place.
  func replaceWhole(
    _ target: borrowing Target, with bytes: borrowing Span<UInt8>, at location: borrowing Location
  ) throws(SystemError) {
    Temporary.removeLeftovers(beside: location)
    var temporary = try Temporary.make(beside: location)
    try temporary.descriptor.carryAttributes(from: target.descriptor)
    try temporary.descriptor.write(bytes)
    try temporary.descriptor.synchronize()
    try temporary.replace(location)
    try location.folder.synchronize()
  }

  private enum Copying { case done, stopped, cutShort }

  /// Copies the target with the edit applied, in steps of bounded memory.
  private func copy(
    _ target: borrowing Target, _ edit: Edit, to descriptor: borrowing FileDescriptor,
    _ hold: borrowing SignalHold
  ) throws(SystemError) -> Copying {
    var buffer = [UInt8](repeating: 0, count: 1 << 17)
    var done = 0
    let size = try target.descriptor.status().size
    for splice in edit.splices + [Splice(size..<size, [])] {
      while done < splice.range.lowerBound {
        if hold.isAskedToStop { return .stopped }
        let wanted = min(buffer.count, splice.range.lowerBound - done)
        let count = try target.descriptor.read(into: &buffer, 0..<wanted, at: done)
        if count == 0 { return .cutShort }
        try descriptor.write(buffer.span.extracting(0..<count))
        done += count
      }
      try descriptor.write(splice.replacement.span)
      done = splice.range.upperBound
    }
    return .done
  }
}
