import Testing

@testable import Kernel

@Suite struct CharactersTests {
  @Test func `each class has its characters and no others`() {
    func members(_ isIn: (UInt8) -> Bool) -> String {
      String(decoding: (UInt8.min...UInt8.max).filter(isIn), as: UTF8.self)
    }
    #expect(members(\.isDigit) == "0123456789")
    #expect(members(\.isLetter) == "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    #expect(members(\.isAlphanumeric) == members(\.isDigit) + members(\.isLetter))
    #expect(members { $0.isWordCharacter && !$0.isAlphanumeric } == "_")
    #expect((UInt8.min...UInt8.max).allSatisfy { !$0.isAlphanumeric || $0.isWordCharacter })
    #expect(members(\.isHexadecimalDigit) == "0123456789ABCDEFabcdef")
    #expect(members(\.isQuote) == "\"'")
  }

  @Test func `hexadecimal digits are filled up with zeros`() {
    #expect([0, 9, 10, 15, 16, 255].map(\UInt8.hexadecimal) == ["00", "09", "0a", "0f", "10", "ff"])
    #expect(UInt32(0xE9).hexadecimal(4) == "00e9")
    #expect(UInt32(0x1F989).hexadecimal(8) == "0001f989")
    #expect(UInt32(0x1F989).hexadecimal(2) == "1f989")
  }
}
