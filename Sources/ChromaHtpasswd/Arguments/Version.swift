internal import CLibcrypt
internal import CStart
internal import Deployments

enum Version {
  static let number = "0.2.0"

  /// The output of `--version`.
  static var text: String {
    // A C string that nobody changes.
    let commit = unsafe String(cString: cstart_commit())
    let native = ChromaRelease.allCases.map(\.facts.versions).filter { $0.lowerBound.major == 0 }
    let (first, last) = (native.first?.lowerBound, native.last?.upperBound)
    let releases = [first, last].compactMap { $0.map { "\($0.major).\($0.minor).\($0.patch)" } }
    return """
      chroma-htpasswd \(number)
      commit: \(commit)
      libcrypt: \(XCRYPT_VERSION_STR)
      Chroma: \(releases.joined(separator: " to ")), and 1.x behind a front

      """
  }
}
