/// A proposition of a `SolverContext`: a term of sort Bool, kept alive by its context. Equal propositions of one
/// context are equal handles, since Z3 shares equal terms.
public struct Proposition: Hashable {
  let node: OpaquePointer

  init(node: OpaquePointer) { self.node = node }
}
