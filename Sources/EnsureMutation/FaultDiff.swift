/// One edit as a unified diff with one hunk.
public enum FaultDiff {
  /// What is different between two texts, with three lines around it.
  ///
  /// - Parameters:
  ///   - path: what to call the file.
  ///   - label: what to say behind the changed file's name.
  public static func text(_ old: [UInt8], _ new: [UInt8], path: String, label: String) -> String {
    let (before, after) = (lines(old), lines(new))
    var start = 0
    while start < min(before.count, after.count), before[start] == after[start] { start += 1 }
    var end = 0
    while end < min(before.count, after.count) - start,
      before[before.count - 1 - end] == after[after.count - 1 - end]
    { end += 1 }
    let first = max(0, start - 3)
    let rest = min(3, end)
    let removed = before[start..<before.count - end]
    let added = after[start..<after.count - end]
    let around = start - first + rest
    var result = "--- \(path)\n+++ \(path) (\(label))\n"
    result += "@@ -\(first + 1),\(around + removed.count) +\(first + 1),\(around + added.count) @@\n"
    for line in before[first..<start] { result += " \(line)\n" }
    for line in removed { result += "-\(line)\n" }
    for line in added { result += "+\(line)\n" }
    for line in before[(before.count - end)...].prefix(rest) { result += " \(line)\n" }
    return result
  }

  private static func lines(_ text: [UInt8]) -> [Substring] {
    var lines = String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }
}
