/// "Did you mean": the nearest of the names that could stand in a place.
public enum Suggestion {
  /// The candidate nearest to `name`, if it is near enough to be meant. One letter is not near another one.
  public static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
    let limit = max(1, name.utf8.count / 3)
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let distance = distance(name, candidate, limit: limit)
      guard distance <= limit, distance < max(name.utf8.count, candidate.utf8.count) else { continue }
      if let known = best, (known.distance, known.name) <= (distance, candidate) { continue }
      best = (candidate, distance)
    }
    return best?.name
  }

  /// Edits (insert, delete, replace, swap of neighbours; a change of case is free) from one to the other; more
  /// than `limit` if there are more.
  public static func distance(_ left: String, _ right: String, limit: Int) -> Int {
    let a = Array(left.lowercased().utf8)
    let b = Array(right.lowercased().utf8)
    if abs(a.count - b.count) > limit || a.count > 255 || b.count > 255 { return limit + 1 }
    var previous = Array(repeating: 0, count: b.count + 1)
    var current = Array(0...b.count)
    for i in 0..<a.count {
      var next = Array(repeating: i + 1, count: b.count + 1)
      for j in 0..<b.count {
        var cost = min(current[j + 1] + 1, next[j] + 1, current[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, previous[j - 1] + 1) }
        next[j + 1] = cost
      }
      previous = current
      current = next
    }
    return current[b.count]
  }
}
