public import Credentials
public import Kernel

/// Why a file could not be opened, read or written.
public struct StorageError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The operation that failed.
  public enum Operation: Sendable, Equatable {
    case open
    case read
    case lock
    case write
    case create
  }

  /// Why it failed.
  public enum Cause: Sendable, Equatable {
    case system(SystemError)
    case notRegular
    case alreadyExists
    /// A symbolic link of another user leads to no file: nothing is made where they chose.
    case linkOfOther
    /// The new file is in its place, but whether it is after a power cut is not known: its folder could not be put on
    /// the disk.
    case folderNotSynchronized(SystemError)
    /// A new line would not be read as it is meant.
    case notEditable(EditingObstacle)
    /// Waited this long for a lock. `holder` is the process that holds it, if the kernel names one.
    case locked(seconds: Double, holder: Int?)
    /// Cannot be replaced, for the first reason, nor written in place, for the second.
    case notReplaceable(InPlaceReason, SystemError)
    /// It kept being replaced by others until the time was up.
    case keepsChanging
    /// A signal asked to stop before the change was made.
    case interrupted
    /// The write failed, and so did taking it back; the next writer restores from this file.
    case notRestored(SystemError, recovery: FilePath?)
    /// An interrupted write left this file, which must be readable to restore from.
    case recoveryUnreadable(FilePath, SystemError)
    /// An interrupted write left this file, and somebody else wrote into the target since.
    case recoveryOutdated(FilePath)
  }

  public let path: FilePath
  public let operation: Operation
  public let cause: Cause

  init(_ path: FilePath, _ operation: Operation, _ cause: Cause) {
    self.path = path
    self.operation = operation
    self.cause = cause
  }

  package init(_ path: FilePath, _ operation: Operation, _ error: SystemError) {
    self.init(path, operation, error == .stopped ? .interrupted : .system(error))
  }

  /// Says of a system call's error which file it met, and what was being done.
  static func wrapping<Result: ~Copyable>(
    _ path: FilePath, _ operation: Operation, _ body: () throws(SystemError) -> Result
  ) throws(StorageError) -> Result {
    do {
      return try body()
    } catch {
      throw StorageError(path, operation, error)
    }
  }

  public var description: String {
    switch cause {
    case .system(let error): "cannot \(operation) \(path): \(error)"
    case .notRegular: "cannot \(operation) \(path): it is not a regular file"
    case .alreadyExists: "\(path) already exists"
    case .linkOfOther: "cannot create \(path): it is a symbolic link of another user, and leads to no file"
    case .folderNotSynchronized(let error):
      "\(path) is changed, but its folder cannot be put on the disk: \(error); a power cut may undo the change"
    case .notEditable(let obstacle): "cannot edit \(path): \(obstacle)"
    case .locked(let seconds, let holder):
      "cannot lock \(path): "
        + (holder.map { "process \($0) has held it" } ?? "another process has held it")
        + " for \(Int(seconds)) s"
    // An immutable file, and not its folder, is what stops it.
    case .notReplaceable(.folderNotWritable, .notPermitted):
      "cannot write \(path): \(SystemError.notPermitted)"
    case .notReplaceable(let reason, let error):
      "cannot write \(path) in place (\(reason)): \(error)"
    case .keepsChanging: "cannot write \(path): other programs keep replacing it"
    case .interrupted: "interrupted, \(path) is unchanged"
    case .notRestored(let error, let recovery):
      "cannot write \(path): \(error); it is damaged"
        + (recovery.map { ", the next change restores it from \($0)" } ?? "")
    case .recoveryUnreadable(let recovery, let error):
      "cannot restore \(path) from \(recovery), left by an interrupted write: \(error)"
    case .recoveryOutdated: "cannot write \(path): it was changed after a write was interrupted"
    }
  }
}

/// Why a file is written in place instead of being replaced.
public enum InPlaceReason: Sendable, Equatable, CustomStringConvertible {
  case requested
  case mountPoint
  case hardLinks(Int)
  /// Owner, group, ACL or an extended attribute could not be given to a new file.
  case attributesNotCarried
  case folderNotWritable

  public var description: String {
    switch self {
    case .requested: "--in-place asks for it"
    case .mountPoint: "it is a mount point"
    case .hardLinks(let count): "it has \(count) hard links"
    case .attributesNotCarried: "a new file could not be given its owner, group or access list"
    case .folderNotWritable: "its folder cannot be written"
    }
  }
}
