internal import CLibcrypt
internal import CStart
internal import Deployments

enum Version {
  static let number = "0.2.0"

  /// The output of `--version`.
  static var text: String {
    // A C string that nobody changes.
    let commit = unsafe String(cString: cstart_commit())
    // No array of ranges: for the type of one the runtime looks through every conformance there is.
    var native: (first: ChromaVersion, last: ChromaVersion)?
    for release in ChromaRelease.allCases where release.versions.lowerBound.major == 0 {
      native = (native?.first ?? release.versions.lowerBound, release.versions.upperBound)
    }
    let releases = [native?.first, native?.last].compactMap {
      $0.map { "\($0.major).\($0.minor).\($0.patch)" }
    }
    return """
      chroma-htpasswd \(number)
      commit: \(commit)
      libcrypt: \(XCRYPT_VERSION_STR)
      Chroma: \(releases.joined(separator: " to ")), and 1.x behind a front

      """
  }
}
