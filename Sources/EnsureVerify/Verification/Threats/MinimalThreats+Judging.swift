import EnsureModel

extension MinimalThreats {
  /// What the cells of a property, of whichever worlds, come to.
  ///
  /// - Parameters:
  ///   - count: how many threats the system has.
  ///   - limit: how many combinations of a size are gone through.
  init(of property: PropertyID, in cells: [Cell], threats count: Int, limit: Int = 2000) {
    var family = ThreatFamily(count: count)
    var violations: [Set<ThreatID>: Violation] = [:]
    var safe: [(threats: Set<ThreatID>, depth: Int)] = []
    var reasons: [Set<ThreatID>: Undecided] = [:]
    for cell in cells where cell.property == property {
      switch cell.verdict {
      case .violated(let violation):
        family.add(cell.threats)
        violations[cell.threats] = violation
      case .proved: safe.append((cell.threats, .max))
      case .held(let bound): safe.append((cell.threats, bound.depth))
      case .vacuous(let why):
        reasons[cell.threats] = Undecided(threats: cell.threats, reason: why, isVacuous: true)
      case .unknown(let why):
        reasons[cell.threats] = Undecided(threats: cell.threats, reason: why, isVacuous: false)
      }
    }
    let breaking = family.breaking.sorted { Self.precedes($0, $1) }.compactMap { threats in
      violations[threats].map { Breaking(threats: threats, violation: $0) }
    }

    /// To what depth it is known that the combination breaks nothing: what a larger one does not show, it does not either.
    func depth(_ threats: Set<ThreatID>) -> Int? {
      safe.filter { threats.isSubset(of: $0.threats) }.map(\.depth).max()
    }
    let largest = family.largest(limit: limit)
    if let largest, largest.allSatisfy({ depth($0) == .max }) {
      self.init(
        property: property, breaking: breaking, others: largest.isEmpty ? .none : .safe(depth: nil, size: nil),
        undecided: [])
      return
    }
    var least = Int.max
    var isAny = false
    var reach: Int?
    var undecided: [Undecided] = []
    for size in 0...count {
      guard let open = family.open(size: size, limit: limit) else {
        reach = min(reach ?? .max, size - 1)
        break
      }
      for threats in open {
        if let depth = depth(threats) {
          least = min(least, depth)
          isAny = true
        } else if let reason = reasons[threats] {
          undecided.append(reason)
        } else {
          reach = min(reach ?? .max, size - 1)
        }
      }
    }
    let isUnknown = !isAny || reach.map { $0 < 0 } ?? false
    let isLeftOut = reach != nil || undecided.isEmpty
    let others =
      isUnknown
      ? isLeftOut ? Others.unknown : .undecided : .safe(depth: least == .max ? nil : least, size: reach)
    self.init(property: property, breaking: breaking, others: others, undecided: undecided)
  }

  /// Fewer threats first, then in the order of the spec.
  static func precedes(_ left: Set<ThreatID>, _ right: Set<ThreatID>) -> Bool {
    if left.count != right.count { return left.count < right.count }
    return left.sorted().lexicographicallyPrecedes(right.sorted())
  }
}
