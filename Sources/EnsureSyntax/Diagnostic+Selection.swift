extension Diagnostic {
  /// Nobody reads more diagnostics than this of one spec.
  public static let mostShown = 1_000

  /// The diagnostics of a spec that are worth showing, in their order, and how many others there are. Errors come
  /// before what is not an error, so that a spec with errors never looks like one without.
  public static func selection(of diagnostics: [Diagnostic]) -> (shown: [Diagnostic], omitted: Int) {
    guard diagnostics.count > mostShown else { return (diagnostics, 0) }
    var errors = min(mostShown, diagnostics.count { $0.severity == .error })
    var others = mostShown - errors
    let shown = diagnostics.filter { diagnostic in
      if diagnostic.severity == .error {
        errors -= 1
        return errors >= 0
      }
      others -= 1
      return others >= 0
    }
    return (shown, diagnostics.count - shown.count)
  }
}
