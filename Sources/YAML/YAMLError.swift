/// Why a file is not read as YAML.
package struct YAMLError: Error, Sendable, Equatable {
  package enum Cause: Sendable, Equatable {
    /// Not UTF-8 at the offset.
    case notUTF8
    /// A character that YAML allows nowhere.
    case character
    /// Not made of YAML's tokens; the text is libyaml's own (`found unknown escape character`), and holds nothing of the
    /// file.
    case scanner(String)
    /// Tokens in no order that YAML allows; the text is libyaml's own.
    case parser(String)
    /// An alias whose anchor is not before it.
    case undefinedAlias
    /// An alias of the collection that it is in.
    case recursiveAlias
    /// Collections within collections, more than `YAMLTree.Limits.depth`.
    case tooDeep
    /// More bytes or nodes than the limits, or more nodes once every alias is its anchor's.
    case tooLarge
    case outOfMemory
  }

  package let cause: Cause
  /// In bytes from the start of the file.
  package let offset: Int
  /// 1 for the first.
  package let line: Int
  /// In characters; 1 for the first.
  package let column: Int
}
