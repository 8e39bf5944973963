import Foundation
import TestSupport
import Testing

/// The system calls of a command, as strace(1) saw them.
struct SystemCalls {
  struct Call {
    var name: String
    /// Which of those of this name it is, 1 for the first.
    var number: Int
    /// The whole line of the trace.
    var line: String
  }

  let all: [Call]

  /// Runs a command and traces it.
  init(of command: Command) throws {
    let folder = try TemporaryFolder()
    try Self.trace(command, options: ["-f", "-o", folder["trace"]]).expect(exits: 0)
    var numbers: [Substring: Int] = [:]
    var calls: [Call] = []
    // Calls that one of another thread came between, by thread.
    var unfinished: [Substring: Int] = [:]
    for line in try folder.text(of: "trace").split(separator: "\n") {
      if let resumed = line.firstMatch(of: /^([0-9]+) +<\.\.\. [a-z0-9_]+ resumed>/) {
        if let index = unfinished.removeValue(forKey: resumed.1) {
          calls[index].line += line[resumed.range.upperBound...]
        }
        continue
      }
      // `1234  openat(AT_FDCWD, ...`
      guard let match = line.prefixMatch(of: /([0-9]+) +([a-z0-9_]+)\(/) else { continue }
      if line.hasSuffix("<unfinished ...>") { unfinished[match.1] = calls.count }
      numbers[match.2, default: 0] += 1
      let whole = line.replacing("<unfinished ...>", with: "")
      calls.append(Call(name: String(match.2), number: numbers[match.2]!, line: String(whole)))
    }
    all = calls
  }

  /// From the first one that names a file of this name.
  func since(opening name: String) -> ArraySlice<Call> {
    let first = all.firstIndex {
      $0.name != "execve" && ($0.line.contains("\"\(name)\"") || $0.line.contains("/\(name)\""))
    }
    return all[(first ?? all.endIndex)...]
  }

  /// Each call, and what the descriptor is that it is about: `folder`, `temporary`, `file` by its name, or `other`.
  var withFiles: [(call: Call, file: String?)] {
    var files: [Substring: String] = [:]
    return all.map { call in
      let line = call.line
      if let opened = line.firstMatch(of: /openat\([^,]+, "([^"]*)", ([A-Z_|]+).* = ([0-9]+)$/) {
        let isFolder = opened.2.contains("O_DIRECTORY") || opened.2.contains("O_PATH")
        files[opened.3] =
          isFolder
          ? "folder"
          : opened.2.contains("O_EXCL") ? "temporary" : opened.1.hasSuffix("file") ? "file" : "other"
        return (call, nil)
      }
      if let copied = line.firstMatch(of: /(?:fcntl|dup)\(([0-9]+).* = ([0-9]+)$/),
        line.contains("DUP") || call.name == "dup"
      {
        files[copied.2] = files[copied.1]
        return (call, nil)
      }
      let used = line.firstMatch(of: /(?:p?write64|write|p?read64|read|fsync|ftruncate)\(([0-9]+)/)
      return (call, used.flatMap { files[$0.1] })
    }
  }

  static func trace(_ command: Command, options: [String]) throws -> Outcome {
    var traced = command
    traced.words = (["strace", "-qq"] + options).map { Array($0.utf8) } + command.words
    return try traced.run()
  }

  /// Runs a command in which one call fails, or before which it is killed.
  static func run(_ command: Command, failing call: Call, with fault: Fault) throws -> Outcome {
    try trace(
      command,
      options: ["-f", "-o", "/dev/null", "-e", "inject=\(call.name):\(fault.words):when=\(call.number)"])
  }
}

/// The fate of a system call.
enum Fault: Equatable, CustomStringConvertible {
  case error(String)
  case kill

  var words: String {
    switch self {
    case .error(let name): "error=\(name)"
    case .kill: "signal=KILL"
    }
  }

  var description: String {
    switch self {
    case .error(let name): name
    case .kill: "SIGKILL"
    }
  }

  /// The faults that this call can have.
  static func plausible(for call: String) -> [Fault] {
    let errors: [String] =
      switch call {
      case "openat", "open": ["EACCES", "EMFILE", "ENOSPC", "EROFS", "EINTR", "ENOMEM", "EIO"]
      case "read", "pread64": ["EIO", "EINTR"]
      case "write", "pwrite64": ["ENOSPC", "EIO", "EDQUOT", "EINTR"]
      case "fsync", "fdatasync": ["EIO", "ENOSPC", "EDQUOT", "EINTR"]
      case "rename", "renameat", "renameat2", "linkat", "unlinkat", "unlink":
        ["EACCES", "EIO", "ENOSPC", "EROFS", "EDQUOT"]
      case "ftruncate", "fallocate": ["ENOSPC", "EIO", "EINTR", "EDQUOT"]
      case "flock": ["EINTR", "ENOLCK"]
      case "fchmod", "fchown", "fsetxattr", "fremovexattr": ["EPERM", "EIO", "ENOSPC", "EROFS", "EDQUOT"]
      case "mmap", "mremap", "brk", "mprotect", "clone3", "clone": ["ENOMEM"]
      case "getrandom": ["EAGAIN"]
      case "exit_group", "exit", "munmap", "rt_sigreturn", "futex": []
      default: ["EIO", "EACCES", "ENOMEM", "EINTR"]
      }
    return errors.map { (name: String) in .error(name) } + [.kill]
  }

  /// Calls of glibc and of the Swift runtime that end the program when they fail: it can say nothing then.
  static let fatal: Set<String> = ["mmap", "mremap", "brk", "mprotect", "getrandom", "clone3", "clone"]
}
