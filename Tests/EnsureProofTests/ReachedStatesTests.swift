import EnsureModel
import EnsureObligations
import Testing

@testable import EnsureVerify

/// What runs of smaller worlds say of a larger one, and what they don't.
@Suite struct ReachedStatesTests {
  private static let text = """
    system S
    role Clerk
    entity Card {
      balance: Int = 0
      isSold: Bool = false
    }
    entity Payment {
      card: Card
      amount: Int = 0
      isDone: Bool = false
    }
    optional action sell(c: Card, amount: 1..) by Clerk requires not c.isSold {
      c.isSold = true
      c.balance = amount
    }
    optional action pay(p: Payment, c: Card, amount: 1..) by Clerk
      requires not p.isDone and c.isSold and amount <= c.balance
    {
      p.isDone = true
      p.card = c
      p.amount = amount
      c.balance -= amount
    }
    threat Forger { attacker may pay(p, c, amount) without requires when not p.isDone }
    threat Corrupt { corrupt Clerk }
    invariant NoOverdraft(c: Card): c.balance >= 0
    """

  /// A lemma that holds of whatever nobody has attacked.
  private static func lemma(_ system: TransitionSystem) throws -> (TermBank, Lemma) {
    var terms = system.bank
    let card = EntityID(try #require(system.entities.firstIndex { $0.name == "Card" }))
    let balance = try #require(
      system.entities[card.index].fields.first { system.fields[$0.index].name == "balance" })
    let variable = terms.makeVariable("c", ValueType(.reference(card)))
    let value = terms.field(balance, .integer, of: terms.variable(variable))
    let zero = terms.integer(0)
    let body = terms.lessOrEqual(zero, value)
    return (terms, Lemma(variables: [variable], body: body))
  }

  @Test func aStepOfEachAttackerIsReached() throws {
    let system = try ProofBench.system(Self.text)
    let scope = Scope(instances: system.entities.map { _ in 2 })
    for (threats, isAllowed) in [([], true), ([ThreatID(0)], false), ([ThreatID(1)], true)] {
      let world = World(system, threats: Set(threats))
      let interpreter = try Interpreter(world, scope: scope)
      let initial = State(
        values: interpreter.layout.places.map { place in
          if case .field(let field, _) = place, case .reference = system.fields[field.index].type.sort {
            -1
          } else {
            0
          }
        })
      try #require(interpreter.isInitial(initial))
      let run = Trace(scope: scope, threats: Set(threats), initial: initial, steps: [])
      let reached = ReachedStates([run], world)
      let (terms, lemma) = try Self.lemma(system)
      #expect(reached.allowed([lemma], terms).isEmpty != isAllowed, "\(threats)")
    }
  }
}
