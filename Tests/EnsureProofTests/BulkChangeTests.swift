import EnsureModel
import EnsureVerify
import Testing

@testable import EnsureObligations

/// What bulk effects do to totals (SEMANTICS 4 and 25), held against the interpreter.
@Suite struct BulkChangeTests {
  /// A spec with a bulk effect and some totals, all of them at random.
  private struct RandomBulk {
    var numbers: SeededNumbers

    private mutating func one(_ choices: [String]) -> String {
      choices[Int.random(in: 0..<choices.count, using: &numbers)]
    }
    private mutating func isChosen(_ chance: Int) -> Bool { Int.random(in: 0..<chance, using: &numbers) == 0 }
    private mutating func member() -> String { one(["fresh", "open", "paid", "done"]) }

    /// A condition of an order, which speaks of two boxes.
    private mutating func condition(_ first: String, _ second: String, _ number: String) -> String {
      one([
        "o.st == \(member())", "o.st != \(member())", "o.isLate", "not o.isLate", "o.box == \(first)",
        "o.box == \(second)", "o.box == none", "o.n > \(number)", "o.n <= 2", "o.room == 3",
        "o.n > \(first == "p" ? "p.limit" : number)",
        "(o.st == \(member()) or o.isLate)", "(o.st == \(member()) or o.st == \(member()))",
        "(o.isLate implies o.n > 1)",
        "o.box != \(first)", "(if o.isLate then o.st == \(member()) else o.n == 1)",
      ])
    }

    private mutating func filter(_ first: String, _ second: String, _ number: String) -> String {
      var conditions = (0..<Int.random(in: 1...3, using: &numbers)).map { _ in condition(first, second, number)
      }
      if isChosen(5) { conditions.removeAll() }
      return conditions.joined(separator: " and ")
    }

    private mutating func write(_ field: String) -> String {
      let value =
        switch field {
        case "st": one(["open", "paid", "done", "if o.isLate then paid else o.st"])
        case "isLate": one(["true", "false", "not o.isLate", "o.n > k"])
        case "n":
          one(["0", "o.n - 1", "o.n + k", "o.room", "if o.st == paid then o.n else o.n - o.room", "-o.n"])
        case "room": one(["0", "5", "3"])
        default: one(["q", "p", "none"])
        }
      return "o.\(field) = \(value)"
    }

    private mutating func body() -> String {
      let fields = ["st", "isLate", "n", "room", "box"].shuffled(using: &numbers)
      var lines = fields.prefix(Int.random(in: 1...2, using: &numbers)).map { write($0) }
      if isChosen(3) {
        let condition = condition("p", "q", "k")
        lines = ["if \(condition) { \(lines.joined(separator: "\n")) } else { \(write(fields[2])) }"]
      }
      return lines.joined(separator: "\n")
    }

    private mutating func total() -> String {
      let more = filter("b", "c", "1")
      let sure = one(["o.st == paid", "o.st != fresh", "o.box == b", "o.box == c", "o.isLate"])
      let over =
        "o: O where " + (more.isEmpty ? sure : isChosen(2) ? "\(sure) and \(more)" : "\(more) and \(sure)")
      switch Int.random(in: 0..<4, using: &numbers) {
      case 0, 1: return "count(\(over)) >= 0"
      case 2: return "all(\(over)) \(condition("b", "c", "1"))"
      default:
        return
          "(sum(\(over)) \(one(["o.n", "(o.n + o.room)", "(if o.isLate then o.n else 2)", "(3 - o.n)"]))) >= 0"
      }
    }

    /// A claim about two totals that is true of all orders whatever they are, or the other way round, or nearly so.
    private mutating func comparison() -> String {
      let sure = one(["o.st == paid", "o.st != fresh", "o.box == b", "o.isLate"])
      let (few, many) = ("\(sure) and \(condition("b", "c", "1"))", sure)
      let other = one([few, many, "\(few) and \(condition("b", "c", "1"))", "o.st == open or o.st == paid"])
      let pair = isChosen(3) ? (many, few) : (few, isChosen(3) ? other : many)
      return "count(o: O where \(pair.0)) <= count(o: O where \(pair.1))"
    }

    /// A spec with such claims.
    mutating func text(comparisons: Int) -> String {
      let claims = (0..<comparisons).map { "invariant T\($0)(b: B, c: B): \(comparison())" }
      return text(claims)
    }

    mutating func text(totals: Int) -> String {
      text((0..<totals).map { "invariant T\($0)(b: B, c: B): \(total())" })
    }

    private mutating func text(_ claims: [String]) -> String {
      let sure = one([
        "o.st == paid", "o.st != fresh", "o.box == p", "o.box == q", "o.n > 0 and k > 0 and o.st != fresh",
      ])
      let more = filter("p", "q", "k")
      return """
        system S
        role R
        enum St { fresh, open, paid, done }
        entity B { limit: Int = 0 }
        entity O { st: St = fresh
          isLate: Bool = false
          n: Int = 0
          room: 0..5 = 0
          box: B? }
        action limit(b: B, n: Int) by R { b.limit = n }
        action put(o: O, st: St, isLate: Bool, n: Int, room: 0..5, b: B, isIn: Bool) by R {
          o.st = st
          o.isLate = isLate
          o.n = n
          o.room = room
          o.box = if isIn then b else none
        }
        action go(p: B, q: B, k: Int) by R {
          for each o: O where \(more.isEmpty ? sure : "\(sure) and \(more)") { \(body()) }
        }
        \(claims.joined(separator: "\n"))
        """
    }
  }

