import EnsureModel
import EnsureObligations

/// Lemmas about an instance and what another one refers to, to which it refers itself: a booking, its payment, and the
/// payment's order.
extension LemmaCandidates {
  /// The ways that lead over one instance to another one.
  mutating func chains(of links: [InstanceLink]) -> [InstanceLink] {
    var found: [InstanceLink] = []
    for first in links {
      for second in links where second.source == first.target && second.target != first.source {
        found.append(
          InstanceLink(
            source: first.source, target: second.target, from: first.from, to: second.to, middle: first.to,
            place: first.place, refers: terms.and([first.refers, second.refers])))
      }
    }
    return found
  }

  /// For each such way: how its ends compare, and what is true of the one in each state of the other. What is true of the end
  /// without looking at where the way begins is left to `addRelations`.
  mutating func addChains(of links: [InstanceLink], _ reached: ReachedStates) {
    for chain in chains(of: links) {
      let sources = relevantPlaces(chain.source, chain.from).filter { $0 != chain.place }
      let targets = relevantPlaces(chain.target, chain.to)
      let (own, others) = (conditions(sources), conditions(targets))
      var compared: [Condition] = []
      for left in sources {
        for right in targets where terms.sort(left) == terms.sort(right) {
          compared += comparisons(left, right)
        }
      }
      let always = add(compared, of: chain, where: nil, reached)
      compared.removeAll { always.contains($0.term) }
      let known = allowed(own + others, of: chain, reached)
      for (premises, claims) in [(own, others), (others, own)] {
        let claims = claims.filter { !known.contains($0.term) } + compared
        for premise in premises where isState(premise) && !known.contains(terms.not(premise.term)) {
          add(claims, of: chain, where: premise.term, reached)
        }
      }
    }
  }

  /// What reached states allow of conclusions about a link.
  private mutating func allowed(_ conclusions: [Condition], of link: InstanceLink, _ reached: ReachedStates)
    -> Set<Term>
  {
    var offered: [Lemma: Term] = [:]
    for conclusion in conclusions {
      let body = terms.implies(link.refers, conclusion.term)
      offered[Lemma(variables: link.variables, body: body)] = conclusion.term
    }
    return Set(reached.allowed(Array(offered.keys), terms).compactMap { offered[$0] })
  }
}
