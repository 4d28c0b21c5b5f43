public import EnsureKernel
public import EnsureModel
public import EnsureObligations

/// Why the kernel refuses, and what it asks for, for people.
public struct AuditWords {
  let system: TransitionSystem

  /// Words about the certificates of a system.
  public init(_ system: TransitionSystem) { self.system = system }

  /// Why a certificate is refused.
  public func text(_ error: KernelError) -> String {
    switch error {
    case .encoding(let what): "the file is no certificate: \(what)"
    case .refutation(let flaw, let step):
      "a refutation is wrong\(step.map { " at step \($0 + 1)" } ?? ""): \(flaw)"
    case .unknown(let kind, let name): "the spec has no \(kind) `\(printable(name))`"
    case .otherMeaning: "the spec means something else than what the certificate was made for"
    case .refusal(.path): "a lemma follows a path"
    case .refusal(.tooManyCases): "a step has too many cases"
    case .refusal(.confusedCases): "the cases of a step could not be told apart, which is a mistake of Ensure"
    case .refusal(.tooLarge): "what it claims is too large"
    case .refusal(.unranked): "it does not say why what is promised comes some day"
    case .refused(let why): why
    case .missing(let subject): "there is no refutation for this: \(text(subject))"
    case .obligation(let number, let subject, let why):
      "refutation \(number + 1) does not show this: \(text(subject)) (\(why))"
    case .surplus(let count): "it has \(count) refutations too many"
    case .witness(let subject): "a witness does not show what it should: \(text(subject))"
    case .unwitnessed(let subject): "it has no witness of this: \(text(subject))"
    }
  }

  /// A name from a certificate, which must not look like something that the audit says.
  private func printable(_ name: String) -> String {
    let characters = name.unicodeScalars.prefix(64).map { scalar in
      (0x20...0x7E).contains(scalar.value) ? Character(scalar) : "?"
    }
    return String(characters) + (name.unicodeScalars.count > 64 ? "..." : "")
  }

  /// What has to be shown.
  public func text(_ subject: ObligationSubject) -> String {
    switch subject {
    case .lemma(let lemma, .start, _): "lemma \(lemma + 1) holds at first"
    case .lemma(let lemma, .tick, _): "the passing of time keeps lemma \(lemma + 1)"
    case .lemma(let lemma, .idle, _): "that nothing happens keeps lemma \(lemma + 1)"
    case .lemma(let lemma, .move(let move), _): "move \(move + 1) of the world keeps lemma \(lemma + 1)"
    case .lemma(let lemma, .state, _): "lemma \(lemma + 1) holds"
    case .combination(let position, _): "no instance contributes less than 0 to combination \(position + 1)"
    case .start: "untouched instances contribute nothing to a total"
    case .value: "the property has a value"
    case .move(let move, _): "every term of move \(move + 1) has a value"
    case .impossible(let move, _): "move \(move + 1) of the world is impossible"
    case .promise(let promise, let step, _):
      "\(text(step)) brings promise \(promise + 1) no further away while it is due"
    case .staying(let stage, let promise, let step, _):
      "\(text(step)) leads from stage \(stage + 1) of promise \(promise + 1) to no later one"
    case .stage(let stage, let promise, _):
      "in stage \(stage + 1) of promise \(promise + 1), what leads on is possible"
    }
  }

  private func text(_ step: ProofStep) -> String {
    switch step {
    case .start: "the beginning"
    case .tick: "the passing of time"
    case .idle: "that nothing happens"
    case .move(let move): "move \(move + 1) of the world"
    case .state: "a state"
    }
  }

  private func text(_ subject: Twin.Subject) -> String {
    func name(_ action: ActionID) -> String {
      system.actions.indices.contains(action.index)
        ? "`\(system.actions[action.index].name)`" : "an unknown action"
    }
    switch subject {
    case .action(let action): return "\(name(action)) can be taken"
    case .permit(let action, let rule): return "rule \(rule + 1) of \(name(action)) permits something"
    case .forbid(let action, let rule): return "rule \(rule + 1) of \(name(action)) forbids something"
    case .honest(let action, let clause):
      return "discipline \(clause + 1) of \(name(action)) excludes something"
    case .antecedent(let property):
      let isInvariant =
        system.properties.indices.contains(property.index)
        && system.properties[property.index].obligation == nil
      return isInvariant
        ? "the left side of the property can hold" : "the property can ask for something that is not so already"
    }
  }
}