  /// The aggregate that a claim about a total speaks of; of one about all instances the count of those that speak against it.
  private static func aggregate(_ body: Term, _ bank: inout TermBank) -> (of: Term, counted: Term)? {
    var found: Term?
    bank.walk(body) { term in
      switch bank[term] {
      case .total, .count, .all: found = found ?? term
      default: break
      }
      return found == nil
    }
    guard let found else { return nil }
    guard case .all(let variable, let filter, let claim) = bank[found] else { return (found, found) }
    let opposite = bank.not(claim)
    let condition = bank.and([filter, opposite])
    return (found, bank.count(over: variable, where: condition))
  }

  @Test func totalsChangeAsTheInterpreterSays() throws {
    var random = RandomBulk(numbers: SeededNumbers(25))
    var (known, unknown, wrong, wrongWithoutLosses) = (0, 0, 0, 0)
    for _ in 0..<300 {
      let text = random.text(totals: 4)
      let system = try ProofBench.system(text)
      let world = World(system, threats: [])
      let (put, limit, go) = (world.moves[1], world.moves[0], world.moves[2])
      let interpreter = try Interpreter(
        world, scope: Scope(instances: system.entities.map { $0.name == "R" ? 1 : $0.name == "B" ? 2 : 4 }))
      var bank = world.bank
      guard case .update(let variable, where: let filter, let body, _)? = system.effects(of: go).first else {
        Issue.record("no bulk effect: \(text)")
        continue
      }
      let statement = BulkStatement(variable: variable, filter: filter, body: body)
      func number(_ range: ClosedRange<Int>) -> Integer {
        Integer(Int.random(in: range, using: &random.numbers))
      }
      for _ in 0..<4 {
        let states = try interpreter.initialStates()
        var iterator = states.makeIterator()
        let first = iterator.next()
        var state = try #require(first)
        func take(_ move: Move, _ arguments: [Integer]) throws {
          guard case .taken(let taken) = interpreter.step(move, arguments: arguments, principal: 0, in: state)
          else { throw Missing(what: "a step: \(arguments) in \(text)") }
          state = taken.state
        }
        for box in 0..<2 { try take(limit, [Integer(box), number(0...2)]) }
        for order in 0..<4 {
          try take(
            put,
            [
              Integer(order), number(0...3), number(0...1), number(-1...4), number(0...5), number(0...1),
              number(0...1),
            ])
        }
        let arguments = [number(0...1), number(0...1), number(-1...2)]
        let before = state
        try take(go, arguments)
        let parameters = system.actions[go.action.index].parameters.map(\.variable)
        for property in system.properties {
          guard case .invariant(let claim) = property.kind,
            let (aggregate, counted) = Self.aggregate(claim, &bank), let total = Total(aggregate, in: bank)
          else { throw Missing(what: "a total in \(text)") }
          var values = Dictionary(uniqueKeysWithValues: zip(parameters, arguments))
          for variable in property.variables { values[variable] = number(0...1) }
          let groups = try total.arguments.map {
            try interpreter.reading(bank).evaluate($0, in: before, values)
          }
          let scope = BulkChange.Scope(
            zip(parameters, arguments).map { (key: $0, number: $1) }, groups.map { LinearSum($0) })
          guard let change = BulkChange(of: total, by: statement, in: scope, system, &bank) else {
            unknown += 1
            continue
          }
          known += 1
          for (variable, value) in zip(change.arguments, groups) { values[variable] = value }
          let reader = interpreter.reading(bank)
          var (sum, gains) = (try reader.evaluate(counted, in: before, values), Integer(0))
          for part in change.parts {
            let moved = try reader.evaluate(part.aggregate, in: before, values) * part.factor
            sum += moved
            if part.factor < 0 { gains -= moved }
          }
          let after = try reader.evaluate(counted, in: state, values)
          if sum != after { wrong += 1 }
          if sum + gains != after { wrongWithoutLosses += 1 }
          #expect(sum == after, "\(text) \(property.name) \(arguments) \(values)")
        }
      }
    }
    #expect(
      wrong == 0 && wrongWithoutLosses > 150 && known > 4_000,
      "\(known) \(unknown) \(wrong) \(wrongWithoutLosses)")
  }

  /// Inclusions are proved behind bulk effects as well, and nothing that explicit steps refute.
  @Test func nothingFalseIsProvedOfTotals() throws {
    var random = RandomBulk(numbers: SeededNumbers(26))
    var (proved, violated) = (0, 0)
    for _ in 0..<60 {
      let text = random.text(comparisons: 2)
      let world = World(try ProofBench.system(text), threats: [])
      for property in ProofBench.invariants(world.system) {
        let goal = ProofGoal.property(property)
        let isProved = ProofSearch(world, [goal]).run().claims[goal] != nil
        let isViolated = try ProofBench.isViolated(property, in: world, depth: 3)
        #expect(!(isProved && isViolated), "\(world.system.properties[property.index].name): \(text)")
        if isProved { proved += 1 }
        if isViolated { violated += 1 }
      }
    }
    #expect(proved > 30 && violated > 30, "\(proved) \(violated)")
  }

  private struct Missing: Error {
    let what: String
  }
}
