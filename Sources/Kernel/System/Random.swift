internal import CLinux
internal import Glibc

/// Bytes from the system's random source (getrandom(2)).
package func randomBytes(_ count: Int) throws(SystemError) -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: count)
  var done = 0
  while done < count {
    done += try retrying {
      // The rest of the buffer, which lives through the call.
      unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe clinux_getrandom(buffer.baseAddress.map { unsafe $0 + done }, count - done)
      }
    }
  }
  return bytes
}
