import EnsureModel
import Testing

@testable import EnsureVerify

/// What crosses the pipe comes out as it went in, in one form only, and whatever else comes is an error.
@Suite struct WireTests {
  /// Random values of everything that can cross.
  private struct Source {
    var state: UInt64

    mutating func next(_ count: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(count))
    }

    mutating func integer() -> Integer {
      switch next(5) {
      case 0: Integer(next(3) - 1)
      case 1: Integer(Int.max)
      case 2: Integer(Int.min)
      case 3: Integer(Int.min) - Integer(next(1000)) - 1
      default: Integer(next(1 << 40)) * Integer(Int.max)
      }
    }

    mutating func integers() -> [Integer] { (0..<next(4)).map { _ in integer() } }

    mutating func threats() -> Set<ThreatID> { Set((0..<next(3)).map { _ in ThreatID(next(5)) }) }

    mutating func scope() -> Scope {
      var scope = Scope(instances: (0..<next(4)).map { _ in next(4) })
      if next(2) == 0 { scope.values[.plain] = ValueSet([-1...2, 7...7]) }
      if next(2) == 0 { scope.values[.money(currency: next(2))] = ValueSet([0...next(9)]) }
      if next(2) == 0 { scope.values[.duration] = ValueSet([Int.min...Int.min, Int.max...Int.max]) }
      if next(2) == 0 { scope.named = ["Order.total": ValueSet([]), "place.größe": ValueSet([1...3])] }
      if next(2) == 0 { scope.values[.anyMoney] = ValueSet([3...4]) }
      if next(2) == 0 { scope.delays = ValueSet([1...1]) }
      return scope
    }

    mutating func step() -> TraceStep {
      let event: TraceStep.Event =
        switch next(5) {
        case 0: .idle
        case 1: .delay(integer())
        case 2: .action(ActionID(next(9)), arguments: integers(), .forged(ThreatID(next(3)), power: next(3)))
        case 3: .action(ActionID(next(9)), arguments: integers(), .threatStep(ThreatID(next(3))))
        default: .action(ActionID(next(900)), arguments: integers(), .genuine)
        }
      return TraceStep(
        event: event,
        principal: next(2) == 0
          ? nil : TraceStep.Principal(entity: EntityID(next(3)), instance: next(3)), threats: threats(),
        brokenHonesty: next(2) == 0 ? [] : [0, 2], arbitrary: integers(), state: State(values: integers()))
    }

    mutating func trace() -> Trace {
      Trace(
        scope: scope(), threats: threats(), initial: State(values: integers()),
        steps: (0..<next(4)).map { _ in step() }, loop: next(2) == 0 ? nil : next(4))
    }

