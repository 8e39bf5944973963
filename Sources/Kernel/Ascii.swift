/// The bytes that mean something in a credential file.
package enum Ascii {
  package static let nul: UInt8 = 0x00
  package static let lineFeed: UInt8 = 0x0A
  package static let carriageReturn: UInt8 = 0x0D
  package static let space: UInt8 = 0x20
  package static let hash: UInt8 = 0x23
  package static let dollar: UInt8 = 0x24
  package static let hyphen: UInt8 = 0x2D
  package static let slash: UInt8 = 0x2F
  package static let zero: UInt8 = 0x30
  package static let nine: UInt8 = 0x39
  package static let colon: UInt8 = 0x3A
  package static let equals: UInt8 = 0x3D
  package static let backslash: UInt8 = 0x5C
  package static let delete: UInt8 = 0x7F
}
