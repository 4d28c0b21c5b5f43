import ArgumentParser
import EnsureFiles
import EnsureReport
import EnsureSemantics
import EnsureSyntax
import EnsureVerify

/// The `ensure.toml` of a spec's root, read.
struct SpecSettings {
  /// The path to call it by.
  let path: String
  let file: ReportedFile
  let settings: Settings
  private(set) var diagnostics: [Diagnostic]

  /// The settings of the folder `root`; nil if there is no `ensure.toml` in it.
  ///
  /// - Throws: why there is one that cannot be read.
  static func read(_ root: String) throws(SpecProblem) -> SpecSettings? {
    let path = root == "/" ? "/ensure.toml" : "\(root)/ensure.toml"
    do throws(ImportProblem) {
      guard let bytes = try FileImporter.settings(path) else { return nil }
      return SpecSettings(path, bytes)
    } catch {
      let why = if case .unreadable(let why) = error { why } else { "it is not there" }
      throw SpecProblem(code: .unreadableFile, message: "`\(path)` cannot be read: \(why)")
    }
  }

  private init(_ path: String, _ bytes: [UInt8]) {
    self.path = path
    file = ReportedFile(path: path, bytes: bytes)
    settings = Settings(bytes, file: FileID(index: 0))
    diagnostics = settings.diagnostics
  }

  /// Whether the settings can be used.
  var isUsable: Bool { diagnostics.isEmpty }

  /// What the settings say where the command line says nothing. What an option could not take is a complaint.
  mutating func fill(_ bounds: inout BoundOptions) {
    fill(.depth, &bounds.depth, Int.init, { $0 >= 0 }, "a depth is not negative")
    fill(.states, &bounds.states, Int.init, { $0 >= 1 }, "at least one state is looked at")
    guard bounds.scope == nil, let text = settings.entries[.scope]?.text else { return }
    do throws(VerificationError) {
      bounds.scope = try ScopeArgument(text)
    } catch {
      complain(.scope, error.description)
    }
  }

  /// The same for what verifying may take.
  mutating func fill(_ limits: inout LimitOptions) {
    fill(.jobs, &limits.jobs, Int.init, { (1...1024).contains($0) }, "there are 1 to 1024 jobs at a time")
    fill(
      .memory, &limits.memory, { SizeArgument(argument: $0) }, { _ in true },
      "an amount of memory is such as `512M` or `2G`")
    fill(
      .timeout, &limits.timeout, { DurationArgument(argument: $0) }, { _ in true },
      "a time is such as `90s` or `5min`")
    fill(
      .require, &limits.require, { LimitOptions.Requirement(rawValue: $0) }, { _ in true },
      "this is neither `proved` nor `held`")
  }

  /// The same for one option.
  mutating func fill<Value>(
    _ key: Settings.Key, _ option: inout Value?, _ read: (String) -> Value?,
    _ fits: (Value) -> Bool,
    _ complaint: String
  ) {
    guard let text = settings.entries[key]?.text else { return }
    guard let value = read(text), fits(value) else { return complain(key, complaint) }
    option = option ?? value
  }

  /// Complains about a value.
  private mutating func complain(_ key: Settings.Key, _ message: String) {
    if let diagnostic = settings.complaint(about: key, message) { diagnostics.append(diagnostic) }
  }

  /// Prints what is wrong, and gives it as a part of the run.
  func complain() -> SpecReport {
    let renderer = DiagnosticRenderer(
      files: [file], style: Output.errorsAreColoured ? .coloured : .plain)
    Output.complain(renderer.text(diagnostics))
    return SpecReport(path: path, files: [file], diagnostics: diagnostics, outcome: .wrong)
  }
}
