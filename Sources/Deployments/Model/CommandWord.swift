internal import Kernel

/// A word of a command that a file holds.
package struct CommandWord: Sendable {
  package var bytes: [UInt8]
  /// Whether `bytes` is what the command gets; what a shell computes is not known.
  package var isKnown: Bool
  package var place: Place
  package var spelling = Variables.Spelling()
  /// Whether the folder that the command runs in is a part of it, as `.`.
  package var hasFolder = false
  /// Whether a shell makes several words of it.
  package var isSeveral = false
  /// Why it is not known, as one phrase; nil if a shell computes it.
  package var doubt: String?
  /// As it is written, if its value is not known.
  package var written: [UInt8]?

  package init(_ bytes: [UInt8], isKnown: Bool = true, _ place: Place) {
    (self.bytes, self.isKnown, self.place) = (bytes, isKnown, place)
  }

  package init(_ text: PlacedText) { self.init(Array(text.text.utf8), text.place) }

  /// As the command gets it, else as it is written.
  package var text: String { String(decoding: textBytes, as: UTF8.self) }

  /// The bytes of `text`.
  package var textBytes: [UInt8] { isKnown ? bytes : written ?? bytes }

  /// The name of the program that it names.
  var name: String { String(decoding: bytes.fileName, as: UTF8.self) }

  package var placedText: PlacedText { PlacedText(text, place) }

  package var value: Variables.Value { isKnown && !hasFolder ? .known(bytes) : .unknown(.computed) }

  /// As it is, or not known if whoever starts it may have a variable in it that is not set here.
  var withoutMissing: CommandWord {
    var word = self
    if !spelling.missing.isEmpty { word.isKnown = false }
    return word
  }

  /// Replaces the text of the word.
  package func with(_ bytes: some Collection<UInt8>) -> CommandWord {
    var word = self
    word.bytes = Array(bytes)
    return word
  }
}

extension ShellWords.Word {
  /// - Parameter text: the file that it is a word of.
  func commandWord(of text: [UInt8], _ place: Place) -> CommandWord {
    var word = CommandWord(bytes, isKnown: !doubt, place)
    word.spelling = spelling
    word.hasFolder = hasFolder
    word.isSeveral = isSeveral
    if doubt || !spelling.missing.isEmpty { word.written = Array(text[range]) }
    return word
  }
}
