import EnsureModel

/// The linear forms whose bounds an analysis looks for, and the bounds that it stops at: both are read off the system.
struct Templates {
  private(set) var forms: [LinearForm] = []
  /// Ascending.
  private(set) var thresholds: [Integer] = []

  /// The places that hold integers.
  let places: [Int]

  /// - Parameter isFull: whether all pairs of places are looked at, and not only those that an inequality compares.
  init(_ system: PlainSystem, isFull: Bool) {
    let all = system.world.system
    places = all.globals.indices.filter { all.globals[$0].type.sort == .integer }
    var scan = Scan(system)
    scan.run()
    var seen: Set<LinearForm> = []
    func add(_ form: LinearForm) {
      for one in [form, -form] where seen.insert(one).inserted { forms.append(one) }
    }
    for place in places { add(LinearForm(place)) }
    for (index, left) in places.enumerated() {
      for right in places[(index + 1)...] where isFull || scan.together.contains([left, right]) {
        add(LinearForm([.init(place: left, coefficient: 1), .init(place: right, coefficient: -1)]))
        add(LinearForm([.init(place: left, coefficient: 1), .init(place: right, coefficient: 1)]))
      }
    }
    for form in scan.forms.prefix(40) { add(form) }
    var numbers: Set<Integer> = [0, 1, -1]
    for constant in scan.constants.sorted(by: { $0.magnitude < $1.magnitude }).prefix(24) {
      for near in [constant - 1, constant, constant + 1] { numbers.formUnion([near, -near]) }
    }
    thresholds = numbers.sorted()
  }

  /// The least threshold that is no less; nil if there is none.
  func bound(_ value: Integer) -> Integer? {
    var (low, high) = (0, thresholds.count)
    while low < high {
      let middle = (low + high) / 2
      if thresholds[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low < thresholds.count ? thresholds[low] : nil
  }

  /// What a system mentions.
  private struct Scan {
    let system: PlainSystem
    var constants: Set<Integer> = []
    var forms: [LinearForm] = []
    var together: Set<[Int]> = []
    private var seen: Set<Term> = []
    private var known: Set<LinearForm> = []
    /// Variables that are what a place will be.
    private var successors: [VariableID: Int] = [:]

    init(_ system: PlainSystem) { self.system = system }

    mutating func run() {
      for action in system.world.system.actions {
        for statement in action.body {
          if case .assign(.global(let global), let value, _) = statement,
            case .variable(let variable) = system.bank[value]
          {
            successors[variable] = global.index
          }
        }
      }
      walk([system.goal] + system.restrictions)
      for action in system.world.system.actions {
        walk(action.requires.map(\.term) + Statement.terms(action.body))
      }
    }

    private mutating func walk(_ roots: [Term]) {
      var open = roots
      while let term = open.popLast() {
        guard seen.insert(term).inserted else { continue }
        let node = system.bank[term]
        switch node {
        case .integer(let value): constants.insert(value)
        case .lessOrEqual(let left, let right), .less(let left, let right): note(left, right)
        case .equal(let left, let right) where system.bank.sort(left) == .integer: note(left, right)
        default: break
        }
        open += system.bank.children(term)
      }
    }

    /// Notes the form of an inequality, and which places stand in it together.
    private mutating func note(_ left: Term, _ right: Term) {
      var sum: [Int: Integer] = [:]
      let isLinear = [add(left, 1, &sum), add(right, -1, &sum)] == [true, true]
      let parts = sum.filter { $0.value != 0 }.sorted { $0.key < $1.key }
      // Two places that bound a parameter are compared by whoever chooses it.
      if !isLinear && parts.count != 2 { return }
      // Of many places there would be too many pairs.
      for (index, part) in parts.enumerated() where parts.count <= 12 {
        for other in parts[(index + 1)...] { together.insert([part.key, other.key]) }
      }
      if !isLinear { return }
      let isSimple = parts.count <= 2 && parts.allSatisfy { $0.value.magnitude == 1 }
      if parts.isEmpty || isSimple || parts.count > 6 { return }
      let form = LinearForm(parts.map { .init(place: $0.key, coefficient: $0.value) })
      if known.insert(form).inserted { forms.append(form) }
    }

    /// Adds a multiple of a term, as far as it is linear over places; false if it is not so altogether.
    private func add(_ term: Term, _ factor: Integer, _ sum: inout [Int: Integer]) -> Bool {
      switch system.bank[term] {
      case .integer: return true
      case .global(let global):
        sum[global.index, default: 0] += factor
        return true
      case .variable(let variable):
        guard let place = successors[variable] else { return false }
        sum[place, default: 0] += factor
        return true
      case .sum(let operands): return operands.reduce(true) { add($1, factor, &sum) && $0 }
      case .difference(let left, let right):
        return [add(left, factor, &sum), add(right, -factor, &sum)] == [true, true]
      case .negated(let operand): return add(operand, -factor, &sum)
      case .product(let left, let right):
        guard case .integer(let value) = system.bank[left] else { return false }
        return add(right, factor * value, &sum)
      default: return false
      }
    }
  }
}
