import EnsureModel

/// Operators, and the forms that the language has for combinations of them.
extension TermPrinter {
  func not(_ operand: Term) -> BoundText {
    switch bank[operand] {
    case .equal(let left, let right): return equality(left, right, isEqual: false)
    case .exists(let variable, let filter): return BoundText("none(\(binder(variable, filter)))", .postfix)
    default: return BoundText("not \(text(operand, at: .unary))", .unary)
    }
  }

  func chain(_ operands: [Term], _ word: String, _ binding: Binding) -> BoundText {
    if operands.count == 2, word == "and", let equality = moneyEquality(operands[0], operands[1]) {
      return equality
    }
    return BoundText(operands.map { text($0, at: binding.tighter) }.joined(separator: " \(word) "), binding)
  }

  /// `a == b`, `a != b`; between conditions `iff` and `xor`.
  func equality(_ left: Term, _ right: Term, isEqual: Bool) -> BoundText {
    if bank.sort(left) == .boolean, !isLiteral(left), !isLiteral(right) {
      let word = isEqual ? "iff" : "xor"
      return BoundText("\(text(left, at: .equivalence)) \(word) \(text(right, at: .implication))", .equivalence)
    }
    let word = isEqual ? "==" : "!="
    return comparison(left, word, right)
  }

  /// An order, turned so that a literal stands on the right.
  func order(_ left: Term, _ right: Term, _ word: String, _ turned: String) -> BoundText {
    isLiteral(left) && !isLiteral(right) ? comparison(right, turned, left) : comparison(left, word, right)
  }

  /// What stands where amounts must be of one currency; a literal among them is one of the currency that the
  /// condition names.
  private func ofOneCurrency(_ meant: Term, _ condition: Term, _ unit: Unit?) -> BoundText {
    var literal: Unit?
    var open = [condition]
    while let term = open.popLast() {
      if case .member(_, let position) = bank[term] { literal = .money(currency: position) }
      open += bank.children(term)
    }
    switch bank[meant] {
    case .less(let left, let right): return comparison(left, "<", right, literal)
    case .lessOrEqual(let left, let right): return comparison(left, "<=", right, literal)
    default: return print(meant, literal ?? unit)
    }
  }

  private func comparison(_ left: Term, _ word: String, _ right: Term, _ wanted: Unit? = nil) -> BoundText {
    let unit = wanted ?? types.unit(left) ?? types.unit(right)
    return BoundText(
      "\(text(left, at: .additive, unit)) \(word) \(text(right, at: .additive, unit))", .comparison)
  }

  func sum(_ operands: [Term], _ unit: Unit?) -> BoundText {
    let hasInstant = operands.contains { bank.sort($0) == .instant }
    let unit = hasInstant ? .duration : unit
    var result = ""
    for (position, operand) in operands.enumerated() {
      if position == 0 {
        result = text(operand, at: .multiplicative, unit)
      } else if case .negated(let inner) = bank[operand] {
        result += " - \(text(inner, at: .multiplicative, unit))"
      } else if case .integer(let value) = bank[operand], value < 0 {
        result += " - \(values.number(-value, unit ?? .plain))"
      } else {
        result += " + \(text(operand, at: .multiplicative, unit))"
      }
    }
    return BoundText(result, .additive)
  }

  func product(_ left: Term, _ right: Term, _ unit: Unit?) -> BoundText {
    // Only one factor has a unit; a literal beside a plain factor takes the one that is wanted.
    let wanted = unit == .plain ? nil : unit
    var (leftUnit, rightUnit) = (types.unit(left), types.unit(right))
    if let wanted, leftUnit != wanted, rightUnit != wanted {
      if rightUnit == nil { rightUnit = wanted } else if leftUnit == nil { leftUnit = wanted }
    }
    return BoundText(
      "\(text(left, at: .multiplicative, leftUnit)) * \(text(right, at: .share, rightUnit))", .multiplicative)
  }

  func division(_ term: Term, _ unit: Unit?) -> BoundText {
    if let share = share(term) { return share }
    switch bank[term] {
    case .quotient(let left, let right):
      let leftUnit = types.unit(left) ?? unit
      // A literal divisor is plain where the quotient keeps the unit of what is divided.
      let rightUnit = types.unit(right)
      return BoundText(
        "\(text(left, at: .multiplicative, leftUnit)) div \(text(right, at: .share, rightUnit))",
        .multiplicative)
    case .remainder(let left, let right):
      let inner = types.unit(left) ?? unit
      return BoundText(
        "\(text(left, at: .multiplicative, inner)) mod \(text(right, at: .share, types.unit(right)))",
        .multiplicative)
    default: return BoundText("?", .postfix)
    }
  }

  /// `if`, and what `min`, `max`, `abs` and a rounded share have become.
  func choice(_ term: Term, _ condition: Term, _ yes: Term, _ no: Term, _ unit: Unit?) -> BoundText {
    if isMismatch(no) { return ofOneCurrency(yes, condition, unit) }
    if let share = share(term) { return share }
    let inner = unit ?? types.unit(yes) ?? types.unit(no)
    switch bank[condition] {
    case .lessOrEqual(yes, no):
      return BoundText("min(\(text(yes, unit: inner)), \(text(no, unit: inner)))", .postfix)
    case .lessOrEqual(no, yes):
      return BoundText("max(\(text(yes, unit: inner)), \(text(no, unit: inner)))", .postfix)
    case .less(let left, let right) where left == no && bank[right] == .integer(0) && bank[yes] == .negated(no):
      return BoundText("abs(\(text(no, unit: inner)))", .postfix)
    default: break
    }
    return BoundText(
      "if \(text(condition)) then \(text(yes, unit: inner)) else \(text(no, unit: inner))", .equivalence)
  }

  /// `2.9% of o.total rounded down`, if the term is what that has become.
  private func share(_ term: Term) -> BoundText? {
    guard let share = SharePattern(term, bank), let unit = types.unit(share.amount), unit != .plain else {
      return nil
    }
    return BoundText(
      "\(share.rate) of \(text(share.amount, at: .negation, unit)) rounded \(share.rounding)", .share)
  }

  func isLiteral(_ term: Term) -> Bool {
    switch bank[term] {
    case .boolean, .integer, .member, .none: true
    default: false
    }
  }
}
