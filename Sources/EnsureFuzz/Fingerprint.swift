import EnsureModel
import EnsureSemantics

/// Looks at a value and all that it is made of.
enum Fingerprint {
  /// A number that is the same for models that differ in nothing but where they were written.
  static func of(_ system: TransitionSystem) -> Int {
    var hasher = Hasher()
    walk(system) { part in
      if part is Origin { return false }
      switch part {
      case let text as String: hasher.combine(text)
      case let number as Int: hasher.combine(number)
      case let number as Int32: hasher.combine(number)
      case let number as Integer: hasher.combine(number)
      case let flag as Bool: hasher.combine(flag)
      case let term as Term: hasher.combine(term)
      case let bank as TermBank: bank.describe(to: &hasher)
      case let set as Set<ThreatID>: hasher.combine(set)
      case let set as Set<FieldID>: hasher.combine(set)
      default:
        hasher.combine(ObjectIdentifier(type(of: part)))
        return true
      }
      return false
    }
    return hasher.finalize()
  }

  /// Whether anything in the checked spec is of the kind that only a complaint leaves behind.
  static func mentionsError(_ system: TypedSystem) -> Bool {
    var found = false
    walk(system) { part in
      if case .error? = part as? TypedExpression.Kind { found = true }
      if case .error? = part as? SpecType { found = true }
      return !found && !(part is String) && !(part is Integer) && !(part is Int)
    }
    return found
  }

  /// Calls `visit` on a value, and if that says so, on its parts in order.
  private static func walk(_ root: Any, _ visit: (Any) -> Bool) {
    var pending: [Any] = [root]
    while let value = pending.popLast() {
      guard visit(value) else { continue }
      let mirror = Mirror(reflecting: value)
      if mirror.displayStyle == .enum {
        // A case's name is not among its parts.
        _ = visit(mirror.children.first?.label ?? String(describing: value))
      }
      pending.append(contentsOf: mirror.children.map(\.value).reversed())
    }
  }
}

extension TermBank {
  fileprivate func describe(to hasher: inout Hasher) {
    hasher.combine(variables)
    for index in 0..<count { hasher.combine(self[Term(index: Int32(index))]) }
  }
}
