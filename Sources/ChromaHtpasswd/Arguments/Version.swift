internal import CLibcrypt
internal import CStart
internal import Deployments

enum Version {
  static let number = "0.2.0"

  /// The output of `--version`.
  static var text: String {
    // A C string that nobody changes.
    let commit = unsafe String(cString: cstart_commit())
    // Without arrays of ranges and `joined`: for either the runtime looks through every conformance there is, which is half
    // of the whole start.
    var (first, last) = ("", "")
    for release in ChromaRelease.allCases {
      let versions = release.versions
      if versions.lowerBound.major > 0 { continue }
      if first.isEmpty { first = versions.lowerBound.description }
      last = versions.upperBound.description
    }
    return """
      chroma-htpasswd \(number)
      commit: \(commit)
      libcrypt: \(XCRYPT_VERSION_STR)
      Chroma: \(first) to \(last), and 1.x behind a front

      """
  }
}
