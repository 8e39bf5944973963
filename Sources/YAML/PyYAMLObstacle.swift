/// Why there is no `PyYAMLDocument` of a file.
package enum PyYAMLObstacle: Error, Sendable, Equatable {
  /// PyYAML raises an exception; `exception` is the name of its type.
  case failure(exception: String, line: Int)
  /// libyaml and PyYAML may differ from this line on, or the file asks more than is known here.
  case unknown(line: Int)

  package var line: Int {
    switch self {
    case .failure(_, let line), .unknown(let line): line
    }
  }
}
