/// Small pieces of English.
enum Sentence {
  /// "1 error", "2 errors".
  static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  /// "a courier", "an actor".
  static func article(_ noun: String) -> String {
    let isVowel = noun.lowercased().first.map { "aeiou".contains($0) } ?? false
    return "\(isVowel ? "an" : "a") \(noun)"
  }

  /// "a", "a and b", "a, b and c".
  static func list(_ parts: [String]) -> String {
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " and " + last
  }

  /// The name of an instance, after its entity's: `Order` gives `order`, `RMNode` gives `rmNode`, `RM` gives `rm`.
  static func lowerCamel(_ name: String) -> String {
    let scalars = Array(name)
    let upper = scalars.prefix { $0.isUppercase || $0.isNumber || $0 == "_" }.count
    let isWholeName = upper == scalars.count
    let count = isWholeName ? upper : max(1, upper - 1)
    return String(scalars.prefix(count)).lowercased() + String(scalars.dropFirst(count))
  }
}
