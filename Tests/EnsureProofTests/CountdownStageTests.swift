import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureVerify
import Testing

/// Promises that are kept after so many steps: each of several numbers is counted down while another place of waiting lasts, or each of
/// those does his part of whom there are only so many.
@Suite struct CountdownStageTests {
  /// The properties that are proved, each by a claim that the kernel's rule accepts once it has been read again.
  private static func proved(_ text: String) throws -> [String] {
    let system = try ProofBench.system(text)
    let world = World(system, threats: [])
    let goals = system.properties.indices.map { ProofGoal.property(PropertyID($0)) }
    let claims = ProofSearch(world, goals).run().claims
    return try goals.indices.filter { number in
      guard let claim = claims[goals[number]] else { return false }
      let certificate = try Certifier.certificate(of: claim, for: goals[number], in: world)
      let (_, read, _) = try Kernel(system).claim(of: certificate)
      #expect(ProofBench.open(read, for: goals[number], ProofRule(for: goals[number], in: world)) == [])
      return true
    }.map { system.properties[$0].name }
  }

  /// A lift that goes up or down: whichever it is, the way gets shorter.
  @Test func twoWaysAreCountedEach() throws {
    let text = """
      system Lift
      role Controller
      entity Cab { floor: 0..5 = 0
        target: 0..5 = 0 }
      optional action call(c: Cab, to: 0..5) by Controller requires c.floor == c.target { c.target = to }
      action up(c: Cab) by Controller requires c.floor < c.target { c.floor += 1 }
      action down(c: Cab) by Controller requires c.floor > c.target { c.floor -= 1 }
      property Arrives(c: Cab): always (c.floor != c.target implies eventually c.floor == c.target)
        assuming fair Controller
      """
    #expect(try Self.proved(text) == ["Arrives"])
    // Who may be sent on while he is under way need never arrive.
    let sentOn = text.replacing(" requires c.floor == c.target {", with: " {")
    #expect(try Self.proved(sentOn) == [])
    let upAndDown = text.replacing("requires c.floor > c.target {", with: "requires c.floor > 0 {")
    #expect(try Self.proved(upAndDown) == [])
  }

  /// What is ordered is packed piece by piece, then shipped piece by piece.
  @Test func oneNumberIsCountedBehindAnother() throws {
    let text = """
      system Queue
      role Staff
      entity Order {
        items: Int = 0
        packed: Int = 0
        shipped: Int = 0
        state: { cart, placed, closed } = cart
      }
      optional action add(o: Order) by Staff requires o.state == cart { o.items += 1 }
      optional action place(o: Order) by Staff requires o.state == cart and o.items > 0 { o.state = placed }
      action pack(o: Order) by Staff requires o.state == placed and o.packed < o.items { o.packed += 1 }
      action ship(o: Order) by Staff requires o.state == placed and o.packed == o.items and o.shipped < o.packed
      { o.shipped += 1 }
      action close(o: Order) by Staff requires o.state == placed and o.shipped == o.items { o.state = closed }
      property Closed(o: Order): always (o.state == placed implies eventually o.state == closed) assuming fair Staff
      property Placed(o: Order): always (o.items > 0 implies eventually o.state == closed) assuming fair Staff
      """
    #expect(try Self.proved(text) == ["Closed"])
    // Who takes out what is packed never comes to an end.
    let takenOut = text.replacing(
      "property Placed",
      with: """
        optional action unpack(o: Order) by Staff requires o.state == placed and o.packed > 0 { o.packed -= 1 }
        property Placed
        """)
    #expect(try Self.proved(takenOut) == [])
  }

  private static let commit = """
    system TwoPhase
    role Node
    finite entity Worker { state: { working, prepared, committed, aborted } = working }
    global decision: { open, commit, abort } = open
    action prepare(w: Worker) by Node requires w.state == working and decision == open { w.state = prepared }
    action commit() by Node requires decision == open and all(w: Worker) w.state == prepared { decision = commit }
    action learn(w: Worker) by Node requires w.state == prepared and decision == commit { w.state = committed }
    optional action giveUp() by Node requires decision == open { decision = abort }
    action rollBack(w: Worker) by Node
      requires decision == abort and (w.state == working or w.state == prepared) { w.state = aborted }
    property Decided: always (decision == open implies eventually decision != open) assuming fair Node
    property AllEnd: always eventually all(w: Worker) (w.state == committed or w.state == aborted)
      assuming fair Node
    property Ends(w: Worker): always eventually (w.state == committed or w.state == aborted) assuming fair Node
    property Committed: always (decision == open implies eventually decision == commit) assuming fair Node
    """

  /// Of workers of whom there are only so many all have prepared some day, however many they are.
  @Test func allOfFinitelyManyDoTheirPart() throws {
    #expect(try Self.proved(Self.commit) == ["Decided", "AllEnd", "Ends"])
  }

  /// Somebody who has done his part waits for all others, and then for whoever decides.
  @Test func whoIsReadyWaitsForTheOthers() throws {
    let text = """
      system Phases
      role Node
      role Coord
      finite entity RM { st: { working, prepared, done } = working }
      global go: Bool = false
      action prepare(r: RM) by Node requires r.st == working { r.st = prepared }
      action decide() by Coord requires not go and count(r: RM where r.st == working) == 0 { go = true }
      action finish(r: RM) by Node requires go and r.st == prepared { r.st = done }
      property Decided: eventually go assuming fair Node, fair Coord
      property Done(r: RM): eventually (r.st == done) assuming fair Node, fair Coord
      property Alone(r: RM): eventually (r.st == done) assuming fair Node
      """
    #expect(try Self.proved(text) == ["Decided", "Done"])
  }

  /// Of infinitely many there is always another one; and whoever changes his mind can do so for ever.
  @Test func othersNeverEnd() throws {
    let changing = Self.commit.replacing(
      "property Decided",
      with: """
        optional action changeMind(w: Worker) by Node requires w.state == prepared and decision == open
        { w.state = working }
        property Decided
        """)
    #expect(try Self.proved(changing) == [])
  }

  /// "For all" and the count of those that speak against it are one number, also where the one says `not` twice.
  @Test func forAllIsACount() throws {
    let text = """
      system Votes
      role Clerk
      finite entity Seat { voted: Bool = false
        isGuest: Bool }
      global decided: Bool = false
      action sit(s: Seat) by Clerk requires not s.voted { s.voted = true }
      action decide() by Clerk requires all(s: Seat where not s.isGuest) s.voted { decided = true }
      invariant Same: all(s: Seat where not s.isGuest) s.voted iff count(s: Seat where not s.isGuest and not s.voted) == 0
      invariant None: all(s: Seat) not s.voted iff count(s: Seat where s.voted) == 0
      invariant Wrong: all(s: Seat where s.isGuest) s.voted iff count(s: Seat where s.isGuest and s.voted) == 0
      property Decided: always eventually decided assuming fair Clerk
      """
    #expect(try Set(Self.proved(text)).isSuperset(of: ["Same", "None", "Decided"]))
    #expect(try !Self.proved(text).contains("Wrong"))
  }
}
