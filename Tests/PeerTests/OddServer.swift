import Foundation
import TestSupport

/// A server that is none of Chroma's, of a mode that `Oracles/odd_server.py` lists; what it is asked is in `requests`.
final class OddServer: ListeningServer {
  init(_ mode: String, _ argument: String = "", in folder: TemporaryFolder) throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Oracles/odd_server.py")
    try super.init(
      in: folder,
      "exec \(try Peers.python) -B '\(script.path(percentEncoded: false))' $PORT \(mode) '\(argument)'",
      ready: "/ready")
  }
}
