/// The minimal deterministic weak automaton of an obligation: one in whose components either every cycle accepts or none
/// (Löding, "Efficient minimization of deterministic weak ω-automata", IPL 2001; Dax, Eisinger, Klaedtke, ATVA 2007).
struct WeakAutomaton {
  /// The states; output 1 where a run that stays accepts.
  let machine: LetterMachine
  private let components: Components
  private let space: LabelSpace

  /// The automaton for the language of `automaton`, whose complement is that of `complement`; `nil` if that language is
  /// no obligation. The complement is asked for only if nothing simpler shows that.
  init?(
    _ automaton: GeneralisedBuchi, _ space: LabelSpace, limits: TranslationLimits,
    complement: () throws(TemporalError) -> GeneralisedBuchi
  ) throws(TemporalError) {
    let subsets = try SubsetConstruction(automaton, space, limits: limits)
    let graph = GeneralisedBuchi(initial: 0, edges: subsets.edges, setCount: 0)
    let components = Components(graph)
    let accepting = try Self.acceptingComponents(graph, components, automaton, space, limits)
    for (number, subset) in subsets.subsets.enumerated() where accepting[components.number[number]] {
      let stays = subsets.edges[number].filter { $0.target == number }
      if Self.rejectsARepeatedLetter(automaton, from: subset, stays, space) { return nil }
    }
    let colours = Self.colours(graph, components, accepting)
    let machine = LetterMachine(
      initial: 0, edges: subsets.edges,
      outputs: components.number.map { $0 < 0 ? 0 : (colours[$0] + 1) % 2 }
    ).minimised(space)
    self.machine = machine
    self.space = space
    self.components = Components(machine.graph)
    // The machine accepts what the formula accepts at least; whether it accepts more decides.
    guard try Product.isEmpty(buchi, complement(), space, limits: limits) else { return nil }
  }

  /// Whether the automaton rejects one of the letters that lead from the subset to itself, repeated for ever. Where some
  /// cycle of the subset's component accepts, that shows that the language is not weak.
  private static func rejectsARepeatedLetter(
    _ automaton: GeneralisedBuchi, from subset: [Int], _ stays: [Edge], _ space: LabelSpace
  ) -> Bool {
    guard let stay = stays.first?.label, !subset.isEmpty else { return false }
    let labels = subset.flatMap { state in automaton.edges[state].map { space.intersection($0.label, stay) } }
    return space.classes(of: labels).contains { letters in
      guard space.isSubset(letters, stay) else { return false }
      let runs = Components(automaton, from: subset) { space.isSubset(letters, $0.label) }
      return !(0..<runs.count).contains { runs.isAccepting($0, automaton) }
    }
  }

  /// A component accepts if a run of the automaton does that the subsets follow: of a weak language, all cycles of a
  /// component agree.
  private static func acceptingComponents(
    _ graph: GeneralisedBuchi, _ components: Components, _ automaton: GeneralisedBuchi, _ space: LabelSpace,
    _ limits: TranslationLimits
  ) throws(TemporalError) -> [Bool] {
    var accepting = [Bool](repeating: false, count: components.count)
    let product = try Product(graph, automaton, space, limits: limits)
    let runs = Components(product.automaton)
    for component in 0..<runs.count where runs.isAccepting(component, product.automaton) {
      let subset = product.pairs[runs.states[component][0]].left
      accepting[components.number[subset]] = true
    }
    return accepting
  }

  /// Löding's colours: even where the component accepts, never less than behind, and as small as possible; components
  /// without a cycle have the colour behind them. Then equal colours are what equivalent states have.
  private static func colours(
    _ graph: GeneralisedBuchi, _ components: Components, _ accepting: [Bool]
  ) -> [Int] {
    var colours = [Int](repeating: 0, count: components.count)
    for component in 0..<components.count {
      let behind = components.states[component].flatMap { state in
        graph.edges[state].map { components.number[$0.target] }.filter { $0 != component }
      }
      let least = behind.map { colours[$0] }.max() ?? 0
      let isEven = least % 2 == 0
      colours[component] =
        !components.hasCycle[component] || accepting[component] == isEven ? least : least + 1
    }
    return colours
  }

  /// The machine as a state-based Büchi automaton, complete.
  var buchi: GeneralisedBuchi {
    var result = GeneralisedBuchi(initial: machine.initial, edges: machine.edges, setCount: 1)
    for state in result.edges.indices where machine.outputs[state] == 1 {
      for index in result.edges[state].indices { result.edges[state][index].marks = .set(0) }
    }
    return result
  }

  /// Whether a prefix shows each word that is not accepted: no cycle rejects but where nothing is accepted any more.
  var isSafety: Bool { isClosed(output: 0) }

  /// Whether a prefix shows each word that is accepted.
  var isGuarantee: Bool { isClosed(output: 1) }

  /// Whether the cycles with that output are never left.
  private func isClosed(output: Int) -> Bool {
    (0..<components.count).allSatisfy { component in
      guard components.hasCycle[component], machine.outputs[components.states[component][0]] == output else {
        return true
      }
      let starts = [components.states[component][0]]
      let ahead = Components(machine.graph, from: starts)
      return (0..<ahead.count).allSatisfy {
        !ahead.hasCycle[$0] || machine.outputs[ahead.states[$0][0]] == output
      }
    }
  }
}
