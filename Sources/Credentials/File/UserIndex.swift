internal import Kernel

/// Finds a name in a fixed list of users, without copying it.
struct UserIndex: Sendable {
  private let users: [[UInt8]]
  /// The only one, if there is one.
  private let single: [UInt8]?
  /// The places of several, by fingerprint; names with the same fingerprint are compared.
  private let places: [UInt64: [Int]]

  /// - Parameter users: each once.
  init(_ users: [[UInt8]]) {
    self.users = users
    single = users.count == 1 ? users[0] : nil
    var places: [UInt64: [Int]] = [:]
    for (place, user) in users.enumerated() where users.count > 1 {
      places[Fingerprint.of(user.span), default: []].append(place)
    }
    self.places = places
  }

  /// - Returns: the place in the list that it was made of, or nil.
  @inline(__always) func place(of name: Span<UInt8>) -> Int? {
    if let single { return name.equals(single.span) ? 0 : nil }
    return placeAmongMany(of: name)
  }

  @inline(never) private func placeAmongMany(of name: Span<UInt8>) -> Int? {
    for place in places[Fingerprint.of(name)] ?? [] {
      let user = users[place]
      if name.equals(user.span) { return place }
    }
    return nil
  }
}
