import ArgumentParser
import EnsureModel
import EnsureReport
import EnsureSemantics
import EnsureSyntax
import EnsureVerify

/// The specs that one `ensure verify` is about, read, and what is asked of each.
struct VerificationRun {
  /// One spec.
  struct Spec {
    let path: String
    /// The spec, or why it could not be read.
    let loaded: Result<LoadedSpec, SpecProblem>
    /// What is asked of it.
    var options = VerificationOptions()
    /// What it may take.
    var limits: LimitOptions
    /// Why it is not verified although it could be read.
    var problem: SpecProblem?
    /// What is wrong with its `ensure.toml`, if nobody has said it yet.
    var settings: SpecReport?
  }

  /// The specs, in order.
  private(set) var specs: [Spec] = []
  /// What the command line says that verifying each may take.
  private let limits: LimitOptions

  /// Reads everything that the command line names, and complains about it.
  ///
  /// - Throws: if the command line names a property or threat that is nowhere.
  init(
    _ paths: [String], _ bounds: BoundOptions, _ limits: LimitOptions, properties: [String], threats: [String]
  ) throws {
    self.limits = limits
    let files = NamedFiles(paths)
    for (path, why) in files.problems {
      add(path, .failure(SpecProblem(code: .unreadableFile, message: "`\(path)` cannot be searched: \(why)")))
    }
    for entry in files.entries {
      do throws(SpecProblem) {
        let loaded = try LoadedSpec.open(entry.path)
        if entry.isFound && loaded.isLibrary { continue }
        add(entry.path, .success(loaded))
      } catch {
        add(entry.path, .failure(error))
      }
    }
    readSettings(bounds, limits)
    try choose(properties, threats)
  }

  /// Reads the `ensure.toml` of each spec's root, each once. Where one is wrong, it takes the place of the specs below
  /// it, which are not verified with limits that nobody has meant.
  private mutating func readSettings(_ asked: BoundOptions, _ askedLimits: LimitOptions) {
    var known: [String: SpecSettings?] = [:]
    var broken: [String: SpecReport] = [:]
    for position in specs.indices {
      guard case .success(let loaded) = specs[position].loaded else { continue }
      var (bounds, limits) = (asked, askedLimits)
      do throws(SpecProblem) {
        let read: SpecSettings?
        if let settings = known[loaded.root] {
          read = settings
        } else {
          read = try SpecSettings.read(loaded.root)
        }
        known[loaded.root] = .some(read)
        if var settings = read {
          settings.fill(&bounds)
          settings.fill(&limits)
          if !settings.isUsable {
            if broken[loaded.root] == nil {
              let report = settings.complain()
              broken[loaded.root] = report
              specs[position].settings = report
            }
            throw SpecProblem(
              message: "the settings of `\(specs[position].path)` have errors: `\(settings.path)`")
          }
        }
        bounds.apply(to: &specs[position].options)
        limits.apply(to: &specs[position].options)
        specs[position].limits = limits
      } catch {
        error.complain()
        specs[position].problem = error
      }
    }
  }

  private mutating func add(_ path: String, _ loaded: Result<LoadedSpec, SpecProblem>) {
    switch loaded {
    case .failure(let problem): problem.complain()
    case .success(let spec): spec.complain()
    }
    specs.append(Spec(path: path, loaded: loaded, limits: limits))
  }

  // MARK: What is asked

  /// Finds the properties and threats that are asked for. Among several specs, one that has none of them is left out.
  private mutating func choose(_ properties: [String], _ threats: [String]) throws {
    let systems = specs.compactMap(\.system)
    if let only = systems.first, systems.count == 1 {
      for name in properties { _ = try Names.property(name, in: only) }
      for name in threats { _ = try Names.threats(name, in: only) }
    }
    if !systems.isEmpty {
      for name in properties where !systems.contains(where: { Self.property(name, $0) != nil }) {
        throw ValidationError("none of the specs has a property `\(name)`")
      }
      for name in threats where !systems.contains(where: { Self.threats(name, $0) != nil }) {
        throw ValidationError("none of the specs has the threat `\(name)`")
      }
    }
    for position in specs.indices {
      guard let system = specs[position].system else { continue }
      specs[position].options.properties = properties.compactMap { Self.property($0, system) }
      specs[position].options.worlds = threats.compactMap { Self.threats($0, system) }
    }
    specs.removeAll { spec in
      spec.system != nil
        && (spec.options.properties.isEmpty != properties.isEmpty
          || spec.options.worlds.isEmpty != threats.isEmpty)
    }
  }

  private static func property(_ name: String, _ system: TransitionSystem) -> PropertyID? {
    try? Names.property(name, in: system)
  }

  private static func threats(_ name: String, _ system: TransitionSystem) -> Set<ThreatID>? {
    try? Names.threats(name, in: system)
  }

  /// Asks for the smallest combinations of threats that break each property, too.
  mutating func seekMinimalThreats() {
    for position in specs.indices { specs[position].options.seeksMinimalThreats = true }
  }

  /// Asks for what of the spec each proof needs, too.
  mutating func explainProofs() {
    for position in specs.indices { specs[position].options.explainsProofs = true }
  }

  // MARK: Verifying

  /// Verifies one of the specs.
  ///
  /// - Parameter proofs: the proofs that are kept.
  func verify(_ spec: Spec, _ proofs: ProofCache = ProofCache()) -> SpecReport {
    guard case .success(let loaded) = spec.loaded else {
      guard case .failure(let problem) = spec.loaded else {
        return SpecReport(path: spec.path, outcome: .wrong)
      }
      return SpecReport(path: spec.path, outcome: .problem(problem))
    }
    func report(_ outcome: SpecReport.Outcome) -> SpecReport {
      SpecReport(
        path: spec.path, files: loaded.reportedFiles, diagnostics: loaded.compilation.diagnostics,
        omittedDiagnostics: loaded.compilation.omittedDiagnostics, outcome: outcome)
    }
    func problem(_ problem: SpecProblem) -> SpecReport {
      problem.complain()
      return report(.problem(problem))
    }
    if let problem = spec.problem { return report(.problem(problem)) }
    guard let system = loaded.compilation.system else { return report(.wrong) }
    guard !system.name.isEmpty else {
      return problem(
        SpecProblem(
          message: "`\(spec.path)` has no `system` line: it is there to be imported, not to be verified"))
    }
    do throws(VerificationError) {
      let progress = ProgressLine(system, path: spec.path)
      defer { ProgressLine.clear() }
      let pool = spec.limits.pool(loaded.bundle, system, onEvent: progress.note)
      let found = try Verification(system, spec.options, runner: pool, cache: proofs).run()
      spec.limits.saveCases(found, of: loaded.bundle)
      return report(.verified(system, found))
    } catch {
      return problem(SpecProblem(message: error.description, status: .usage))
    }
  }
}

extension VerificationRun.Spec {
  /// The meaning, if the spec has one.
  fileprivate var system: TransitionSystem? {
    guard case .success(let spec) = loaded, let system = spec.compilation.system, !system.name.isEmpty else {
      return nil
    }
    return system
  }
}
