/// The propositions that have no value yet, those first that conflicts have met most, and lately.
struct ActivityHeap {
  private var activity: [Double] = []
  private var increment = 1.0
  private var heap: [Int32] = []
  /// Where each proposition stands in `heap`; -1 if it doesn't.
  private var position: [Int32] = []

  /// A new proposition.
  mutating func add() {
    activity.append(0)
    position.append(-1)
    insert(activity.count - 1)
  }

  /// The proposition has no value any more.
  mutating func insert(_ proposition: Int) {
    if position[proposition] >= 0 { return }
    position[proposition] = Int32(heap.count)
    heap.append(Int32(proposition))
    rise(heap.count - 1)
  }

  /// Takes out the most active proposition.
  mutating func popFirst() -> Int? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    position[Int(first)] = -1
    if !heap.isEmpty {
      heap[0] = last
      position[Int(last)] = 0
      sink(0)
    }
    return Int(first)
  }

  /// A conflict has met the proposition.
  mutating func bump(_ proposition: Int) {
    activity[proposition] += increment
    if activity[proposition] > 1e100 {
      for index in activity.indices { activity[index] *= 1e-100 }
      increment *= 1e-100
    }
    if position[proposition] >= 0 { rise(Int(position[proposition])) }
  }

  /// What was met counts less from now on.
  mutating func decay() { increment /= 0.95 }

  /// Whether the first one comes before the second one. Equal ones in the order of their numbers, so that runs repeat.
  private func precedes(_ first: Int32, _ second: Int32) -> Bool {
    let (left, right) = (activity[Int(first)], activity[Int(second)])
    return left > right || (left == right && first < second)
  }

  private mutating func rise(_ start: Int) {
    var index = start
    let moved = heap[index]
    while index > 0 {
      let parent = (index - 1) / 2
      if !precedes(moved, heap[parent]) { break }
      heap[index] = heap[parent]
      position[Int(heap[index])] = Int32(index)
      index = parent
    }
    heap[index] = moved
    position[Int(moved)] = Int32(index)
  }

  private mutating func sink(_ start: Int) {
    var index = start
    let moved = heap[index]
    while 2 * index + 1 < heap.count {
      var child = 2 * index + 1
      if child + 1 < heap.count && precedes(heap[child + 1], heap[child]) { child += 1 }
      if !precedes(heap[child], moved) { break }
      heap[index] = heap[child]
      position[Int(heap[index])] = Int32(index)
      index = child
    }
    heap[index] = moved
    position[Int(moved)] = Int32(index)
  }
}
