internal import Kernel

extension Front {
  /// A configuration with the variables of its service put in, as they are before it is read: by `envsubst` of nginx's image in
  /// templates, by Caddy and HAProxy themselves. Those whose value is not known stay as they are written.
  ///
  /// - Parameter target: its name in the container.
  func expanded(_ bytes: [UInt8], at target: String, _ service: Service) -> [UInt8] {
    let variables = service.variables
    let isReplaced =
      self == .caddy || self == .haproxy || self == .nginx && target.hasPrefix("/etc/nginx/templates/")
    guard isReplaced, bytes.contains(Ascii.dollar) || self == .caddy, variables.unread == nil,
      !variables.isCut
    else { return bytes }
    var result: [UInt8] = []
    var rest = bytes[...]
    var quote: UInt8?
    while let byte = rest.first {
      if self == .haproxy {
        if byte == Ascii.backslash, quote != UInt8(ascii: "'") {
          result += rest.prefix(2)
          rest = rest.dropFirst(2)
          continue
        }
        if byte == Ascii.lineFeed || byte == quote {
          quote = nil
        } else if quote == nil, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
          quote = byte
        }
      }
      if self != .haproxy || quote == UInt8(ascii: "\""),
        let reference = Reference(rest, self), let value = reference.value(variables, self)
      {
        result += value
        rest = rest.dropFirst(reference.count)
      } else {
        result.append(byte)
        rest = rest.dropFirst()
      }
    }
    return result
  }
}

/// A variable of the environment in a configuration.
private struct Reference {
  let name: String
  /// `{$NAME:default}` of Caddy.
  var standard: [UInt8]?
  /// How long it is, in bytes.
  let count: Int

  /// - Parameter text: begins with it; nil if it does not.
  init?(_ text: ArraySlice<UInt8>, _ front: Front) {
    let beginnings =
      switch front {
      case .caddy: ["{$", "{env."]
      default: ["${", "$"]
      }
    guard let start = beginnings.first(where: { text.starts(with: $0.utf8) }) else { return nil }
    let rest = text.dropFirst(start.utf8.count)
    let word = rest.prefix(while: \.isWordCharacter)
    name = String(decoding: word, as: UTF8.self)
    if word.isEmpty { return nil }
    var end = rest.dropFirst(word.count)
    if start != "$" {
      if start == "{$", end.first == Ascii.colon {
        let text = end.dropFirst().prefix { $0 != UInt8(ascii: "}") && $0 != Ascii.lineFeed }
        standard = Array(text)
        end = end.dropFirst(text.count + 1)
      }
      guard end.first == UInt8(ascii: "}") else { return nil }
      end = end.dropFirst()
    }
    count = text.count - end.count
  }

  /// nil if it is not known, and for nginx if there is none: it has variables of its own.
  func value(_ variables: Variables, _ front: Front) -> [UInt8]? {
    guard let variable = variables[name], variable.value != .unset else {
      return front == .nginx ? nil : standard ?? []
    }
    return variable.bytes
  }
}
