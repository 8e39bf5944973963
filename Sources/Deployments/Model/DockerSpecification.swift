package import Kernel

/// `-p` of docker: `[ADDRESS:][PORT:]PORT[/PROTOCOL]`, ranges too.
package struct PortSpecification: Sendable {
  /// Without brackets; empty if there is none.
  package let address: [UInt8]
  /// In the container; nil for a range, or what is not a number.
  package let port: Int?
  package let isTCP: Bool

  package init(_ text: [UInt8]) {
    var rest = text[...]
    var isTCP = true
    if let slash = rest.lastIndex(of: Ascii.slash) {
      isTCP = rest[(slash + 1)...].elementsEqual("tcp".utf8)
      rest = rest[..<slash]
    }
    self.isTCP = isTCP
    guard let colon = rest.lastIndex(of: Ascii.colon) else {
      (address, port) = ([], Int(String(decoding: rest, as: UTF8.self)))
      return
    }
    port = Int(String(decoding: rest[(colon + 1)...], as: UTF8.self))
    rest = rest[..<colon]
    // The address is before the host's port.
    address = rest.lastIndex(of: Ascii.colon).map { Array(rest[..<$0]) } ?? []
  }

  package var reach: Service.Publication.Reach { .ofAddress(address) }
}

/// Which release of the Python package chromadb commands install.
package struct PythonPackages: Sendable {
  /// The version of each that is named: nil for one without.
  package private(set) var versions: [String?] = []

  package init() {}

  /// Notes what a command installs: `pip install chromadb==0.6.2`, `uv add`, `-r requirements.txt`.
  ///
  /// - Parameter file: what is under a name that the command gives.
  package mutating func note(_ words: [CommandWord], file: (FilePath) -> NamedFile) {
    let installers = ["pip", "pip3", "pipx", "uv", "uvx", "poetry", "conda"]
    guard
      let start = words.prefix(8).firstIndex(where: { word in
        installers.contains(String(decoding: word.bytes.fileName, as: UTF8.self))
      })
    else { return }
    for (index, word) in zip(words.indices, words) where index > start {
      note(word)
      guard ["-r", "--requirement"].contains(word.text), index + 1 < words.endIndex, words[index + 1].isKnown,
        case .content(let bytes) = file(FilePath(bytes: words[index + 1].bytes))
      else { continue }
      for line in bytes.prefix(Variables.maximumFileSize).split(separator: Ascii.lineFeed) {
        note(CommandWord(line.prefix { $0 > Ascii.space && $0 != UInt8(ascii: ";") }.map { $0 }, word.place))
      }
    }
  }

  private mutating func note(_ word: CommandWord) {
    let name = Array("chromadb".utf8)
    guard word.bytes.starts(with: name), versions.count < 100 else { return }
    var rest = word.bytes[name.count...]
    // `chromadb[server]`.
    if rest.first == UInt8(ascii: "[") {
      rest = rest[(rest.firstIndex(of: UInt8(ascii: "]")).map { $0 + 1 } ?? rest.endIndex)...]
    }
    guard let next = rest.first else { return versions.append(nil) }
    if "-_.".utf8.contains(next) || next.isInName { return }
    let isPinned = rest.starts(with: "==".utf8) && word.isKnown && !rest.contains(UInt8(ascii: ","))
    versions.append(isPinned ? String(decoding: rest.dropFirst(2), as: UTF8.self) : nil)
  }

  /// The release, if all agree.
  ///
  /// - Parameter title: what runs, as the start of a phrase: `which release chroma run is`.
  package func release(of title: String) -> Service.Release {
    guard let first = versions.first, let text = first, versions.allSatisfy({ $0 == text }),
      let version = ChromaVersion(text), let release = ChromaRelease(version)
    else { return .unknown("the files do not say which release \(title) is") }
    return .known(release)
  }
}
