import EnsureSyntax

/// A file of a spec as the kinds of faults look at it.
struct SpecText: Sendable {
  let tree: SyntaxTree
  /// The roles that some property, also one that is imported, assumes to be fair.
  var fairRoles: Set<String> = []

  /// The declarations; imports are left alone.
  var declarations: [Syntax] { tree.root.nodes.filter { $0.kind != .importDecl } }

  /// The actions, of people and of the world.
  var actions: [Syntax] { declarations.filter { $0.kind == .actionDecl || $0.kind == .worldActionDecl } }

  /// The temporal properties.
  var properties: [Syntax] { declarations.filter { $0.kind == .propertyDecl } }

  /// The conditions that `requires` and `honest` make of an action.
  func guards(of action: Syntax) -> [Guard] {
    action.nodes.compactMap { clause in
      guard clause.kind == .requiresClause || clause.kind == .honestClause, let condition = clause.nodes.first
      else { return nil }
      return Guard(action: action, clause: clause, condition: condition)
    }
  }

  /// The rules of all policies.
  var rules: [(policy: Syntax, rule: Syntax)] {
    declarations.filter { $0.kind == .policyDecl }.flatMap { policy in
      policy.nodes.filter { $0.kind == .policyRule }.map { (policy, $0) }
    }
  }

  /// The lists of values that a name of a value may belong to: enumerations and ranks, in their order.
  var enumerations: [[String]] {
    tree.records.indices.compactMap { index in
      let node = Syntax(tree: tree, index: Int32(index))
      switch node.kind {
      case .enumBody:
        return node.tokens.filter { $0.kind == .identifier || $0.kind == .none }.map(tree.text)
      case .ranks: return node.ranks
      default: return nil
      }
    }
  }

  /// The value behind `member` in each enumeration that has it; the first one is behind the last.
  func successors(of member: String) -> [String] {
    var result: [String] = []
    for members in enumerations {
      guard members.count > 1, let at = members.firstIndex(of: member) else { continue }
      let next = members[(at + 1) % members.count]
      if !result.contains(next) { result.append(next) }
    }
    return result
  }

  /// The roles and actors that the file declares or that its actions name.
  var principals: [String] {
    var result: [String] = []
    func add(_ name: String) { if !result.contains(name) { result.append(name) } }
    for declaration in declarations {
      switch declaration.kind {
      case .roleDecl, .actorDecl: if let name = declaration.name { add(name) }
      case .actionDecl:
        let reference = declaration.node(.principal)?.node(.roleRef)
        if let token = reference?.names.first { add(tree.text(token)) }
      default: break
      }
    }
    return result
  }
}

extension Syntax {
  /// What a property says, without what it assumes.
  var formula: Syntax? { nodes.first { $0.kind != .parameters && $0.kind != .assumption } }

  /// What a property assumes.
  var assumptions: [Syntax] { nodes.filter { $0.kind == .assumption } }

  /// The declaration with other words in the place of one of its parts.
  func changing(_ part: Syntax, _ words: String) -> ProposedEdit {
    ProposedEdit(title, part.bytes, words, "`\(part.phrase)` of `\(name ?? "")` becomes `\(words)`")
  }
}

/// One condition that has to be true for an action.
struct Guard {
  let action: Syntax
  let clause: Syntax
  let condition: Syntax

  /// `requires` or `honest`.
  var word: String { clause.kind == .requiresClause ? "requires" : "honest" }

  /// What stands between the `and`s.
  var conjuncts: [Syntax] { condition.kind == .conjunction ? condition.nodes : [condition] }

  /// The action without the conjunct at `position`.
  func dropping(_ position: Int) -> ProposedEdit {
    let dropped = conjuncts[position]
    let description = "`\(word) \(dropped.phrase)` of `\(action.name ?? "")` is dropped"
    if conjuncts.count == 1 { return ProposedEdit(action.title, clause.bytes, "", description) }
    var rest = conjuncts
    rest.remove(at: position)
    return ProposedEdit(
      action.title, condition.bytes, rest.map(\.phrase).joined(separator: " and "), description)
  }

  /// The action with other words in the place of a part of the condition.
  func replacing(_ part: Syntax, _ replacement: String) -> ProposedEdit {
    ProposedEdit(
      action.title, part.bytes, replacement,
      "`\(part.phrase)` of `\(action.name ?? "")` becomes `\(replacement)`")
  }
}
