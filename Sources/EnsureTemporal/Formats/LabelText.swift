/// Writes labels: a disjunction of conjunctions of literals.
enum LabelText {
  /// The label, with each proposition written as `name` says; `t` for all letters.
  static func text(_ cubes: [LetterCube], _ name: (Int) -> String) -> String {
    guard !cubes.isEmpty else { return "f" }
    let parts = cubes.map { cube -> String in
      let literals = (0..<64).compactMap { number -> String? in
        let bit = UInt64(1) << UInt64(number)
        if cube.positive & bit != 0 { return name(number) }
        return cube.negative & bit != 0 ? "!\(name(number))" : nil
      }
      return literals.isEmpty ? "t" : literals.joined(separator: "&")
    }
    return parts.joined(separator: " | ")
  }
}
