extension Translator {
  /// What there is to say of the formula: its class, its sizes, its Büchi automaton and its monitor, as text.
  public mutating func summary() throws(TemporalError) -> String {
    let buchi = try buchi()
    let generalised = try generalised()
    let monitor = try monitor()
    let found: String
    do {
      let hierarchyClass = try hierarchyClass()
      found = hierarchyClass.map { "\($0.rawValue), \($0.name)" } ?? "not known"
    } catch TemporalError.cancelled {
      throw .cancelled
    } catch {
      found = "not known: \(error)"
    }
    return """
      formula: \(FormulaPrinter(source).text(formula))
      class: \(found)
      generalised Büchi automaton: \(Self.size(generalised)), acceptance sets \(generalised.setCount)
      Büchi automaton: \(Self.size(buchi))\(buchi.isDeterministic ? ", deterministic" : "")
      \(TextWriter.text(buchi))monitor: states \(monitor.stateCount)
      \(TextWriter.text(monitor))
      """
  }

  private static func size(_ automaton: Automaton) -> String {
    "states \(automaton.stateCount), edges \(automaton.edgeCount)"
  }
}
