import EnsureKernel
import EnsureModel
import EnsureObligations

/// What becomes of certificates: with the witnesses that were found, the kernel looks at them.
struct Proving {
  /// What the kernel says.
  enum Answer {
    /// It accepts.
    case accepted(Proof)
    /// Something that the verdict would rest on has no witness.
    case unwitnessed
    /// It refuses what an engine has made, which is a mistake of Ensure.
    case refused(Contradiction)
  }

  let system: TransitionSystem
  let kernel: Kernel

  init(_ system: TransitionSystem, _ kernel: Kernel) {
    self.system = system
    self.kernel = kernel
  }

  func judge(_ bytes: [UInt8], of goal: ProofGoal, in world: World, _ twins: [TwinOutcome]) -> Answer {
    var witnesses: [Certificate.Witness] = []
    for subject in world.twins(of: goal) {
      guard let trace = twins.first(where: { $0.subject == subject })?.witness else { return .unwitnessed }
      witnesses.append(Certificate.Witness(subject, trace))
    }
    if witnesses.isEmpty, !world.genuineActions.isEmpty, !goal.isImpossibility {
      // That anything can happen at all.
      let some = twins.first { world.genuineActions.contains($0.subject) && $0.witness != nil }
      guard let some, let trace = some.witness else { return .unwitnessed }
      witnesses.append(Certificate.Witness(some.subject, trace))
    }
    do throws(KernelError) {
      let certificate = try Certificate(bytes: bytes).witnessed(by: witnesses)
      let acceptance = try kernel.check(certificate)
      guard acceptance.goal == goal, acceptance.threats == world.threats else {
        return .refused(contradiction(goal, world, "it speaks of something else"))
      }
      return .accepted(
        Proof(
          property: goal.property, threats: world.threats, system: acceptance.system,
          memories: acceptance.memories, promises: acceptance.promises, waysOn: acceptance.waysOn,
          presumed: acceptance.presumed, terms: acceptance.claim.terms,
          lemmas: acceptance.claim.lemmas.map { ($0.variables, $0.body) }, own: acceptance.own,
          obligations: acceptance.obligations, certificate: certificate.bytes))
    } catch {
      return .refused(contradiction(goal, world, "\(error)"))
    }
  }

  private func contradiction(_ goal: ProofGoal, _ world: World, _ why: String) -> Contradiction {
    let name =
      switch goal {
      case .property(let property): system.properties[property.index].name
      case .definedness: "definedness"
      case .impossible(let subject): TwinWords(system).never(subject)
      }
    let summary = "\(system.title(of: world.threats)): the kernel refuses the certificate of \(name)"
    return Contradiction(summary: summary, details: "\(summary)\n\(why)")
  }
}
