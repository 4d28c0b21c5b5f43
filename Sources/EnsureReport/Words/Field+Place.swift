import EnsureModel

extension Field {
  /// The name of the place that a field of kind `place` is part of.
  var placeName: String { String(name.prefix { $0 != "." }) }
}
