/// Tells which of some users a name is, without a copy of the name.
struct UserIndex: Sendable {
  private let users: [[UInt8]]
  /// By fingerprint, where there are many; names with the same fingerprint are compared.
  private let places: [UInt64: [Int]]

  /// - Parameter users: each once.
  init(_ users: [[UInt8]]) {
    self.users = users
    guard users.count > 4 else {
      places = [:]
      return
    }
    var places: [UInt64: [Int]] = [:]
    for (place, user) in users.enumerated() { places[Fingerprint.of(user.span), default: []].append(place) }
    self.places = places
  }

  /// - Returns: the place in the list that it was made of, or nil.
  func place(of name: Span<UInt8>) -> Int? {
    if places.isEmpty {
      for (place, user) in users.enumerated() where name.equals(user.span) { return place }
      return nil
    }
    for place in places[Fingerprint.of(name)] ?? [] {
      let user = users[place]
      if name.equals(user.span) { return place }
    }
    return nil
  }
}
