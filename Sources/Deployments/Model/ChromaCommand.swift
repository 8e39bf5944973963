internal import Kernel

/// A command that starts a Chroma: `chroma run`, or uvicorn with `chromadb.app:app`.
package struct ChromaCommand: Sendable {
  package let program: Service.Program
  /// For people, and the service's name if its file has no better one.
  package let title: String
  /// The word that names the program.
  package let place: Place
  /// The program and all that comes after it.
  package let words: [CommandWord]
  /// The words after `run`, or after the name of the program.
  private let options: ArraySlice<CommandWord>
  /// Variables that the command sets for it alone: `env NAME=value`.
  let assignments: [CommandWord]
  /// Commands before it, in the text that a shell is given.
  let earlier: [[CommandWord]]
  /// Why it is not known whether it gets the variables of whoever starts it, as one phrase; nil if it is.
  let doubt: String?
  /// Whether a shell is given it as a text.
  let isOfShell: Bool
  /// The folder that its program is in, with a slash after it; empty for that of PATH, nil if it is not known.
  let folder: String?

  /// Finds one after `exec`, `python -m`, `dumb-init --`, `sh -c` and the like.
  package init?(_ words: [CommandWord]) {
    let wrapped = WrappedCommand(words)
    (assignments, earlier, doubt) = (wrapped.assignments, wrapped.earlier, wrapped.doubt)
    isOfShell = wrapped.isOfShell
    // The program is among the first words, and what comes after it is its own.
    let words = wrapped.doubt == nil ? Array(wrapped.words) : Self.unwrapped(words)
    for (index, word) in words.enumerated().prefix(16) {
      guard let server = Self.server(words[index...]) else { continue }
      let words = words.map(\.withoutMissing)
      let program = wrapped.interpreter ?? word
      folder = program.isKnown && !program.hasFolder ? program.folder : nil
      (self.program, place) = (server, word.place)
      if server == .chromaRun {
        (title, options) = ("chroma run", words[(index + 2)...])
        self.words = [word.with("chroma".utf8)] + words[(index + 1)...]
      } else {
        (title, options) = ("\(word.name) chromadb.app:app", words[(index + 1)...])
        self.words = Array(words[index...])
      }
      return
    }
    return nil
  }

  /// The server that the first word starts.
  static func server(_ words: ArraySlice<CommandWord>) -> Service.Program? {
    guard let name = words.first?.name else { return nil }
    let rest = words.dropFirst()
    if name == "chroma" || name == "chromadb.cli.cli" { return rest.first?.text == "run" ? .chromaRun : nil }
    let isPython =
      ["uvicorn", "gunicorn", "hypercorn"].contains(name)
      && rest.prefix(100).contains { $0.bytes.starts(with: "chromadb.app:".utf8) }
    return isPython ? .python : nil
  }

  /// The words in the one that `sh -c` is given, apart at blanks; of several commands the one that starts a server.
  private static func unwrapped(_ words: [CommandWord]) -> [CommandWord] {
    let shells = ["sh", "bash", "ash", "dash"]
    guard
      let shell = words.prefix(8).firstIndex(where: { word in
        shells.contains(word.name)
      }),
      let option = words[shell...].firstIndex(where: { word in
        word.bytes.first == Ascii.hyphen && word.bytes.last == UInt8(ascii: "c")
      }),
      option + 1 < words.count
    else { return words }
    let script = words[option + 1]
    var best: [CommandWord] = []
    var reader = ShellWords(script.bytes) { _ in nil }
    var command: [CommandWord] = []
    var count = 0
    while !reader.isAtEnd, count < 1000 {
      while let word = reader.word(), count < 1000 {
        count += 1
        command.append(word.commandWord(of: script.bytes, script.place))
      }
      if best.isEmpty || command.contains(where: { ["chroma", "uvicorn"].contains($0.text) }) {
        best = command
      }
      command = []
      _ = reader.endCommand()
    }
    return best
  }

  /// Why the answer is not known, whatever the variables; nil if it is.
  ///
  /// - Parameter packages: those on the machine that it runs on.
  func doubt(_ packages: PythonPackages) -> SettingFinding? {
    if let doubt { return .doubt(doubt, place) }
    if packages.mayHaveNewNumpy {
      return .doubt(
        "this Chroma needs numpy 1, and pip may install numpy 2", place,
        .manual("ask for it too: pip install 'numpy<2'"))
    }
    guard program == .python, !packages.versions.isEmpty, packages.mayLackServer else { return nil }
    return .doubt(
      "chromadb[dev] may not be installed", place,
      .manual("uvicorn needs it from 1.0.13 on: pip install 'chromadb[dev]'"))
  }

  private func value(of option: String) -> CommandWord? {
    var found: CommandWord?
    for (index, word) in zip(options.indices, options) {
      if word.bytes == Array(option.utf8) {
        if index + 1 < options.endIndex { found = options[index + 1] }
      } else if word.bytes.starts(with: option.utf8),
        word.bytes.dropFirst(option.utf8.count).first == Ascii.equals
      {
        found = word.with(word.bytes.dropFirst(option.utf8.count + 1))
      }
    }
    return found
  }

  /// The configuration that `chroma run` of 1.x is given.
  package var configuration: CommandWord? {
    guard program == .chromaRun, let first = options.first, first.bytes.first != Ascii.hyphen else {
      return nil
    }
    return first
  }

  /// Who reaches it on the machine that it runs on, by its own options.
  package var publication: Service.Publication {
    let port = value(of: "--port").map { Int(String(decoding: $0.bytes, as: UTF8.self)) } ?? 8000
    guard let host = value(of: "--host") else {
      if let configuration {
        return Service.Publication(
          reach: .unknown("\(configuration.bytes.printable) says where it listens"), port: nil,
          place: configuration.place)
      }
      if let several = options.first(where: { !$0.isKnown && $0.textBytes.starts(with: "\"$@\"".utf8) }) {
        return Service.Publication(
          reach: .unknown("a shell computes the options"), port: nil, place: several.place)
      }
      return Service.Publication(reach: .loopback, port: port, place: place)
    }
    let reach: Service.Publication.Reach =
      host.isKnown ? .ofAddress(host.bytes) : .unknown("a shell computes its address")
    return Service.Publication(reach: reach, port: port, place: host.place)
  }
}

extension [UInt8] {
  /// The part of a path after its last slash.
  var fileName: [UInt8] { FilePath(bytes: self).fileName }
}

extension Service.Publication.Reach {
  /// The reach of a server that listens there.
  ///
  /// - Parameter address: IPv4, IPv6 with or without brackets, or a name; empty for every address.
  static func ofAddress(_ address: some Collection<UInt8>) -> Service.Publication.Reach {
    var text = String(decoding: address, as: UTF8.self)
    if text.hasPrefix("["), text.hasSuffix("]") { text = String(text.dropFirst().dropLast()) }
    switch text {
    case "", "0.0.0.0", "::", "*", "0", "::0", "0:0:0:0:0:0:0:0": return .everyAddress
    case "localhost", "::1", "0:0:0:0:0:0:0:1": return .loopback
    default:
      let isNumeric = text.utf8.allSatisfy {
        $0 == UInt8(ascii: ".") || (Ascii.zero...Ascii.nine).contains($0)
      }
      return isNumeric && text.hasPrefix("127.") ? .loopback : .address(text)
    }
  }
}
