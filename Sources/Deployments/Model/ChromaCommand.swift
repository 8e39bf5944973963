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

  /// Finds one after `exec`, `python -m`, `dumb-init --`, `sh -c` and the like.
  package init?(_ words: [CommandWord]) {
    // The program is among the first words, and what comes after it is its own.
    let words = Self.unwrapped(words)
    for (index, word) in words.enumerated().prefix(16) {
      let name = String(decoding: word.bytes.fileName, as: UTF8.self)
      let rest = words[(index + 1)...]
      if name == "chroma" || name == "chromadb.cli.cli", let run = rest.first, run.text == "run" {
        (program, title, place, options) = (.chromaRun, "chroma run", word.place, rest.dropFirst())
        self.words = [word.with("chroma".utf8)] + rest
        return
      }
      if ["uvicorn", "gunicorn", "hypercorn"].contains(name),
        rest.prefix(100).contains(where: { $0.bytes.starts(with: "chromadb.app:".utf8) })
      {
        (program, title, place, options) = (.python, "\(name) chromadb.app:app", word.place, rest)
        self.words = Array(words[index...])
        return
      }
    }
    return nil
  }

  /// The words in the one that `sh -c` is given, apart at blanks; of several commands the one that starts a server.
  private static func unwrapped(_ words: [CommandWord]) -> [CommandWord] {
    let shells = ["sh", "bash", "ash", "dash"]
    guard
      let shell = words.prefix(8).firstIndex(where: { word in
        shells.contains(String(decoding: word.bytes.fileName, as: UTF8.self))
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
