/// A formula of a published set, with what another tool says of it.
public struct ReferenceRow: Hashable, Sendable {
  /// The name of the set.
  public let set: String
  /// `pos` or `neg`; empty where the table has no such column.
  public let polarity: String
  /// The formula's text.
  public let formula: String
  /// The letter of the class.
  public let hierarchyClass: String?
  /// The states of the Büchi automaton.
  public let buchiStates: Int?
  /// The states of the smallest three-valued monitor.
  public let monitorStates: Int?
}

/// Reads tables of formulas: comma-separated values whose first line names the columns `set`, `pol`, `formula`, `class`,
/// `ba_states` and `ltl3_min_states`, in any order; only `formula` has to be there.
public enum ReferenceTable {
  /// The rows of a table; `nil` if it has no column `formula`.
  public static func rows(_ text: String) -> [ReferenceRow]? {
    let lines = text.split(whereSeparator: \.isNewline).map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    guard let names = lines.first, names.contains("formula") else { return nil }
    return lines.dropFirst().map { cells in
      let values = Dictionary(zip(names, cells), uniquingKeysWith: { first, _ in first })
      return ReferenceRow(
        set: values["set"] ?? "", polarity: values["pol"] ?? "", formula: values["formula"] ?? "",
        hierarchyClass: values["class"], buchiStates: values["ba_states"].flatMap { Int($0) },
        monitorStates: values["ltl3_min_states"].flatMap { Int($0) })
    }
  }
}
