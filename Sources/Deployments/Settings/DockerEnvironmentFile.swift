internal import Kernel

/// The lines of `docker run --env-file` (docker/cli 28.2, `pkg/kvfile/kvfile.go`): `NAME=value`, of which nothing is
/// taken off but a carriage return at the end.
struct DockerEnvironmentFile {
  /// In bytes, the line feed aside: `bufio.MaxScanTokenSize`.
  private static let maximumLineCount = 64 * 1024 - 1

  private let path: FilePath
  private let lastCounts: Bool
  private let environment: ([UInt8]) -> [UInt8]?

  /// - Parameter lastCounts: whether the last of equal names is the value, as for compose; for docker that is not known.
  static func variables(
    _ bytes: [UInt8], _ path: FilePath, lastCounts: Bool = false, _ environment: ([UInt8]) -> [UInt8]?
  ) -> Variables {
    withoutActuallyEscaping(environment) { environment in
      DockerEnvironmentFile(path: path, lastCounts: lastCounts, environment: environment).variables(bytes)
    }
  }

  private func variables(_ bytes: [UInt8]) -> Variables {
    var variables = Variables()
    var values: [[UInt8]: [UInt8]] = [:]
    var rest = bytes[...]
    var number = 0
    while !rest.isEmpty, !variables.isCut {
      let line = rest.prefix { $0 != Ascii.lineFeed }
      rest = rest[line.endIndex...].dropFirst()
      number += 1
      let place = Variables.Place(path: path, line: number)
      func refuse(_ reason: String) -> Variables {
        variables.refuse(reason, at: place)
        return variables
      }
      if line.count > Self.maximumLineCount {
        return refuse("a line of more than \(Self.maximumLineCount) bytes")
      }
      var text = Array(line)
      if text.last == Ascii.carriageReturn { text.removeLast() }
      if !text.isUTF8 { return refuse("bytes that are not UTF-8") }
      if number == 1 { text = text.withoutByteOrderMark }
      text.removeFirst(WhiteSpace.strip(text.span, where: WhiteSpace.isGoSpace).lowerBound)
      if text.isEmpty || text.first == Ascii.hash { continue }
      let equals = text.firstIndex(of: Ascii.equals)
      let name = text[..<(equals ?? text.endIndex)]
      if name.isEmpty { return refuse("a line without a name") }
      if name.contains(where: { $0 == Ascii.space || $0 == 0x09 }) {
        return refuse("a name with white space")
      }
      let value = equals.map { Array(text[($0 + 1)...]) } ?? environment(Array(name))
      guard let value else {
        variables.addOdd(.ofNameAlone(name), place)
        continue
      }
      let former = values.updateValue(value, forKey: Array(name))
      // Both reach the container, and which one it sees is the engine's affair.
      let isRepeated = !lastCounts && former.map { $0 != value } ?? false
      variables.add(name, isRepeated ? .unknown(.repeated) : .known(value), place)
    }
    return variables
  }
}

extension Variables.OddLine.Kind {
  /// The value of a line without `=`.
  static func ofNameAlone(_ text: some Collection<UInt8>) -> Variables.OddLine.Kind {
    let name = text.prefix { $0.isInName }
    if name.isEmpty { return .notUnderstood }
    let word = String(decoding: name.prefix(100), as: UTF8.self)
    if name.count == text.count { return word.mayBeShown ? .nameAlone(word) : .notUnderstood }
    return text.dropFirst(name.count).first == Ascii.colon ? .colon(word) : .notUnderstood
  }
}

extension String {
  /// Whether it is the name of a variable, rather than a value that was broken onto a line of its own: that may be a secret.
  fileprivate var mayBeShown: Bool {
    if ReleaseSettings.allNames.contains(uppercased()) { return true }
    let isUpper = utf8.allSatisfy { !(0x61...0x7A).contains($0) }
    let hasMark = utf8.contains(0x5F)
    let hasDigit = utf8.contains(where: \.isDigit)
    return isUpper && (hasMark || !hasDigit && utf8.count <= 20)
      || hasMark && utf8.allSatisfy { !(0x41...0x5A).contains($0) }
  }
}
