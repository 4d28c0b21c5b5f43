extension Translator {
  /// What there is to say of the formula: its class, its sizes, its Büchi automaton and its monitor, as text.
  public mutating func summary() throws(TemporalError) -> String {
    let buchi = try buchi()
    let generalised = try generalised()
    let watched = try Self.unlessTooMuch { () throws(TemporalError) in
      let monitor = try monitor()
      return "states \(monitor.stateCount)\n\(TextWriter.text(monitor))"
    }
    let found = try Self.unlessTooMuch { () throws(TemporalError) in
      try hierarchyClass().map { "\($0.rawValue), \($0.name)" } ?? "not known"
    }
    return """
      formula: \(FormulaPrinter(source).text(formula))
      class: \(found)
      generalised Büchi automaton: \(Self.size(generalised)), acceptance sets \(generalised.setCount)
      Büchi automaton: \(Self.size(buchi))\(buchi.isDeterministic ? ", deterministic" : "")
      \(TextWriter.text(buchi))monitor: \(watched)\(watched.hasSuffix("\n") ? "" : "\n")
      """
  }

  /// What can be said within the limits; else which of them was met.
  private static func unlessTooMuch(_ say: () throws(TemporalError) -> String) throws(TemporalError) -> String {
    do {
      return try say()
    } catch .cancelled {
      throw .cancelled
    } catch {
      return "not known: \(error)"
    }
  }

  private static func size(_ automaton: Automaton) -> String {
    "states \(automaton.stateCount), edges \(automaton.edgeCount)"
  }
}
