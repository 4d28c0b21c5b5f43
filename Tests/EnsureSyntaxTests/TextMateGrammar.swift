import Foundation

/// As much of TextMate's grammars as ours uses: lists of patterns that match, or that begin and end on a line.
struct TextMateGrammar {
  struct Pattern: Decodable {
    struct Scope: Decodable { let name: String }
    let name: String?
    let match: String?
    let begin: String?
    let end: String?
    let captures: [String: Scope]?
    let include: String?
    let patterns: [Pattern]?
  }

  struct File: Decodable {
    let scopeName: String
    let fileTypes: [String]
    let patterns: [Pattern]
    let repository: [String: Pattern]
  }

  struct Rule {
    let pattern: Pattern
    let start: NSRegularExpression
    let end: NSRegularExpression?
  }

  let file: File
  let rules: [Rule]

  init(_ data: Data) throws {
    let file = try JSONDecoder().decode(File.self, from: data)
    self.file = file
    rules = try file.patterns.map { pattern in
      let pattern = pattern.include.flatMap { file.repository[String($0.dropFirst())] } ?? pattern
      for inner in pattern.patterns ?? [] { _ = try NSRegularExpression(pattern: inner.match ?? "") }
      return Rule(
        pattern: pattern, start: try NSRegularExpression(pattern: pattern.match ?? pattern.begin ?? "^$^"),
        end: try pattern.end.map { try NSRegularExpression(pattern: $0) })
    }
  }

  /// The scope of each UTF-16 unit of a line, nil for white space.
  func scopes(_ line: String) -> [String?] {
    let text = line as NSString
    var scopes = [String?](repeating: nil, count: text.length)
    func paint(_ range: NSRange, _ scope: String?) {
      guard range.location != NSNotFound else { return }
      for index in range.location..<(range.location + range.length) { scopes[index] = scope }
    }
    var at = 0
    while at < text.length {
      let rest = NSRange(location: at, length: text.length - at)
      let options: NSRegularExpression.MatchingOptions = [.withTransparentBounds, .withoutAnchoringBounds]
      var best: (Rule, NSTextCheckingResult)?
      for rule in rules {
        guard let match = rule.start.firstMatch(in: line, options: options, range: rest) else { continue }
        if match.range.location < best?.1.range.location ?? Int.max { best = (rule, match) }
      }
      guard let (rule, match) = best else { break }
      var range = match.range
      if let end = rule.end {
        var inside = range.location + range.length
        while inside < text.length, text.substring(with: NSRange(location: inside, length: 1)) != "\"" {
          inside += text.substring(with: NSRange(location: inside, length: 1)) == "\\" ? 2 : 1
        }
        let tail = NSRange(location: min(inside, text.length), length: max(0, text.length - inside))
        let close = end.firstMatch(in: line, options: options, range: tail)
        range.length = (close.map { $0.range.location + $0.range.length } ?? text.length) - range.location
      }
      paint(range, rule.pattern.name)
      for (number, scope) in rule.pattern.captures ?? [:] {
        if let number = Int(number), number < match.numberOfRanges {
          paint(match.range(at: number), scope.name)
        }
      }
      at = range.location + max(range.length, 1)
    }
    return scopes
  }
}
