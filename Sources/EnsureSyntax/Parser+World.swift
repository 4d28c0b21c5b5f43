/// Powers over the physical world. Their words are no reserved ones: what follows shows that they are meant.
extension TreeParser {
  /// Whether `spoof Locker` or `steal Parcel` stands here.
  var isAtWorldPower: Bool {
    kind == .identifier && peek() == .identifier && (isWord("spoof") || isWord("steal"))
  }

  /// `spoof Locker.door`, `steal Parcel.at`.
  mutating func worldPower() {
    let start = mark()
    let isSpoof = isWord("spoof")
    advance()
    if isSpoof {
      name("the entity whose sensor is spoofed")
      expect(.dot, "expected `.` and the sensor that is spoofed: `spoof Locker.door`")
      name("the sensor that is spoofed")
    } else {
      name("the entity that is stolen")
      expect(.dot, "expected `.` and the field that says where it is: `steal Parcel.at`")
      name("the field that says where it is")
    }
    finish(isSpoof ? .spoofPower : .stealPower, start)
  }

  /// `place of Depot | Locker`.
  mutating func placeType() {
    let start = mark()
    advance()
    advance()
    repeat { name("the name of an entity that can be a place") } while accept(.pipe)
    finish(.placeType, start)
  }

  /// `A | B`, of which `A` has been read: only a `place` is one of several things.
  mutating func union() {
    complain("what is one of several things is written `place of A | B`", at: range(position))
    let start = mark()
    while accept(.pipe) { _ = accept(.identifier) }
    finish(.unexpected, start)
  }
}
