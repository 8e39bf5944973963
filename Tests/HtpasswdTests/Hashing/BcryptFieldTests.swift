import Htpasswd
import TestSupport
import Testing

@Suite struct BcryptFieldTests {
  /// Fields that Chroma's bcrypt can match: `reference` of the type, measured on three releases of it.
  private let form =
    /\$2[abxy]\$(0[4-9]|[12][0-9]|3[01])\$[.\/A-Za-z0-9]{21}[.Oeu][.\/A-Za-z0-9]{30}[.26CGKOSWaeimquy]/
    .matchingSemantics(.unicodeScalar)

  private func mayMatch(_ field: [UInt8]) -> Bool {
    // One character a byte, whatever the encoding.
    var text = ""
    text.unicodeScalars.append(contentsOf: field.map { Unicode.Scalar($0) })
    return text.wholeMatch(of: form) != nil
  }

  private func check(_ field: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) {
    let isField = BcryptField(field) != nil
    #expect(isField == mayMatch(field), "\(field.text)", sourceLocation: sourceLocation)
  }

  @Test func `of all fields that differ in one character those of the form are taken`() {
    for place in 0..<60 {
      for byte in UInt8(0)...255 {
        var field = Sample.alice.bytes
        field[place] = byte
        check(field)
      }
    }
  }

  @Test func `a hundred costs`() {
    for cost in 0...99 {
      var field = Sample.alice.bytes
      field[4] = 0x30 + UInt8(cost / 10)
      field[5] = 0x30 + UInt8(cost % 10)
      check(field)
      let read = BcryptField(field)?.cost
      #expect(read == Cost(cost))
    }
  }

  @Test(arguments: [(0x61, "2a"), (0x62, "2b"), (0x78, "2x"), (0x79, "2y")] as [(UInt8, String)])
  func `the variant is reported`(letter: UInt8, name: String) {
    var field = Sample.alice.bytes
    field[2] = letter
    let variant = BcryptField(field)?.variant
    #expect(variant?.rawValue == letter)
    #expect(variant?.name == name)
  }

  @Test func `a field has 60 characters`() {
    let field = Sample.alice.bytes
    for count in 0..<60 { check(Array(field.prefix(count))) }
    for byte in [0x00, 0x0A, 0x20, 0x2E, 0x61] as [UInt8] {
      check(field + [byte])
      check([byte] + field)
    }
    #expect(BcryptField(field) != nil)
  }

  @Test func `random changes`() {
    var generator = SeededGenerator(stream: 6)
    let alphabet = Array("./$ABCOZabceuxyz0123456789:\n".utf8)
    var taken = 0
    for _ in 0..<5000 * rounds {
      var field = Sample.alice.bytes
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: 0..<field.count, using: &generator)
        let byte = alphabet.randomElement(using: &generator)!
        switch Int.random(in: 0...9, using: &generator) {
        case 0: field.remove(at: place)
        case 1: field.insert(byte, at: place)
        case 2: field.swapAt(place, Int.random(in: 0..<field.count, using: &generator))
        default: field[place] = byte
        }
      }
      check(field)
      if mayMatch(field) { taken += 1 }
    }
    #expect(taken > 100 && taken < 4900 * rounds)
  }
}