    mutating func event() -> JobEvent {
      let undefined = Undefined(reason: [.none, .divisionByZero, .outOfRange][next(3)], term: Term(index: 77))
      let failure: Violation.Failure =
        switch next(5) {
        case 0: .property(integers())
        case 2: .temporal(integers())
        case 1: .propertyUndefined(integers(), undefined)
        case 3: .stuck(integers(), certificate: (0..<next(9)).map { UInt8($0) })
        default: .stepUndefined(undefined)
        }
      let property = next(2) == 0 ? nil : PropertyID(next(300))
      return switch next(7) {
      case 0: .depthDone(next(100))
      case 1: .violated(property, Violation(trace: trace(), failure: failure))
      case 2:
        .witness(
          [
            .action(ActionID(1)), .permit(ActionID(2), rule: 3), .forbid(ActionID(4), rule: 5),
            .honest(ActionID(6), clause: 7), .antecedent(PropertyID(8)),
          ][next(5)], trace())
      case 3: .held(property, Bound(depth: next(30), isExhaustive: next(2) == 0, scope: scope()))
      case 4:
        .undecided(
          property,
          Abandonment(
            depth: next(2) == 0 ? nil : next(9), reason: "der Löser schweigt",
            isForLackOfInstances: next(2) == 0))
      case 5: .finished(states: next(1 << 30), checks: next(100))
      default: .failed([.unbounded("x"), .scope(""), .unsearchable("zu groß"), .disagreement("a\nb")][next(4)])
      }
    }
  }

  @Test(arguments: 1...60)
  func whatIsWrittenIsReadAndWrittenAlike(_ seed: Int) throws {
    var source = Source(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15)
    for _ in 0..<10 {
      let bytes = source.event().wire
      #expect(try JobEvent(wire: bytes).wire == bytes)
    }
  }

  @Test(arguments: 1...20)
  func whatBreaksOffIsAnError(_ seed: Int) {
    var source = Source(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15)
    let bytes = source.event().wire
    for count in bytes.indices {
      #expect(throws: WireError.self) { try JobEvent(wire: bytes[..<count]) }
    }
    #expect(throws: WireError.self) { try JobEvent(wire: bytes + [0]) }
  }

  /// Whatever a worker that has gone mad writes: it is no event, or it is exactly what that event is written as.
  @Test(arguments: 1...40)
  func whatIsChangedIsAnErrorOrAnotherEvent(_ seed: Int) throws {
    var source = Source(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15)
    let original = source.event().wire
    for _ in 0..<200 {
      var bytes = original
      for _ in 0...source.next(3) {
        let position = source.next(bytes.count)
        switch source.next(3) {
        case 0: bytes[position] = UInt8(source.next(256))
        case 1: bytes.insert(UInt8(source.next(256)), at: position)
        default: if bytes.count > 1 { bytes.remove(at: position) }
        }
      }
      if let event = try? JobEvent(wire: bytes) { #expect(event.wire == bytes) }
    }
  }

  @Test func nothingIsAllocatedForALengthThatIsNotThere() {
    // An event that claims a trace with 2^62 steps.
    let huge: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x3F]
    #expect(throws: WireError.truncated) { try [Int](wire: huge) }
    #expect(throws: WireError.truncated) { try String(wire: huge) }
    #expect(throws: WireError.tooLong(0xFFFF_FFFF)) { try Frame.length([0xFF, 0xFF, 0xFF, 0xFF]) }
  }

  @Test(
    arguments: [
      [0x80, 0x00], [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02],
      [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
    ] as [[UInt8]])
  func aNumberHasOneForm(_ bytes: [UInt8]) {
    #expect(throws: WireError.self) { try Int(wire: bytes) }
  }

  @Test(arguments: ["12", "0099999999999999999999999", "-0", "x", "", "+99999999999999999999999"])
  func aLargeIntegerHasOneForm(_ digits: String) {
    var writer = ByteWriter()
    writer.write(false)
    writer.write(digits)
    #expect(throws: WireError.notCanonical) { try Integer(wire: writer.bytes) }
  }

  @Test func aJobIsReadAsItWasWritten() throws {
    var source = Source(state: 99)
    let job = Job(
      engine: .bounded, threats: [ThreatID(2), ThreatID(0)], properties: [PropertyID(1)],
      wantsDefinedness: true, twins: [.action(ActionID(3))], scope: source.scope(), depth: 12, states: 5,
      effort: 7)
    let bundle = SpecBundle(
      files: [
        SpecBundle.File(path: "a.ens", identity: "/a.ens", bytes: [0xFF, 0, 1]),
        SpecBundle.File(path: "b.ens", identity: "/b.ens", bytes: []),
      ], links: [SpecBundle.Link(source: "/a.ens", path: "b.ens", target: 1)])
    let order = WorkOrder(memory: 1 << 30, spec: bundle, job: job)
    let read = try WorkOrder(wire: order.wire)
    #expect(read.wire == order.wire)
    #expect(read.spec == bundle)
  }

  @Test func aBundleWhoseLinksLeadNowhereIsNone() {
    let bundle = SpecBundle(
      files: [SpecBundle.File(path: "a", identity: "a", bytes: [])],
      links: [SpecBundle.Link(source: "/a.ens", path: "b", target: 1)])
    #expect(throws: WireError.notCanonical) { try SpecBundle(wire: bundle.wire) }
    #expect(throws: WireError.notCanonical) { try SpecBundle(wire: SpecBundle(files: [], links: []).wire) }
  }

  @Test func messagesComeInPiecesOfAnySize() throws {
    let messages: [[UInt8]] = [[], [1], Array(repeating: 7, count: 300), [2, 3]]
    let stream = messages.flatMap(Frame.wrap)
    for size in [1, 2, 3, 5, 1000] {
      var buffer = FrameBuffer()
      var found: [[UInt8]] = []
      for start in stride(from: 0, to: stream.count, by: size) {
        buffer.append(stream[start..<min(start + size, stream.count)])
        while let message = try buffer.next() { found.append(Array(message)) }
      }
      #expect(found == messages)
      #expect(!buffer.isInterrupted)
    }
  }
}
