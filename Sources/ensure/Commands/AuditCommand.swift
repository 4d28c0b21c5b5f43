import ArgumentParser
import EnsureAudit
import EnsureFiles
import EnsureModel
import EnsureSemantics
import EnsureVerify

/// `ensure audit`: what the small program `ensure-kernel` does, from the same room.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Recheck certificates against a spec or a Horn problem, without a solver.",
    discussion: """
      Says what each certificate shows, under which assumptions, and what has to be trusted for that. Exit status 0 if \
      all are accepted, 1 if one is refused. The program ensure-kernel does the same and has no solver linked into it.
      """)

  @Argument(help: "The spec, or the Horn problem (.smt2).", completion: .file(extensions: ["ens", "smt2"]))
  var spec: String

  @Argument(help: "The certificates, or folders of them.", completion: .file(extensions: ["cert"]))
  var certificates: [String]

  func run() throws {
    guard let system = HornFile.loadAny(spec) else { Output.finish(.specErrors) }
    var audit = Audit(system)
    let named = NamedFiles(certificates, ending: ".cert")
    if let (path, why) = named.problems.first { throw ValidationError("`\(path)` cannot be searched: \(why)") }
    let files = try named.entries.map { (path: $0.path, bytes: try CertificateFile.read($0.path)) }
    let judge = audit
    // The longest first, so that nobody is left with it in the end.
    let order = files.indices.sorted { files[$0].bytes.count > files[$1].bytes.count }
    let entries = Background.map(order, width: Background.processors) {
      (position: $0, entry: judge.judge(files[$0].bytes, name: files[$0].path))
    }
    for (_, entry) in entries.sorted(by: { $0.position < $1.position }) { audit.take(entry) }
    Output.write(audit.text)
    Output.finish(audit.status)
  }
}

/// Certificates on disk.
enum CertificateFile {
  static func read(_ path: String) throws -> [UInt8] {
    do throws(ImportProblem) {
      return try FileImporter.contents(of: path)
    } catch {
      let why =
        switch error {
        case .notFound: "there is no such file"
        case .outsideRoot: "it lies outside its root"
        case .unreadable(let why): why
        }
      throw ValidationError("`\(path)` cannot be read: \(why)")
    }
  }

  /// What the certificate of a proof is called.
  static func name(_ proof: Proof, _ system: TransitionSystem) -> String {
    name(proof.property.map { system.properties[$0.index].name } ?? "definedness", proof.threats, system)
  }

  /// What the certificate is called which says that something never comes about.
  static func name(_ impossibility: Impossibility, _ system: TransitionSystem) -> String {
    func words(_ action: ActionID) -> String {
      system.actions[action.index].name + Self.number(system.position(amongNamesakesOf: action))
    }
    let subject =
      switch impossibility.subject {
      case .antecedent(let property): system.properties[property.index].name
      case .action(let action): words(action)
      case .permit(let action, let rule): "\(words(action))-permit-\(rule + 1)"
      case .forbid(let action, let rule): "\(words(action))-forbid-\(rule + 1)"
      case .honest(let action, let clause): "\(words(action))-honest-\(clause + 1)"
      }
    return name("never-\(subject)", impossibility.threats, system)
  }

  /// What the certificate is called which says that an instance is stuck.
  static func name(stuck property: PropertyID, _ threats: Set<ThreatID>, _ system: TransitionSystem) -> String {
    name("stuck-\(system.properties[property.index].name)", threats, system)
  }

  /// What tells namesakes apart: nothing for the first of them.
  private static func number(_ position: Int) -> String { position == 0 ? "" : "-\(position + 1)" }

  private static func name(_ goal: String, _ threats: Set<ThreatID>, _ system: TransitionSystem) -> String {
    let world =
      threats.isEmpty
      ? "honest" : threats.sorted().map { system.threats[$0.index].name }.joined(separator: "+")
    return "\(system.name).\(goal).\(world).cert"
  }
}
