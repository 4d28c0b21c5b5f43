public import EnsureModel

extension TermBank {
  /// A new variable for a lemma, with a name that tells what it stands for and is none of these variables'.
  public mutating func makeVariable(
    of type: ValueType, beside others: [VariableID], in system: TransitionSystem
  ) -> VariableID {
    let name =
      switch type.sort {
      case .reference(let entity): system.letter(of: entity)
      case .boolean, .integer, .instant, .enumeration: "x"
      }
    let taken = Set(others.map { variables[$0.index].name })
    var number = 1
    while taken.contains(number == 1 ? name : "\(name)\(number)") { number += 1 }
    return makeVariable(number == 1 ? name : "\(name)\(number)", type)
  }
}
