import EnsureModel
import EnsureObligations

/// Invariants of which nothing is reported, since other properties have been asked for, and which may be of use to these.
extension Campaign {
  /// Invariants of which nothing is reported, since other properties have been asked for.
  var unasked: [PropertyID] {
    system.properties.indices.map { PropertyID($0) }.filter { property in
      guard case .invariant = system.properties[property.index].kind else { return false }
      return !properties.contains(property)
    }
  }

  /// The properties of a job that nothing shows.
  private func missing(_ job: Job) -> [PropertyID] {
    job.properties.filter {
      findings.certificates[Findings.Place(property: $0, threats: job.threats)] == nil
    }
  }

  /// Looks for proofs of unasked invariants that might be of use to jobs, where these are missing something.
  mutating func proveSupports(of jobs: [Job]) {
    let supports = jobs.compactMap { support(for: $0) }
    prove(supports)
    for support in supports {
      for property in missing(support) {
        withoutSupport.insert(Findings.Place(property: property, threats: support.threats))
      }
    }
  }

  /// What of the unasked invariants might show what a job is missing, since it reads the same; nil if nothing.
  private mutating func support(for job: Job) -> Job? {
    let missing = missing(job)
    if missing.isEmpty { return nil }
    let world = findings.world(job.threats)
    let cones = missing.map { Cone(of: $0, in: world) }
    let smaller = titles.filter { $0.threats.isStrictSubset(of: job.threats) }
    let decisions = Decisions(system: system)
    var open = unasked.filter { property in
      // What is decided to be violated, or has no proof in a smaller world, has none here.
      if decisions.standing(of: property, job.threats) != .open { return false }
      let isHopeless = smaller.contains {
        withoutSupport.contains(Findings.Place(property: property, threats: $0.threats))
      }
      if isHopeless { return false }
      let own = Cone(of: property, in: world)
      return cones.contains {
        !$0.fields.isDisjoint(with: own.fields) || !$0.globals.isDisjoint(with: own.globals)
      }
    }
    open.removeAll { isKnown($0, job.threats) }
    if open.isEmpty { return nil }
    var support = job
    support.properties = open
    support.wantsDefinedness = false
    support.remembered = [:]
    support.proofs = [:]
    for property in open { support.proofs[property] = carried(property, from: smaller) }
    return support
  }

  /// Once more what a job is missing, with unasked invariants that have been shown; nil if there are none.
  func supported(_ job: Job) -> Job? {
    let missing = missing(job)
    guard !missing.isEmpty, let lemmas = supports(of: job) else { return nil }
    var again = job
    again.properties = missing
    again.wantsDefinedness = false
    again.lemmas = lemmas
    return again
  }

  /// The lemmas of a job with those of unasked invariants that have been shown; nil if there are none.
  func supports(of job: Job) -> [UInt8]? {
    let known = unasked.filter {
      findings.certificates[Findings.Place(property: $0, threats: job.threats)] != nil
    }
    return known.isEmpty ? nil : lemmas(of: known, beside: job)
  }

  /// Whether a job asks why something comes some day, or what keeps somebody from being stuck.
  func hasPromises(_ job: Job) -> Bool {
    job.properties.contains { Observer(of: $0, in: system).map { $0.rankings > 0 } ?? false }
  }
}
