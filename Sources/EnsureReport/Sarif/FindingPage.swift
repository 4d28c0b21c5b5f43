/// What a kind of finding means and what to do about it: the help of a SARIF rule.
struct FindingPage {
  /// The kind in a few words.
  let title: String
  /// What it means.
  let meaning: String
  /// What to do.
  let help: String

  /// The page of a kind.
  init(_ kind: Finding.Kind) {
    switch kind {
    case .violated:
      title = "A property is violated"
      meaning = """
        There is a run of the system, in the world that the result names, that breaks the property. The run is the \
        shortest one, and an independent interpreter has replayed it.
        """
      help = """
        Follow the steps of the code flow: each stands at the action that is taken. Then add the guard, policy or \
        check that is missing. If it is a weakness that you live with, write it down: `accept P under T because \
        "..."`; if it is a fact of the model, `expect P violated under T`.
        """
    case .undefinedStep:
      title = "A step has no meaning"
      meaning = """
        Somebody who may take a step meets a term without a value in it: a division by zero, a field of `none`, or a \
        value outside its type.
        """
      help = "Add to the action's `requires` what keeps the term from being met, or widen the type."
    case .vacuous:
      title = "A property says nothing"
      meaning = "The property holds only because something in it can never happen."
      help = "Look for a guard that is too strong, or for a condition that nothing fulfils."
    case .unknown:
      title = "Nothing is known of a property"
      meaning = "The property was neither refuted nor held within the limits of the run. It says why."
      help = "Raise the limit that the message names, or narrow the scope."
    case .unproved:
      title = "A property is not proved"
      meaning = "No violation was found as far as was looked, and the run asked for proofs."
      help = "Ask for less with `--require held`, or strengthen the property so that it can be proved."
    case .wrongDecision:
      title = "A decision is wrong"
      meaning = "`expect` or `accept` says that a property is violated, and it is proved there."
      help = "Remove the decision: what it was about no longer exists."
    case .undecidedDecision:
      title = "A decision cannot be judged"
      meaning = """
        `expect` or `accept` says that a property is violated, and the run has neither found a violation nor proved \
        that there is none.
        """
      help = "Remove the decision if the weakness was mended; else search deeper."
    case .failedScenario:
      title = "A scenario fails"
      meaning = "A story that must be possible is not, or something that it claims does not hold."
      help = "Mend the system if the story is right, else the story."
    case .undecidedScenario:
      title = "A scenario could not be run to its end"
      meaning = "The scenario leaves so much open that not all of it could be tried."
      help = "Say more in the scenario: who acts, and what is given."
    case .contradiction:
      title = "Ensure contradicts itself"
      meaning = "Two parts of Ensure disagree about this spec. No verdict of the run can be trusted."
      help = "Please report it, with the spec."
    }
  }
}
