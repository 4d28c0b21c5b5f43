extension TermBank {
  /// Calls `visit` for `root` and all terms below it, each once; where `visit` is false it goes no deeper.
  public func walk(_ root: Term, _ visit: (Term) -> Bool) {
    var seen: Set<Term> = [root]
    var open = [root]
    while let term = open.popLast() {
      guard visit(term) else { continue }
      for child in children(term) where seen.insert(child).inserted { open.append(child) }
    }
  }

  /// How `root` reads the principal that `variable` stands for, if `rank` is the field of his rank.
  func use(of variable: VariableID, rank: FieldID?, in root: Term) -> PrincipalUse {
    var use = PrincipalUse.nothing
    walk(root) { term in
      switch self[term] {
      case .variable(variable): use = .identity
      case .field(let field, let instance) where field == rank && self[instance] == .variable(variable):
        if use == .nothing { use = .rank }
        return false
      default: break
      }
      return true
    }
    return use
  }
}

extension PrincipalUse {
  /// The stronger of two uses.
  func joined(_ other: PrincipalUse) -> PrincipalUse {
    if self == .identity || other == .identity { return .identity }
    return self == .rank || other == .rank ? .rank : .nothing
  }
}

extension Statement {
  /// The terms that a body evaluates, with the instances that it writes to.
  public static func terms(_ body: [Statement]) -> [Term] {
    body.flatMap { statement -> [Term] in
      switch statement {
      case .assign(.field(_, of: let instance), let value, _): [instance, value]
      case .assign(.global, let value, _), .bind(_, let value, _): [value]
      case .branch(let condition, let yes, let no, _): [condition] + terms(yes) + terms(no)
      case .update(_, where: let filter, let body, _): [filter] + terms(body)
      }
    }
  }

  /// What a body may assign where, bulk effects included.
  public static func assignments(_ body: [Statement]) -> [(location: Location, value: Term)] {
    body.flatMap { statement -> [(location: Location, value: Term)] in
      switch statement {
      case .assign(let location, let value, _): [(location, value)]
      case .bind: []
      case .branch(_, let yes, let no, _): assignments(yes) + assignments(no)
      case .update(_, where: _, let body, _): assignments(body)
      }
    }
  }
}

extension TermBank {
  /// The variables that a term mentions and does not bind itself.
  public func freeVariables(_ root: Term) -> Set<VariableID> {
    switch self[root] {
    case .variable(let variable): return [variable]
    case .total(_, let bound, _), .count(let bound, _), .all(let bound, _, _), .exists(let bound, _):
      var inner: Set<VariableID> = []
      for child in children(root) { inner.formUnion(freeVariables(child)) }
      inner.remove(bound)
      return inner
    default:
      var all: Set<VariableID> = []
      for child in children(root) { all.formUnion(freeVariables(child)) }
      return all
    }
  }
}
