import Foundation
import Htpasswd
import Testing

@Suite struct BcryptTests {
  private let cost = Cost(4)!

  @Test func `a hash is 2y at the wanted cost, and matches its password only`() throws {
    for rounds in [4, 5, 6] {
      let field = try Bcrypt.hash(Secret("geheim"), cost: Cost(rounds)!)
      let form = try #require(BcryptField(field))
      #expect(form.variant == .y)
      #expect(form.cost == Cost(rounds))
      #expect(try Bcrypt.matches(Secret("geheim"), field))
      for wrong in ["", "geheim ", "Geheim", "geheim\n", "gehei"] {
        #expect(try !Bcrypt.matches(Secret(wrong), field), "\(wrong)")
      }
    }
  }

  @Test func `no two salts are the same`() throws {
    let fields = try (0..<20).map { _ in try Bcrypt.hash(Secret("geheim"), cost: cost).text }
    #expect(Set(fields.map { $0.prefix(29) }).count == fields.count)
  }

  // Published with crypt_blowfish (wrapper.c, Openwall).
  @Test(
    arguments: [
      ("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", Array("U*U".utf8)),
      ("$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK", Array("U*U*".utf8)),
      ("$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a", Array("U*U*U".utf8)),
      ("$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy", []),
      ("$2x$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e", [0xA3]),
      ("$2y$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq", [0xA3]),
      ("$2a$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq", [0xA3]),
    ] as [(String, [UInt8])])
  func `published hashes match`(field: String, password: [UInt8]) throws {
    #expect(try Bcrypt.matches(Secret(password), field.bytes))
    #expect(try !Bcrypt.matches(Secret("x"), field.bytes))
  }

  @Test func `another variant can be computed than the field says`() throws {
    let buggy = "$2x$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e".bytes
    let right = "$2x$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq".bytes
    let password = Secret([0xA3] as [UInt8])
    #expect(try !Bcrypt.matches(password, buggy, as: .b))
    #expect(try Bcrypt.matches(password, right, as: .b))
    #expect(try !Bcrypt.matches(password, right))
    for letter in [0x61, 0x62, 0x78, 0x79] as [UInt8] {
      var field = Sample.alice.bytes
      field[2] = letter
      #expect(try Bcrypt.matches(Secret("alice-pw"), field, as: .b))
      #expect(try !Bcrypt.matches(Secret("bob-pw"), field, as: .b))
    }
  }

  @Test func `72 bytes of a password count`() throws {
    let long: [UInt8] = .padding(72)
    let field = try Bcrypt.hash(Secret(long), cost: cost)
    #expect(Bcrypt.maximumPasswordCount == 72)
    #expect(try Bcrypt.matches(Secret(long + [0x79]), field))
    #expect(try !Bcrypt.matches(Secret(Array(long.dropLast())), field))
    #expect(try !Bcrypt.matches(Secret(long.dropLast() + [0x79]), field))
  }

  @Test func `a field that differs anywhere after the variant does not match`() throws {
    let field = Sample.alice.bytes
    for place in 29..<60 {
      var other = field
      // Another character of the same set: of the last ones, only some can be there.
      other[place] = other[place] == UInt8(ascii: "u") ? UInt8(ascii: "O") : UInt8(ascii: "u")
      #expect(try !Bcrypt.matches(Secret("alice-pw"), other), "\(place)")
    }
    var cheaper = field
    cheaper[5] = UInt8(ascii: "5")
    #expect(try !Bcrypt.matches(Secret("alice-pw"), cheaper))
  }

  @Test(arguments: [
    "", "plain", "$apr1$lZL6V/ci$eIMz/iKDkbtys/uU7LEK00", "$2y$04$", String(Sample.alice.dropLast()),
    Sample.alice + ".", "$2$" + String(Sample.alice.dropFirst(4)),
  ])
  func `a field of no such form matches nothing`(field: String) throws {
    #expect(try !Bcrypt.matches(Secret("alice-pw"), field.bytes))
    #expect(try !Bcrypt.matches(Secret(field), field.bytes))
  }

  @Test func `a password with a NUL is refused, not cut`() throws {
    let password = Secret("a\0b")
    #expect(throws: Bcrypt.Fault.containsNUL) { try Bcrypt.hash(password, cost: cost) }
    #expect(throws: Bcrypt.Fault.containsNUL) { try Bcrypt.matches(password, Sample.alice.bytes) }
  }

  @Test func `what libcrypt refuses is an error`() {
    // crypt(3): a phrase of 512 bytes and more is ERANGE.
    let password = Secret(.padding(600))
    #expect(throws: Bcrypt.Fault.refused(SystemError(code: ERANGE))) {
      try Bcrypt.matches(password, Sample.alice.bytes)
    }
  }

  @Test func `each step of the cost doubles the estimate`() {
    let estimate = Bcrypt.estimatedSeconds(Cost(31)!)
    // 2^27 times the lowest cost, which takes more than a microsecond anywhere.
    #expect(estimate > 60)
    #expect(Cost(14)!.secondsIfUnreasonable == nil)
    #expect(Cost(31)!.secondsIfUnreasonable != nil)
  }
}
