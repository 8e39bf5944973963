import Foundation

/// Recorded cases: a file of `Cases`, an object of JSON on each line.
func recordedCases<Case: Decodable>(_ name: String, of _: Case.Type = Case.self) throws -> [Case] {
  let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases/\(name)")
  return try Data(contentsOf: file).split(separator: UInt8(ascii: "\n")).map {
    try JSONDecoder().decode(Case.self, from: $0)
  }
}
