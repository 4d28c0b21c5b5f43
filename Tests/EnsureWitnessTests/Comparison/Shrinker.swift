/// Makes a spec smaller as long as something still holds of it: leaves out declarations, clauses and statements, then
/// replaces brackets by what stands in them.
struct Shrinker {
  /// How often the condition may be asked.
  var limit = 1500
  /// What has to hold of the text.
  let holds: (String) -> Bool

  func shrink(_ text: String) -> String {
    var search = Search(shrinker: self, lines: text.split(separator: "\n").map(String.init))
    var before: [String] = []
    while search.lines != before, search.asked < limit {
      before = search.lines
      search.removeLines()
      search.simplifyBrackets()
    }
    return search.lines.joined(separator: "\n") + "\n"
  }

  private struct Search {
    let shrinker: Shrinker
    var lines: [String]
    var asked = 0

    /// Takes the candidate over if the condition holds of it.
    mutating func accept(_ candidate: [String]) -> Bool {
      if asked >= shrinker.limit || candidate == lines { return false }
      asked += 1
      guard shrinker.holds(candidate.joined(separator: "\n") + "\n") else { return false }
      lines = candidate
      return true
    }

    // MARK: Lines

    mutating func removeLines() {
      var position = lines.count - 1
      while position > 0 {
        defer { position = min(position, lines.count) - 1 }
        for range in ranges(at: position) {
          var candidate = lines
          candidate.removeSubrange(range)
          if accept(candidate) { break }
        }
        guard position < lines.count, let end = close(position) else { continue }
        // The braces of a block without what they enclose.
        var candidate = lines
        candidate.remove(at: end)
        candidate.remove(at: position)
        _ = accept(candidate)
      }
    }

    /// What may be left out from `position` on: a whole declaration, a block, a line.
    private func ranges(at position: Int) -> [Range<Int>] {
      var result = [position..<position + 1]
      if let end = close(position) { result.insert(position..<end + 1, at: 0) }
      if let body = lines[position...].firstIndex(where: { $0.hasSuffix("{") }), body != position,
        let end = close(body)
      {
        result.insert(position..<end + 1, at: 0)
      }
      return result
    }

    /// The line that closes the block that the line at `position` opens.
    private func close(_ position: Int) -> Int? {
      guard lines[position].hasSuffix("{") else { return nil }
      var depth = 0
      for (offset, line) in lines[position...].enumerated() {
        for character in line {
          if character == "{" { depth += 1 }
          if character == "}" { depth -= 1 }
          if offset > 0, depth == 0 { return position + offset }
        }
      }
      return nil
    }

    // MARK: Brackets

    mutating func simplifyBrackets() {
      var position = 0
      while position < lines.count {
        if !simplify(position) { position += 1 }
      }
    }

    /// Tries to make one line shorter.
    private mutating func simplify(_ position: Int) -> Bool {
      let line = Array(lines[position])
      for start in line.indices where line[start] == "(" {
        guard let end = close(line, start) else { continue }
        let inner = Array(line[start + 1..<end])
        for part in parts(inner) + ["true", "false", "1", "0"] where part.count < inner.count {
          var candidate = lines
          candidate[position] = String(line[..<start]) + part + String(line[(end + 1)...])
          if accept(candidate) { return true }
        }
      }
      return false
    }

    private func close(_ line: [Character], _ start: Int) -> Int? {
      var depth = 0
      for position in start..<line.count {
        if line[position] == "(" { depth += 1 }
        if line[position] == ")" { depth -= 1 }
        if depth == 0 { return position }
      }
      return nil
    }

    /// The operands at the top level of a bracket: what stands between single words and signs.
    private func parts(_ inner: [Character]) -> [String] {
      var words: [String] = [""]
      var depth = 0
      for character in inner {
        if "([".contains(character) { depth += 1 }
        if ")]".contains(character) { depth -= 1 }
        if character == " ", depth == 0 { words.append("") } else { words[words.count - 1].append(character) }
      }
      let signs: Set<String> = [
        "and", "or", "implies", "iff", "xor", "not", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div",
        "mod",
        "if", "then", "else", "in", "of", "rounded", "where",
      ]
      let groups = words.split { signs.contains($0) }.map { $0.joined(separator: " ") }
      return groups.count > 1 ? groups.filter { !$0.isEmpty } : []
    }
  }
}
