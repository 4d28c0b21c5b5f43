import EnsureModel

/// Makes an observer of a property, operator by operator from the outside.
///
/// What is asked for at some positions becomes a condition on all positions that looks back, and promises. Where that is not the same
/// it is more than what was asked for, so that a proof of it is a proof of the property: where something is to come that itself looks
/// ahead (`p until (q and eventually r)`), it is asked of the first position at which it may have come. What is assumed is never
/// taken for more than it says.
struct ObserverBuilder {
  var system: TransitionSystem
  var memories: [Proof.Memory] = []
  private(set) var promises: [Observer.Promise] = []
  private(set) var assumed: [Observer.Promise] = []
  private(set) var settled: [Observer.Settled] = []
  /// How many of what is assumed to come the property itself supposes for a promise.
  private(set) var supposed = 0
  /// What is taken for granted to hold always, or from some position on, as the property's assumptions say.
  private(set) var presumed: [Formula] = []
  let origin: Origin
  /// How many formulas have been asked for: to distribute one operator over another makes many of few.
  private var asked = 0
  private static let mostAsked = 200

  init(_ system: TransitionSystem, _ origin: Origin) {
    self.system = system
    self.origin = origin
  }

  /// Where something is asked for.
  private struct Place {
    /// What holds there; nil for all positions.
    var trigger: Formula?
    /// What may be taken for granted: what comes again and again, and what holds from some position on.
    var assuming: [Int] = []
    var settling: [Int] = []

    /// What holds there if this does, too.
    func with(_ condition: Formula) -> Formula { trigger.map { .and([$0, condition]) } ?? condition }

    /// Those of these positions at which this holds.
    func `where`(_ condition: Formula) -> Place { at(with(condition)) }

    /// Other positions.
    func at(_ trigger: Formula?) -> Place {
      var place = self
      place.trigger = trigger
      return place
    }

    /// Up to where this has not come.
    func before(_ release: Formula) -> Formula { .since(.not(release), with(.not(release)), nil) }

    /// Where this comes for the first time.
    func first(_ sign: Formula) -> Place {
      at(trigger.map { .and([sign, .or([$0, .previously(before(sign))])]) } ?? sign)
    }
  }

  // MARK: What holds at every position

  /// What has to hold at every position; nil if that cannot be said by looking back.
  mutating func condition(_ formula: Formula, _ assumptions: [Assumption]) -> PastFormula? {
    var place = Place()
    // What always holds has held up to any position of which something is asked.
    let lasting = assumptions.flatMap { Self.lasting($0) }
    let hasLasted: Formula? = lasting.isEmpty ? nil : .historically(.all(of: lasting))
    place.trigger = hasLasted
    presumed = lasting.map { .always($0) }
    guard let condition = whole(formula.inward, place) else { return nil }
    // What is assumed makes runs fewer; only who is promised something needs more of that.
    if promises.isEmpty { return condition }
    supposed = assumed.count
    let stable = settled.count
    if let hasLasted { _ = settling(hasLasted, place) }
    let foreseen = settled.count
    for case .formula(let formula) in assumptions { assumeWhole(formula.resolved(promises: false).inward) }
    for position in promises.indices {
      promises[position].assuming += supposed..<assumed.count
      promises[position].settling += stable..<settled.count
    }
    presumed += settled[foreseen...].map { .eventually(.always($0.formula), within: nil) }
    return condition
  }

  /// What is asked of the whole run.
  private mutating func whole(_ formula: Formula, _ place: Place) -> PastFormula? {
    switch formula {
    case .always(let operand): promised(operand, place)
    case .and(let operands): all(operands) { $0.whole($1, place) }
    default: promised(formula, place.where(start))
    }
  }

  /// That this is the first position.
  private var start: Formula { .not(.previously(.truth)) }

  mutating func all(
    _ formulas: [Formula], _ convert: (inout ObserverBuilder, Formula) -> PastFormula?
  ) -> PastFormula? {
    var found: [PastFormula] = []
    for formula in formulas {
      guard let one = convert(&self, formula) else { return nil }
      found.append(one)
    }
    return .and(found)
  }

  /// That `formula` holds at every position of that place.
  private mutating func promised(_ formula: Formula, _ place: Place) -> PastFormula? {
    asked += 1
    if asked > Self.mostAsked { return nil }
    if formula.looksBack {
      guard let promise = past(formula) else { return nil }
      guard let trigger = place.trigger else { return promise }
      guard let left = past(trigger) else { return nil }
      return .implies(left, promise)
    }
    switch formula {
    case .and(let operands): return all(operands) { $0.promised($1, place) }
    case .implies(let left, let right) where left.looksBack: return promised(right, place.where(left))
    case .or(let operands): return some(operands, place)
    case .always(let operand): return promised(operand, place.at(place.trigger.map { .once($0, nil) }))
    case .eventually(let goal, within: nil): return coming(goal, place)
    case .eventually(let goal, within: let bound?): return coming(goal, within: bound, place)
    case .until(let hold, let release):
      if release.looksBack {
        return promised(.and([.unless(hold, release), .eventually(release, within: nil)]), place)
      }
      return signed(release, place) { .until(hold, $0) }
    case .unless(let hold, let release):
      // It is due from there on, until it is released.
      if release.looksBack { return promised(hold, place.at(place.before(release))) }
      return signed(release, place) { .unless(hold, $0) }
    case .next(let operand):
      return promised(operand, place.at(.previously(place.trigger ?? .truth)))
    default: return nil
    }
  }

