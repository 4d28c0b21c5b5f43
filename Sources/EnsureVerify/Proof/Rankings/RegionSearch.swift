/// Looks for the regions of a graph.
struct RegionSearch {
  typealias Place = WaitingGraph.Place
  typealias Region = WaitingGraph.Region

  let steps: [Place: [WaitingGraph.Edge]]
  let missing: [Set<Place>]
  var helpers: [Int]
  let strong: Set<Int>
  let alone: Set<Int>

  /// How deep regions stand inside of others at most.
  private static let mostDepth = 2

  /// What a region counts for that speaks of others than those who are watched; one that does not counts for 1. From such a stage
  /// all that may happen is looked at by itself.
  private static let costOfOthers = 4
  /// How many orders are followed at a time, and how many steps between places they look at together.
  private static let (mostOrders, mostSteps) = (100, 15_000)

  /// Regions that together are all of some places, one in front of the other; nil if there are none. Of the orders in which
  /// helpers may lead on, one with few regions is taken, since each of them is a stage of which much has to be shown.
  func few(of places: Set<Place>, settled known: Set<Place>) -> [Region]? {
    var best = regions(of: places, settled: known, depth: 0)
    guard places.isSubset(of: best.reduce(into: known) { $0.formUnion($1.places) }) else { return nil }
    let width = min(Self.mostOrders, Self.mostSteps / max(1, steps.values.reduce(0) { $0 + $1.count }))
    var orders: [Order] = [([], known)]
    while !orders.isEmpty {
      // Of orders that settle the same places one is enough.
      var longer: [Set<Place>: [Region]] = [:]
      for (regions, settled) in orders {
        let open = places.subtracting(settled)
        for helper in helpers {
          let region = self.region(of: helper, in: open, settled)
          let next = regions + [Region(places: region, helper: helper)]
          if region.isEmpty || cost(of: next) >= cost(of: best) { continue }
          let reached = settled.union(region)
          if region.count == open.count {
            best = next
          } else if longer[reached].map({ cost(of: next) < cost(of: $0) }) ?? true {
            longer[reached] = next
          }
        }
      }
      orders = longer.map { ($0.value, $0.key) }.sorted(by: precedes)
      orders.removeLast(max(0, orders.count - width))
    }
    return best
  }

  private typealias Order = (regions: [Region], settled: Set<Place>)

  private func cost(of regions: [Region]) -> Int {
    regions.reduce(0) { $0 + (alone.contains($1.helper) ? 1 : Self.costOfOthers) }
  }

  /// Whether an order is to be followed rather than another: the cheaper one; then the one that has come further.
  private func precedes(_ left: Order, _ right: Order) -> Bool {
    func key(_ order: Order) -> [Int] {
      [cost(of: order.regions), -order.settled.count] + order.regions.map(\.helper)
    }
    return key(left).lexicographicallyPrecedes(key(right))
  }

  /// Regions of as many of some places as can be settled, one in front of the other.
  private func regions(of places: Set<Place>, settled known: Set<Place>, depth: Int) -> [Region] {
    var found: [Region] = []
    var settled = known
    while !places.isSubset(of: settled) {
      let open = places.subtracting(settled)
      // The helper that settles most; of those that settle as much the first. Those that are there all the time come first.
      var best: Region?
      for helper in helpers {
        let region = region(of: helper, in: open, settled)
        if region.count > best?.places.count ?? 0 { best = Region(places: region, helper: helper) }
      }
      if best == nil, depth < Self.mostDepth {
        for helper in helpers where strong.contains(helper) {
          guard let region = opening(of: helper, in: open, settled, depth) else { continue }
          if region.places.count > best?.places.count ?? 0 { best = region }
        }
      }
      guard let best else { break }
      found.append(best)
      settled.formUnion(best.places)
    }
    return found
  }

  /// The most of the open places that no step leaves but to settled ones, and in which the helper is there and leads on.
  private func region(of helper: Int, in open: Set<Place>, _ settled: Set<Place>) -> Set<Place> {
    closed(open.subtracting(missing[helper]), helper, settled)
  }

  /// The same where the helper is there again and again: from where it is not, other helpers lead to where it is.
  private func opening(of helper: Int, in open: Set<Place>, _ settled: Set<Place>, _ depth: Int) -> Region? {
    var others = self
    others.helpers.removeAll { $0 == helper || !alone.contains($0) }
    var region = open
    while true {
      region = closed(region, helper, settled)
      let ready = region.subtracting(missing[helper])
      if ready.isEmpty { return nil }
      let rest = region.subtracting(ready)
      let inner = others.regions(of: rest, settled: settled.union(ready), depth: depth + 1)
      let waiting = inner.reduce(into: Set<Place>()) { $0.formUnion($1.places) }
      if rest.isSubset(of: waiting) {
        return Region(places: region, helper: helper, ready: ready, inner: inner)
      }
      region.subtract(rest.subtracting(waiting))
    }
  }

  /// The most of some places that no step leaves but to settled ones, nor as what the helper leads on by.
  private func closed(_ places: Set<Place>, _ helper: Int, _ settled: Set<Place>) -> Set<Place> {
    var region = places
    var isShrinking = true
    while isShrinking {
      let kept = region.filter { place in
        (steps[place] ?? []).allSatisfy { edge in
          settled.contains(edge.to) || region.contains(edge.to) && edge.mayStay[helper]
        }
      }
      isShrinking = kept.count < region.count
      region = kept
    }
    return region
  }
}
