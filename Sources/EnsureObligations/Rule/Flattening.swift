public import EnsureModel

/// Makes lemmas of a property: wherever it follows a path, the instance at its end becomes a variable of its own, with the
/// equation that the path leads there (SEMANTICS 23). That the path ends at `none` is a lemma of its own, in which
/// whatever is read through it is arbitrary.
public struct Flattening {
  /// The most lemmas that a property may come to.
  static let limit = 64

  private let system: TransitionSystem
  private var terms: TermBank
  private var lemmas: [Lemma] = []

  /// The lemmas that together say what a property says.
  ///
  /// - Parameter terms: the bank; it grows.
  /// - Returns: nil if the property follows a path from an instance that an aggregate ranges over, or too many paths.
  public static func lemmas(
    _ variables: [VariableID], _ body: Term, of system: TransitionSystem, _ terms: inout TermBank
  ) -> [Lemma]? {
    var flattening = Flattening(system, terms)
    guard flattening.flatten(variables, body) else { return nil }
    terms = flattening.terms
    return flattening.lemmas
  }

  private init(_ system: TransitionSystem, _ terms: TermBank) {
    self.system = system
    self.terms = terms
  }

  private enum Path {
    /// The end of a path that is read through.
    case reference(Term)
    /// The instance that keys name.
    case keyed(Term, EntityID, [Term])
    /// What an aggregate's instances are compared with.
    case argument(Term)
  }

  private mutating func flatten(_ variables: [VariableID], _ body: Term) -> Bool {
    var finder = PathFinder(terms: terms, variables: Set(variables))
    finder.visit(body, bound: nil)
    if finder.isHopeless { return false }
    guard let path = finder.found else {
      lemmas.append(Lemma(variables: variables, body: body))
      return lemmas.count <= Self.limit
    }
    switch path {
    case .reference(let term):
      let (variable, end) = name(terms.sort(term), isOptional: false, beside: variables)
      let leads = terms.equal(term, end)
      let there = terms.implies(leads, terms.replacing([term: end], in: body))
      guard flatten(variables + [variable], there) else { return false }
      guard case .reference(let entity) = terms.sort(term) else { return false }
      var more = variables
      var replacements: [Term: Term] = [:]
      for read in finder.reads(through: term) {
        let (variable, value) = name(terms.sort(read), isOptional: true, beside: more)
        more.append(variable)
        replacements[read] = value
      }
      let nowhere = terms.equal(term, terms.none(entity))
      return flatten(more, terms.implies(nowhere, terms.replacing(replacements, in: body)))
    case .keyed(let term, let entity, let keys):
      let (variable, end) = name(.reference(entity), isOptional: false, beside: variables)
      let same = keys.enumerated().map { position, key in
        terms.equal(terms.key(position, terms.sort(key), of: end), key)
      }
      let leads = terms.and(same)
      guard flatten(variables + [variable], terms.implies(leads, terms.replacing([term: end], in: body))) else {
        return false
      }
      var wrong: [Term] = []
      for (key, declared) in zip(keys, system.entities[entity.index].keys) {
        if case .reference(let other) = terms.sort(key), !isInstance(key, variables) {
          wrong.append(terms.equal(key, terms.none(other)))
        }
        if let lower = declared.type.lower { wrong.append(terms.less(key, terms.integer(lower))) }
        if let upper = declared.type.upper { wrong.append(terms.less(terms.integer(upper), key)) }
      }
      if wrong.isEmpty { return true }
      let (anything, value) = name(.reference(entity), isOptional: true, beside: variables)
      let nowhere = terms.or(wrong)
      return flatten(
        variables + [anything], terms.implies(nowhere, terms.replacing([term: value], in: body)))
    case .argument(let term):
      let (variable, value) = name(terms.sort(term), isOptional: false, beside: variables)
      let equal = terms.equal(term, value)
      guard flatten(variables + [variable], terms.implies(equal, terms.replacing([term: value], in: body)))
      else {
        return false
      }
      guard case .reference(let entity) = terms.sort(term) else { return true }
      // The group of `none` may have infinitely many members, so that its total is arbitrary.
      var more = variables
      var replacements: [Term: Term] = [:]
      for aggregate in finder.aggregates(with: term) {
        let (variable, value) = name(terms.sort(aggregate), isOptional: true, beside: more)
        more.append(variable)
        replacements[aggregate] = value
      }
      let nowhere = terms.equal(term, terms.none(entity))
      return flatten(more, terms.implies(nowhere, terms.replacing(replacements, in: body)))
    }
  }

