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
    /// Where the helper is there; nil if that is everywhere.
    var ready: Set<Place>?
    /// How the other places lead to one where it is.
    var inner: [Region] = []
  }

  private(set) var edges: Set<Edge> = []
  /// The edges that were added, in that order.
  private(set) var inOrder: [Edge] = []
  /// For each helper the places in which what it needs is missing.
  var missing: [Set<Place>] = []

  /// The places in which the promise is due and may stay so.
  private(set) var waiting: Set<Place> = []
  /// The places that steps lead to from there, and in which nobody is ever seen waiting.
  var left: Set<Place> { Set(edges.map(\.to)).subtracting(waiting) }

  /// Whether, as far as is known, nothing that happens at a place is what a helper leads on by.
  func isHeld(by helper: Int, at place: Place) -> Bool {
    edges.allSatisfy { $0.from != place || $0.mayStay[helper] }
  }

  /// Has a helper not stay where it leads on over some steps.
  mutating func forbid(_ helper: Int, from: Place, to: Place, helpers count: Int) {
    let concerned = edges.filter { $0.from == from && $0.to == to }
    edges.subtract(concerned)
    let others = concerned.isEmpty ? [Array(repeating: true, count: count)] : concerned.map(\.mayStay)
    for mayStay in others {
      var mayStay = mayStay
      mayStay[helper] = false
      edges.insert(Edge(from: from, to: to, mayStay: mayStay))
    }
  }

  mutating func add(_ edge: Edge) {
    if edges.insert(edge).inserted { inOrder.append(edge) }
    waiting.insert(edge.from)
  }

  /// Regions that together are all places of waiting: from each of them its helper leads to one in front of it, or the
  /// waiting ends. Nil if there are none.
  ///
  /// - Parameters:
  ///   - strong: the helpers that are forced where they are there again and again.
  ///   - alone: those that speak of nobody beside.
  func regions(helpers: Int, strong: Set<Int>, alone: Set<Int>) -> [Region]? {
    var steps: [Place: [Edge]] = [:]
    for edge in edges { steps[edge.from, default: []].append(edge) }
    let search = RegionSearch(
      steps: steps, missing: missing, helpers: Array(0..<helpers), strong: strong, alone: alone)
    return search.few(of: waiting, settled: left)
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