  /// That what looks ahead comes as `asked` says: its sign does, and where that comes first the rest of it holds.
  private mutating func signed(_ goal: Formula, _ place: Place, _ asked: (Formula) -> Formula) -> PastFormula? {
    guard let sign = goal.sign else { return nil }
    guard let comes = promised(asked(sign), place), let rest = promised(goal.ahead, place.first(sign)) else {
      return nil
    }
    return .and([comes, rest])
  }

  // MARK: What comes some day

  private mutating func coming(_ goal: Formula, _ place: Place) -> PastFormula? {
    func someDay(_ formula: Formula) -> Formula { .eventually(formula, within: nil) }
    if goal.looksBack {
      guard let promise = promise(goal, place) else { return nil }
      promises.append(promise)
      return .and([])
    }
    switch goal {
    case .eventually(_, within: nil), .always(.eventually(_, within: nil)): return promised(goal, place)
    case .always(.always(let operand)): return coming(.always(operand), place)
    case .always(.and(let operands)): return promised(.and(operands.map { someDay(.always($0)) }), place)
    case .always(.next(let operand)): return promised(.next(someDay(.always(operand))), place)
    // It lasts in the end unless it is broken again and again.
    case .always(let operand) where operand.looksBack:
      return recurring(operand.opposite, place).flatMap { coming(.never, $0) }
    case .until(_, let release): return coming(release, place)
    case .unless(let hold, let release):
      return promised(.or([someDay(release), someDay(.always(hold))]), place)
    case .next(let operand): return promised(.next(someDay(operand)), place)
    case .implies(let left, let right): return promised(.or([someDay(.not(left)), someDay(right)]), place)
    case .or(let operands): return promised(.or(operands.map(someDay)), place)
    case .and(let operands) where operands.allSatisfy(\.isSomeDay): return promised(goal, place)
    default: return signed(goal, place, someDay)
    }
  }

  private mutating func coming(_ goal: Formula, within bound: Integer, _ place: Place) -> PastFormula? {
    if !goal.looksBack { return signed(goal, place) { .eventually($0, within: bound) } }
    let open = Formula.not(goal)
    let due = place.with(open)
    guard let hold = past(open), let release = past(due) else { return nil }
    let (was, first) = rememberFirst(.since(open, due, nil))
    return .not(.overdue(hold, release, was: was, first: first, ticks: bound))
  }

  /// What remembers that something is due from a place on.
  private mutating func promise(_ goal: Formula, _ place: Place) -> Observer.Promise? {
    // What never comes is due for ever.
    let isEndless = goal == .never
    let waits = isEndless ? Formula.once(place.trigger ?? .truth, nil) : place.before(goal)
    guard let memory = past(waits), case .since(_, _, let recollection) = memory else { return nil }
    return Observer.Promise(
      due: recollection.was, goal: goal, memory: memory, assuming: place.assuming, settling: place.settling)
  }

  // MARK: One of several

  /// That one of several formulas holds at every position of that place.
  private mutating func some(_ operands: [Formula], _ place: Place) -> PastFormula? {
    func either(_ formula: Formula, _ position: Int, _ ahead: [Formula]) -> Formula {
      var others = ahead
      others[position] = formula
      return .or(others)
    }
    let flat = operands.flatMap(\.alternatives)
    let back = flat.filter(\.looksBack)
    let place = back.isEmpty ? place : place.where(.all(of: back.map { .not($0) }))
    let ahead = flat.filter { !$0.looksBack }
    if ahead.count == 1 { return promised(ahead[0], place) }
    var ways = Ways()
    for (position, formula) in ahead.enumerated() {
      switch formula {
      // Both are distributed over the others.
      case .and(let parts): return all(parts) { $0.promised(either($1, position, ahead), place) }
      case .until(let hold, let release) where release.looksBack:
        let parts: [Formula] = [.unless(hold, release), .eventually(release, within: nil)]
        return all(parts) { $0.promised(either($1, position, ahead), place) }
      default: if !ways.add(formula) { return nil }
      }
    }
    return some(ways, place)
  }

  /// Formulas of which one is to hold, by their kinds; none of what they are made of looks ahead.
  private struct Ways {
    /// What may come.
    var coming: [Formula] = []
    /// What may come again and again.
    var recurring: [Formula] = []
    /// What may hold from some position on.
    var lasting: [Formula] = []
    /// What may hold until something comes.
    var holding: [(hold: Formula, release: Formula?)] = []

