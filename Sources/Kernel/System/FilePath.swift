internal import Glibc

/// The name of a file, as bytes: Linux gives them no encoding (path_resolution(7)).
public struct FilePath: Equatable, Sendable, CustomStringConvertible {
  package let bytes: [UInt8]

  /// - Parameter string: the path; its UTF-8 bytes are what the kernel is given.
  public init(_ string: String) { bytes = Array(string.utf8) }

  package init(bytes: [UInt8]) { self.bytes = bytes }

  /// The path for people: what is not UTF-8 is replaced, control characters are escaped, and an empty one is two quotes.
  public var description: String { bytes.isEmpty ? "''" : bytes.printable }

  package var fileName: [UInt8] {
    Array(bytes[(bytes.lastIndex(of: Ascii.slash).map { $0 + 1 } ?? 0)...])
  }

  /// The folder that holds the file: `.` for a bare name, `/` for a name in the root.
  package var folder: FilePath {
    guard let slash = bytes.lastIndex(of: Ascii.slash) else { return FilePath(".") }
    return slash == 0 ? FilePath("/") : FilePath(bytes: Array(bytes[..<slash]))
  }

  /// The working folder of this process, from the root on; nil if that has no name.
  package static var workingFolder: FilePath? {
    // A C string of its own, or null.
    guard let name = unsafe getcwd(nil, 0) else { return nil }
    defer { unsafe free(name) }
    return unsafe FilePath(bytes: Array(UnsafeRawBufferPointer(start: name, count: strlen(name))))
  }

  /// The path from the root on, by the working folder's name; nil if that has none.
  package var absolute: FilePath? {
    if bytes.first == Ascii.slash { return self }
    return FilePath.workingFolder.map { FilePath(bytes: $0.bytes + [Ascii.slash] + bytes) }
  }

  /// The path of a file whose name is this one's and more.
  package func beside(_ ending: String) -> FilePath { FilePath(bytes: bytes + Array(ending.utf8)) }

  /// The path to which a symbolic link in this path's folder leads, if it holds `target`.
  package func following(_ target: [UInt8]) -> FilePath {
    if target.first == Ascii.slash { return FilePath(bytes: target) }
    return FilePath(bytes: folder.bytes + [Ascii.slash] + target)
  }
}

extension FilePath {
  /// The word for a file that is not to be read as an option.
  package var shellWord: String {
    (bytes.first == Ascii.hyphen && bytes.count > 1 ? Array("./".utf8) + bytes : bytes).shellWord
  }
}
