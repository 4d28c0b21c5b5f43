/// How those who wait for a promise get from one place to the next, as far as some features tell states apart.
///
/// A place says for each feature which of its alternatives holds. It is nobody's word: what is found here becomes a ranking
/// only if the proof rule's questions about it are answered.
struct WaitingGraph {
  /// A place, by the number of the alternative for each feature.
  typealias Place = [Int]

  /// A step from one place to another while the promise stays due.
  struct Edge: Hashable {
    let from: Place
    let to: Place
    /// For each helper, whether the step may stay where that helper leads on.
    let mayStay: [Bool]
  }

  /// Places with a helper that leads out of them.
  struct Region: Hashable {
    let places: Set<Place>
    let helper: Int
  }

  private(set) var edges: Set<Edge> = []
  /// For each helper the places in which what it needs is missing.
  var missing: [Set<Place>] = []

  /// The places in which the promise is due and may stay so.
  private(set) var waiting: Set<Place> = []
  /// The places that steps lead to from there, and in which nobody is ever seen waiting.
  var left: Set<Place> { Set(edges.map(\.to)).subtracting(waiting) }

  mutating func add(_ edge: Edge) {
    edges.insert(edge)
    waiting.insert(edge.from)
  }

  /// Regions that together are all places of waiting: from each of them its helper leads to one in front of it, or the
  /// waiting ends. Nil if there are none.
  func regions(helpers: Int) -> [Region]? {
    var found: [Region] = []
    var settled = left
    var steps: [Place: [Edge]] = [:]
    for edge in edges { steps[edge.from, default: []].append(edge) }
    while !waiting.isSubset(of: settled) {
      let open = waiting.subtracting(settled)
      // The helper that settles most; of those that settle as much the first.
      var best: Region?
      for helper in 0..<helpers {
        let region = region(of: helper, in: open, settled, steps)
        if region.count > best?.places.count ?? 0 { best = Region(places: region, helper: helper) }
      }
      guard let best else { return nil }
      found.append(best)
      settled.formUnion(best.places)
    }
    return found
  }

  /// The places that nobody is known to lead out of.
  func hopeless(helpers: Int) -> Set<Place> {
    var settled = left
    var steps: [Place: [Edge]] = [:]
    for edge in edges { steps[edge.from, default: []].append(edge) }
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for helper in 0..<helpers {
        let region = region(of: helper, in: waiting.subtracting(settled), settled, steps)
        if !region.isEmpty { isGrowing = true }
        settled.formUnion(region)
      }
    }
    return waiting.subtracting(settled)
  }

  /// The most of the open places that no step leaves but to settled ones, and in which the helper is there and leads on.
  private func region(of helper: Int, in open: Set<Place>, _ settled: Set<Place>, _ steps: [Place: [Edge]])
    -> Set<Place>
  {
    var region = open.subtracting(missing[helper])
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

  /// Few cubes that together contain all of some places and none of others; in a cube nil stands for any alternative.
  static func cubes(containing places: Set<Place>, excluding others: Set<Place>) -> [[Int?]] {
    func contains(_ cube: [Int?], _ place: Place) -> Bool {
      zip(cube, place).allSatisfy { wanted, own in wanted.map { $0 == own } ?? true }
    }
    var found: [[Int?]] = []
    for place in places.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      if found.contains(where: { contains($0, place) }) { continue }
      var cube: [Int?] = place
      for feature in cube.indices.reversed() {
        var wider = cube
        wider[feature] = nil
        if !others.contains(where: { contains(wider, $0) }) { cube = wider }
      }
      found.append(cube)
    }
    return found
  }
}
