/// The local names in reach, inner ones last. Looking one up takes the same time however many there are.
struct LocalScope {
  /// The names in the order in which they came into reach.
  private(set) var names: [String] = []
  /// What each name means, the innermost meaning last.
  private var meanings: [String: [LocalID]] = [:]

  var count: Int { names.count }

  /// The innermost local of that name.
  func local(_ name: String) -> LocalID? { meanings[name]?.last }

  mutating func append(_ name: String, _ local: LocalID) {
    names.append(name)
    meanings[name, default: []].append(local)
  }

  mutating func removeLast(_ count: Int) {
    for name in names.suffix(count) { meanings[name]?.removeLast() }
    names.removeLast(count)
  }
}
