public import EnsureExplore
import EnsureModel

/// Why a scope cannot be searched, and what to do about it.
func describe(_ error: ExploreError) -> String {
  switch error {
  case .noInitialState: "no initial state lies in the scope; widen it with --scope"
  case .tooLarge(let what, let limit): "the scope has more than \(limit) \(what); narrow it with --scope"
  case .disagreement(let what, _): "search and interpreter disagree: \(what)"
  case .unbounded(let name): "`\(name)` has no range; give it one: --scope \(name)=0..3"
  case .layout(.instances): "the scope has no instance of something that has at least one"
  case .layout(.infiniteKeys(_, let key)): "the key number \(key) of a keyed entity has no bounds"
  case .layout(.tooLarge): "the scope has too many instances; narrow it with --scope"
  }
}

extension ExploreError {
  /// Why a world cannot be searched, and what to do about it.
  public var words: String { describe(self) }
}
