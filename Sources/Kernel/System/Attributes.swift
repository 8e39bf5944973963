internal import CLinux
internal import Glibc

extension FileDescriptor {
  package func change(permissions: UInt32) throws(SystemError) {
    _ = try retrying { fchmod(number, permissions) }
  }

  /// - Parameter owner: `UInt32.max` leaves it as it is (chown(2)).
  package func change(owner: UInt32, group: UInt32) throws(SystemError) {
    _ = try retrying { fchown(number, owner, group) }
  }

  package var isMountRoot: Bool { clinux_is_mount_root(number) }

  /// Name and value of each; none if the file system has none.
  package func extendedAttributes() throws(SystemError) -> [(name: [UInt8], value: [UInt8])] {
    let list: [UInt8]
    do {
      list = try sized { (buffer) in
        // The size is the buffer's own.
        unsafe buffer.withUnsafeMutableBytes { bytes in
          unsafe clinux_flistxattr(
            number, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
        }
      }
    } catch {
      if error.isUnsupported { return [] }
      throw error
    }
    var attributes: [(name: [UInt8], value: [UInt8])] = []
    for name in list.split(separator: Ascii.nul) {
      let value = try sized { (buffer) in
        unsafe buffer.withUnsafeMutableBytes { bytes in
          unsafe clinux_fgetxattr(number, terminated(name), bytes.baseAddress, bytes.count)
        }
      }
      attributes.append((Array(name), value))
    }
    return attributes
  }

  package func setExtendedAttribute(_ name: [UInt8], to value: [UInt8]) throws(SystemError) {
    // Both arrays live through the call, and the size is the value's own.
    _ = try retrying { unsafe clinux_fsetxattr(number, terminated(name[...]), value, value.count) }
  }

  package func removeExtendedAttribute(_ name: [UInt8]) throws(SystemError) {
    // The array is NUL-terminated and lives through the call.
    _ = try retrying { unsafe clinux_fremovexattr(number, terminated(name[...])) }
  }
}
