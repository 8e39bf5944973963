import Foundation
import Synchronization

/// A folder that is removed with everything in it when nothing refers to it any more.
public final class TemporaryFolder: Sendable {
  /// Folders that several tests share, removed when the process ends.
  private static let shared = Mutex<[String]>([])

  public let path: String

  public init() throws {
    let template = FileManager.default.temporaryDirectory.path + "/chroma-htpasswd.XXXXXX"
    var bytes = Array(template.utf8CString)
    guard unsafe mkdtemp(&bytes) != nil else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    path = String(decoding: bytes.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // The workers of nginx and others run as another user, and have to enter it.
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }

  /// A folder that lasts until the tests end, for what is made once for several of them.
  public static func lasting() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    shared.withLock { paths in
      if paths.isEmpty {
        atexit {
          for path in TemporaryFolder.shared.withLock({ $0 }) {
            try? FileManager.default.removeItem(atPath: path)
          }
        }
      }
      paths.append(folder.path)
    }
    return folder
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The path of a file in this folder.
  public subscript(name: String) -> String { "\(path)/\(name)" }

  public func write(_ bytes: [UInt8], to name: String) throws {
    // Else a program that another test starts meanwhile has it open for writing as long as it runs, and the kernel starts no
    // such file (ETXTBSY). The path lives through the call.
    let file = try Descriptor(unsafe open(self[name], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666))
    var rest = bytes[...]
    while !rest.isEmpty {
      guard let count = file.write(rest) else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
      rest = rest.dropFirst(count)
    }
  }

  public func write(_ text: String, to name: String) throws {
    try write(Array(text.utf8), to: name)
  }

  public func bytes(of name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(filePath: self[name])))
  }

  public func text(of name: String) throws -> String {
    String(decoding: try bytes(of: name), as: UTF8.self)
  }

  /// The names of the files in this folder, sorted.
  public var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }
}