  /// Whether a term is a variable that stands for an instance, never for `none`.
  private func isInstance(_ term: Term, _ variables: [VariableID]) -> Bool {
    guard case .variable(let variable) = terms[term] else { return false }
    return variables.contains(variable) && !terms.variables[variable.index].type.isOptional
  }

  /// A new variable.
  private mutating func name(_ sort: Sort, isOptional: Bool, beside others: [VariableID]) -> (VariableID, Term)
  {
    let type = ValueType(sort, isOptional: isOptional)
    let variable = terms.makeVariable(of: type, beside: others, in: system)
    return (variable, terms.variable(variable))
  }

  /// Finds the innermost path of a body.
  private struct PathFinder {
    let terms: TermBank
    let variables: Set<VariableID>
    private(set) var found: Path?
    private(set) var isHopeless = false
    private var visited: Set<Term> = []
    private var through: [Term: [Term]] = [:]
    private var compared: [Term: [Term]] = [:]

    init(terms: TermBank, variables: Set<VariableID>) {
      self.terms = terms
      self.variables = variables
    }

    /// What is read through the reference.
    func reads(through reference: Term) -> [Term] { through[reference] ?? [] }

    /// The aggregates that compare their instances with the reference.
    func aggregates(with reference: Term) -> [Term] { compared[reference] ?? [] }

    mutating func visit(_ term: Term, bound: Set<VariableID>?) {
      if bound == nil && !visited.insert(term).inserted { return }
      let node = terms[term]
      var inner = bound
      switch node {
      case .total(_, let variable, _), .count(let variable, _), .all(let variable, _, _),
        .exists(let variable, _):
        inner = (bound ?? []).union([variable])
      default: break
      }
      for child in terms.children(term) { visit(child, bound: inner) }
      switch node {
      case .field(_, of: let reference), .key(_, of: let reference), .untouched(let reference):
        visitRead(term, through: reference, bound)
      case .keyed(let entity, let keys):
        if mentions(term, bound) {
          isHopeless = true
        } else if found == nil {
          found = .keyed(term, entity, keys)
        }
      case .total, .count, .all, .exists:
        if let bound, mentions(term, bound) { isHopeless = true }
        visitArguments(term)
      default: break
      }
    }

    private mutating func visitRead(_ term: Term, through reference: Term, _ bound: Set<VariableID>?) {
      if case .variable(let variable) = terms[reference] {
        let isOptional = terms.variables[variable.index].type.isOptional
        if bound?.contains(variable) ?? false { return }
        if variables.contains(variable) && !isOptional { return }
      }
      if mentions(reference, bound) {
        isHopeless = true
        return
      }
      if !reads(through: reference).contains(term) { through[reference, default: []].append(term) }
      if found == nil { found = .reference(reference) }
    }

    /// What the aggregate compares its instances with has to be a variable.
    private mutating func visitArguments(_ aggregate: Term) {
      guard let total = Total(aggregate, in: terms) else { return }
      for argument in total.arguments {
        if case .variable(let variable) = terms[argument], variables.contains(variable) { continue }
        guard case .reference = terms.sort(argument) else { continue }
        if !aggregates(with: argument).contains(aggregate) { compared[argument, default: []].append(aggregate) }
        if found == nil { found = .argument(argument) }
      }
    }

    private func mentions(_ term: Term, _ bound: Set<VariableID>?) -> Bool {
      guard let bound, !bound.isEmpty else { return false }
      var result = false
      terms.walk(term) { inner in
        if case .variable(let variable) = terms[inner], bound.contains(variable) { result = true }
        return !result
      }
      return result
    }
  }
}
