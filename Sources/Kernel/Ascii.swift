/// The bytes that mean something in a credential file.
@usableFromInline package enum Ascii {
  @inlinable package static var nul: UInt8 { 0x00 }
  @inlinable package static var lineFeed: UInt8 { 0x0A }
  @inlinable package static var carriageReturn: UInt8 { 0x0D }
  @inlinable package static var space: UInt8 { 0x20 }
  @inlinable package static var hash: UInt8 { 0x23 }
  @inlinable package static var dollar: UInt8 { 0x24 }
  @inlinable package static var hyphen: UInt8 { 0x2D }
  @inlinable package static var slash: UInt8 { 0x2F }
  @inlinable package static var zero: UInt8 { 0x30 }
  @inlinable package static var nine: UInt8 { 0x39 }
  @inlinable package static var colon: UInt8 { 0x3A }
  @inlinable package static var equals: UInt8 { 0x3D }
  @inlinable package static var backslash: UInt8 { 0x5C }
  @inlinable package static var delete: UInt8 { 0x7F }
}
