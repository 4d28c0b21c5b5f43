import EnsureModel
import EnsureSemantics
import EnsureSyntax

/// A run that repeats its last positions for ever. Each position says which parameters of a pattern hold, by their
/// places in the list of parameters; it is one tick later than the one before.
struct PatternRun {
  let positions: [Set<Int>]
  /// How many positions, at the end, are repeated.
  let loop: Int

  /// The run with its loop written out several times, so that what looks back has come to its own loop.
  func unrolled(_ times: Int) -> PatternRun {
    let turn = Array(positions.suffix(loop))
    return PatternRun(positions: positions + (1..<max(2, times)).flatMap { _ in turn }, loop: loop)
  }
}

/// A pattern of the library, with conditions for its parameters, and what it says of runs. The formula is read here as
/// `Docs/semantics.md` says and without any of Ensure's own code for that.
struct LibraryPattern {
  static let path = "Specs/library/properties/patterns.ens"
  /// How many ticks stand for a span of time.
  static let delay = 3

  let name: String
  /// The declaration, on one line.
  let declaration: String
  /// The parameters that are formulas.
  let parameters: [String]
  private let formula: TypedExpression

  static let all: [LibraryPattern] = {
    let text = Repository.text(path)
    let tree = Parser.parse(Array(text.utf8), file: FileID(index: 0)).tree
    return tree.root.nodes.filter { $0.kind == .patternDecl }.compactMap { LibraryPattern($0, in: text) }
  }()

  private init?(_ node: Syntax, in text: String) {
    guard let token = node.names.dropFirst().first, let list = node.node(.parameters) else { return nil }
    name = node.text(token)
    declaration = Self.onOneLine(
      String(decoding: Array(text.utf8)[Int(node.range.start)..<Int(node.range.end)], as: UTF8.self))
    let given = list.nodes.map { (name: $0.text($0.names[0]), isFormula: $0.nodes.isEmpty) }
    parameters = given.filter(\.isFormula).map(\.name)
    let globals = parameters.map { "global _\($0): Bool = false" }
    let arguments = given.map { $0.isFormula ? "_\($0.name)" : "\(Self.delay) s" }
    let spec = "\(globals.joined(separator: "\n"))\nproperty P: \(name)(\(arguments.joined(separator: ", ")))\n"
    let compilation = Compiler.compile(text: "system Drawing\n" + text + spec)
    guard !compilation.hasErrors, let property = compilation.typed.properties.first else { return nil }
    formula = property.body
  }

  static func onOneLine(_ text: some StringProtocol) -> String {
    text.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
      .replacing("( ", with: "(").replacing(" )", with: ")")
  }

  /// Whether the run satisfies it.
  func allows(_ run: PatternRun) -> Bool { values(formula, run.unrolled(6))[0] }

  /// Where the formula holds.
  private func values(_ formula: TypedExpression, _ run: PatternRun) -> [Bool] {
    let count = run.positions.count
    func each(_ value: (Int) -> Bool) -> [Bool] { (0..<count).map(value) }
    /// The positions from `index` on, each once.
    func future(_ index: Int) -> [Int] {
      index < count - run.loop ? Array(index..<count) : Array(index..<count) + Array(count - run.loop..<index)
    }
    switch formula.kind {
    case .global(let parameter): return each { run.positions[$0].contains(parameter) }
    case .not(let inner): return values(inner, run).map { !$0 }
    case .connective(let connective, let operands):
      let all = operands.map { values($0, run) }
      switch connective {
      case .and: return each { index in all.allSatisfy { $0[index] } }
      case .or: return each { index in all.contains { $0[index] } }
      case .implies: return each { !all[0][$0] || all[1][$0] }
      case .iff: return each { all[0][$0] == all[1][$0] }
      case .xor: return each { all[0][$0] != all[1][$0] }
      }
    case .temporal(let operation, let operands, let window, let within):
      let left = values(operands[0], run)
      let right = operands.count > 1 ? values(operands[1], run) : []
      let back = window?.upper.asInt ?? count
      switch operation {
      case .always: return each { future($0).allSatisfy { left[$0] } }
      case .eventually:
        guard let most = within?.asInt else { return each { future($0).contains { left[$0] } } }
        return each { index in
          (0...most).contains { step in
            let position = index + step
            return left[position < count ? position : count - run.loop + (position - count) % run.loop]
          }
        }
      case .once: return each { index in (max(0, index - back)...index).contains { left[$0] } }
      case .earlier: return each { index in (max(0, index - back)..<max(0, index)).contains { left[$0] } }
      case .historically: return each { index in (0...index).allSatisfy { left[$0] } }
      case .since:
        return each { index in
          (0...index).contains { right[$0] && ($0 + 1..<max($0 + 1, index + 1)).allSatisfy { left[$0] } }
        }
      case .until, .unless:
        return each { index in
          for position in future(index) {
            if right[position] { return true }
            if !left[position] { return false }
          }
          return operation == .unless
        }
      case .next, .previously: fatalError("the library counts no steps")
      }
    default: fatalError("the library's patterns are made of conditions and operators")
    }
  }
}