    mutating func add(_ formula: Formula) -> Bool {
      switch formula {
      case .always(.eventually(let goal, within: nil)) where goal.looksBack: recurring.append(goal)
      case .eventually(.always(let goal), within: nil) where goal.looksBack: lasting.append(goal)
      case .eventually(let goal, within: nil) where goal.looksBack: coming.append(goal)
      case .always(let hold) where hold.looksBack: holding.append((hold, nil))
      case .unless(let hold, let release) where hold.looksBack && release.looksBack:
        holding.append((hold, release))
      default: return false
      }
      return true
    }
  }

  private mutating func some(_ ways: Ways, _ place: Place) -> PastFormula? {
    var place = place
    // What is left has to be so only in runs in which this is not.
    for lasting in ways.lasting {
      guard let further = recurring(lasting.opposite, place) else { return nil }
      place = further
    }
    var rest = Formula.eventually(.some(of: ways.coming), within: nil)
    if !ways.recurring.isEmpty {
      let recurring = Formula.some(of: ways.recurring)
      if ways.coming.isEmpty {
        rest = .always(.eventually(recurring, within: nil))
      } else if let further = settling(recurring.opposite, place) {
        place = further
      } else {
        return nil
      }
    }
    func isBroken(_ holding: (hold: Formula, release: Formula?), before releases: [Formula]) -> Place {
      let isOpen = releases.isEmpty ? .once(place.trigger ?? .truth, nil) : place.before(.some(of: releases))
      return place.at(.and([.not(holding.hold), isOpen]))
    }
    switch ways.holding.count {
    case 0: return promised(rest, place)
    case 1:
      // Where it is broken before it is released, the rest is asked for, unless it has come by then.
      let holding = ways.holding[0]
      let releases = [holding.release].compactMap { $0 } + ways.coming
      return promised(rest, isBroken(holding, before: releases))
    case 2 where ways.coming.isEmpty && ways.recurring.isEmpty && ways.lasting.isEmpty:
      // Whichever is broken first, the other one is asked for from there on.
      let releases = ways.holding.compactMap(\.release)
      var conditions: [PastFormula] = []
      for (one, (hold, release)) in zip(ways.holding.reversed(), ways.holding) {
        let other = release.map { .unless(hold, $0) } ?? Formula.always(hold)
        guard let condition = promised(other, isBroken(one, before: releases)) else { return nil }
        conditions.append(condition)
      }
      return .and(conditions)
    default: return nil
    }
  }

  // MARK: What is assumed

  /// The place with the further assumption that something comes again and again.
  private mutating func recurring(_ goal: Formula, _ place: Place) -> Place? {
    guard let promise = promise(goal, Place()) else { return nil }
    var place = place
    place.assuming.append(assumed.count)
    assumed.append(promise)
    return place
  }

  /// The place with the further assumption that something holds from some position on.
  private mutating func settling(_ formula: Formula, _ place: Place) -> Place? {
    guard let memory = past(formula) else { return nil }
    var place = place
    place.settling.append(settled.count)
    settled.append(Observer.Settled(formula: formula, memory: memory))
    return place
  }

  /// What an assumption says of every position by looking back.
  private static func lasting(_ assumption: Assumption) -> [Formula] {
    guard case .formula(let formula) = assumption else { return [] }
    func lasting(_ formula: Formula) -> [Formula] {
      switch formula {
      case .and(let operands): operands.flatMap(lasting)
      case .always(let operand) where operand.looksBack: [operand]
      default: []
      }
    }
    return lasting(formula.resolved(promises: false).inward)
  }

  /// Takes for granted what is assumed of the whole run. What says anything else is left out: then there are more runs to speak of.
  private mutating func assumeWhole(_ formula: Formula) {
    switch formula {
    case .and(let operands): for operand in operands { assumeWhole(operand) }
    case .eventually(.always(let operand), within: nil):
      assume(.eventually(.always(operand), within: nil), Place())
    // What looks back has lasted.
    case .always(let operand): if !operand.looksBack { assume(operand, Place()) }
    default: assume(formula, Place().where(start))
    }
  }

  /// Takes for granted what is assumed at the positions of a place.
  private mutating func assume(_ formula: Formula, _ place: Place) {
    switch formula {
    case .and(let operands): for operand in operands { assume(operand, place) }
    case .always(let operand):
      if operand.looksBack {
        if place.trigger == nil { _ = settling(operand, place) }
      } else {
        assume(operand, place.at(place.trigger.map { .once($0, nil) }))
      }
    case .implies(let left, let right) where left.looksBack: assume(right, place.where(left))
    case .or(let operands):
      let ahead = operands.filter { !$0.looksBack }
      let back = operands.filter(\.looksBack)
      if ahead.count == 1 {
        assume(ahead[0], back.isEmpty ? place : place.where(.all(of: back.map { .not($0) })))
      }
    case .eventually(.always(let operand), within: nil) where operand.looksBack && place.trigger == nil:
      _ = settling(operand, place)
    case .eventually(let goal, within: nil) where goal.looksBack:
      if let promise = promise(goal, place) { assumed.append(promise) }
    default: break
    }
  }
}
