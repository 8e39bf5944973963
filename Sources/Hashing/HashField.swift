internal import Kernel

/// A hash field that is one: some known format with all its parts, and nothing that would end the field or the line.
public struct HashField: Equatable, Sendable {
  public let bytes: [UInt8]

  /// Why bytes are not a hash field.
  public struct Fault: Error, Equatable, Sendable {
    public let diagnosis: HashDiagnosis
  }

  /// - Parameter bytes: such as `Bcrypt.hash` makes them.
  /// - Throws: `Fault`, with what the bytes are instead.
  public init(_ bytes: [UInt8]) throws(Fault) {
    let diagnosis = HashDiagnosis(bytes.span)
    guard diagnosis.isWhole, bytes.allSatisfy({ 0x21...0x7E ~= $0 && $0 != Ascii.colon }) else {
      throw Fault(diagnosis: diagnosis)
    }
    self.bytes = bytes
  }
}
