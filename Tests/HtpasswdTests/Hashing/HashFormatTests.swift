import Testing

@testable import Hashing
@testable import Linting

@Suite struct HashFormatTests {
  @Test(arguments: [
    (Sample.alice, "bcrypt"),
    ("$2a$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW", "bcrypt"),
    ("$2y$05$tooshort", "malformed-bcrypt"),
    ("$2$04$cccccccccccccccccccccO.RFXLYPtt71wGcIqugYLMJiIaxifz0q", "malformed-bcrypt"),
    ("$2", "malformed-bcrypt"),
    ("$apr1$lZL6V/ci$eIMz/iKDkbtys/uU7LEK00", "apr1"),
    ("{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=", "{SHA}"),
    ("{SSHA}eTrUWqmkKBGAJYd4tPUjzYPLzEBmUlMw", "{SSHA}"),
    ("rqXexS6ZhobKA", "des"),
    ("./azAZ0189abc", "des"),
    ("$1$ssssssss$qNiN0BQrZsnMBBjoMBSSb0", "$1$"),
    ("$5$MnfsQ4iN$ZMTppKN16y/tIsUYs/obHlhdP.Os80yXhTurpBMUbA5", "$5$"),
    ("$6$qFXHvtaCmZhfXpCo$x", "$6$"),
    ("$y$j9T$x$y", "$y$"),
    ("$gy$j9T$x$y", "$gy$"),
    ("$7$CU..../....$x", "$7$"),
    ("$argon2id$v=19$m=65536,t=3,p=4$x$y", "argon2"),
    ("", "empty"),
    ("secret", "unknown"),
    ("_J9..abcdnLVFW/Lt/q.", "bsdi"),
    ("$3$$0b57fba6f9831221f82536b21af71f49", "$3$"),
    ("$md5$abcdefgh$QfbkTpzkHnEqSjZzK2Efj/", "$md5"),
    ("$sha1$10$abcdefgh$17yFqx1W9bbvrUk2NAD9kDtn5/dO", "$sha1$"),
    ("rqXexS6Zhob:A", "unknown"),
    ("rqXexS6ZhobKAA", "unknown"),
    ("rqXexS6ZhobK", "unknown"),
    ("correct horse", "unknown"),
    ("{sha}x", "unknown"),
    ("$APR1$x", "unknown"),
    (" $2y$04$x", "unknown"),
    ("$", "unknown"),
    ("$$2y$$04$$x", "unknown"),
  ])
  func `a format is known by its form`(field: String, name: String) {
    let format = HashFormat(field)
    #expect(format.name == name)
  }

  @Test(arguments: [
    ("{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=", true),
    ("{SHA}5en6G6MezRroT3XKqkdPOmY/BfR=", false),
    ("{SHA}5en6G6MezRroT3XKqkdPOmY/BfQx", false),
    ("{SHA}5en6G6MezRroT3XKqkdPOmY-BfQ=", false),
    ("{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=x", false),
    ("{SSHA}gVK8WC9YyFT1gMsQHTGCgT3sSv5zYWx0", true),
    ("{SSHA}gVK8WC9YyFT1gMsQHTGCgT3sSv5zYWx0x", false),
    ("{SSHA}gVK8WC9YyFT1gMsQHTGCgT3sSv5zYWx0AA==", true),
    ("{SSHA}gVK8WC9YyFT1gMsQHTGCgT3sSv5zYWx0AB==", false),
    ("{SSHA}gVK8WC9YyFT1gMsQHTGCgT3sSv4=", true),
    ("{SSHA}gVK8WC9YyFT1gMsQHTGCgT3sSg==", false),
    ("$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/", true),
    ("$apr1$a b!cdef$h9FWgUz3n9YxylKLlR5SQ/", true),
    ("$apr1$$h9FWgUz3n9YxylKLlR5SQ/", true),
    ("$apr1$abcdefghi$h9FWgUz3n9YxylKLlR5SQ/", false),
    ("$apr1$ab$defgh$h9FWgUz3n9YxylKLlR5SQ/", false),
    ("$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQz", false),
    ("$1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/", true),
    ("$1$abcd!fgh$h9FWgUz3n9YxylKLlR5SQ/", false),
    ("$1$abcdefghi$h9FWgUz3n9YxylKLlR5SQ/", false),
    ("$3$$0b57fba6f9831221f82536b21af71f49", true),
    ("$3$0b57fba6f9831221f82536b21af71f49", false),
    ("$md5$abcdefgh$QfbkTpzkHnEqSjZzK2Efj", false),
  ])
  func `a field is whole where a digest could be it`(field: String, isComplete: Bool) {
    let bytes = Array(field.utf8)
    #expect(HashFormat(field).isComplete(bytes.span) == isComplete)
  }

  @Test func `a bcrypt field has variant and cost`() throws {
    let format = HashFormat("$2a$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW")
    guard case .bcrypt(let field) = format else {
      Issue.record("\(format)")
      return
    }
    #expect(field.variant == .a)
    #expect(field.variant.name == "2a")
    #expect(field.cost == Cost(12))
  }

  @Test func `names and phrases tell formats apart`() {
    let formats: [HashFormat] =
      [
        HashFormat(Sample.alice), .malformedBcrypt, .apr1, .sha, .ssha, .des, .bsdi, .nt, .sunMD5, .sha1crypt,
        .md5crypt, .sha256crypt, .sha512crypt, .yescrypt, .gostYescrypt, .scrypt, .argon2, .empty, .unknown,
      ]
    #expect(Set(formats.map(\.name)).count == formats.count)
    #expect(Set(formats.map(\.phrase)).count == formats.count)
    #expect(formats.allSatisfy { $0.phrase.hasPrefix("a ") || $0.phrase.hasPrefix("an ") })
  }

  @Test func `costs go from 4 to 31, and compare`() {
    #expect((-1...40).filter { Cost($0) != nil } == Array(4...31))
    #expect(Cost(99)?.log2Rounds == nil)
    #expect(Cost(4)! < Cost(5)!)
    #expect(!(Cost(5)! < Cost(5)!))
    #expect(max(Cost(12)!, .standard) == Cost(12))
    #expect(Cost.standard == Cost(10))
  }
}
