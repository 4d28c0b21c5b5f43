import EnsureModel
import EnsureSemantics
import EnsureSyntax

/// What must be true of what the front end makes of any text.
enum CompilationLaws {
  static func violation(of compilation: Compilation) -> String? {
    if compilation.hasErrors != (compilation.system == nil) {
      return compilation.hasErrors ? "there are errors, and a model" : "there are no errors, and no model"
    }
    for (index, file) in compilation.files.enumerated() {
      let own = compilation.diagnostics.filter { Int($0.primary.range.file.index) == index }
      if let problem = TreeLaws.diagnostics(own, in: file.bytes) { return problem }
    }
    if let stray = compilation.diagnostics.first(where: { diagnostic in
      let ranges =
        [diagnostic.primary.range] + diagnostic.secondary.map(\.range) + diagnostic.fixIts.map(\.range)
      return ranges.contains { !compilation.files.indices.contains(Int($0.file.index)) }
    }) {
      return "\(stray.code.rawValue) points into a file that there is not"
    }
    if Set(compilation.diagnostics).count != compilation.diagnostics.count { return "something is said twice" }
    if !compilation.hasErrors, Fingerprint.mentionsError(compilation.typed) {
      return "an expression or type is wrong, nothing was said, and the model was made from it"
    }
    return nil
  }
}
