internal import CLibmd

/// MD5 (RFC 1321) as libmd computes it. Once finished it holds nothing: libmd wipes its state.
@safe struct MD5: ~Copyable {
  typealias Digest = InlineArray<16, UInt8>

  private var context = MD5_CTX()

  init() {
    // The state is this value's own.
    unsafe MD5Init(&context)
  }

  mutating func append(_ bytes: borrowing Span<UInt8>) {
    // libmd reads `count` bytes during the call.
    unsafe bytes.withUnsafeBufferPointer { unsafe MD5Update(&context, $0.baseAddress, $0.count) }
  }

  mutating func append(_ byte: UInt8) {
    let one: InlineArray<1, UInt8> = [byte]
    append(one.span)
  }

  mutating func append(_ secret: borrowing Secret) { secret.withBytes { append($0) } }

  mutating func append(_ digest: borrowing Digest) { append(digest.span) }

  mutating func finish() -> Digest {
    var digest = Digest(repeating: 0)
    var bytes = digest.mutableSpan
    // libmd writes 16 bytes.
    unsafe bytes.withUnsafeMutableBufferPointer { unsafe MD5Final($0.baseAddress, &context) }
    return digest
  }
}

/// SHA-1 (RFC 3174) as libmd computes it. Once finished it holds nothing: libmd wipes its state.
@safe struct SHA1: ~Copyable {
  static let digestCount = 20

  private var context = SHA1_CTX()

  init() {
    // The state is this value's own.
    unsafe SHA1Init(&context)
  }

  mutating func append(_ bytes: borrowing Span<UInt8>) {
    // libmd reads `count` bytes during the call.
    unsafe bytes.withUnsafeBufferPointer { unsafe SHA1Update(&context, $0.baseAddress, $0.count) }
  }

  mutating func append(_ secret: borrowing Secret) { secret.withBytes { append($0) } }

  mutating func finish() -> [UInt8] {
    // libmd writes 20 bytes.
    unsafe [UInt8](unsafeUninitializedCapacity: Self.digestCount) { buffer, count in
      unsafe SHA1Final(buffer.baseAddress, &context)
      count = Self.digestCount
    }
  }
}

/// SHA-1 of some fields, each with a NUL after it, in hexadecimal digits: a short name for what is not a secret.
package func publicDigest(of fields: [[UInt8]]) -> [UInt8] {
  var state = SHA1()
  for field in fields { state.append((field + [0]).span) }
  return state.finish().flatMap { byte in
    [byte >> 4, byte & 15].map { $0 < 10 ? 0x30 + $0 : 0x57 + $0 }
  }
}
