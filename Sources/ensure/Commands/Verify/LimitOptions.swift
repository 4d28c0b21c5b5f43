public import ArgumentParser
import EnsureModel
public import EnsureVerify
import Glibc

/// What a verification may take, and what it has to come to.
struct LimitOptions: ParsableArguments {
  /// The least that a verdict has to be.
  enum Requirement: String, ExpressibleByArgument, CaseIterable { case proved, held }

  @Option(
    name: .shortAndLong, help: "How many workers search at a time; as many as there are cores by default.")
  var jobs: Int?

  @Option(
    help:
      "How long the searches of a spec may take, all together: seconds, or such as `90s`, `5min`, `1h`. With it the bounds are raised as long as time is left."
  )
  var timeout: DurationArgument?

  @Option(
    help:
      "What the solver may spend in each world, in its own units, which are the same on every machine; the search goes as deep as that lasts, up to 12 steps. 2000000 by default."
  )
  var effort: Int?

  @Option(help: "How much memory each worker may take: bytes, or such as `512M`, `2G`.")
  var memory: SizeArgument?

  @Option(help: "What a property has to be, in every cell: proved, or held. What is less is exit status 3.")
  var require: Requirement?

  @Option(
    name: .customLong("save-cases"),
    help: "Where to save the case if Ensure contradicts itself; the current folder by default.",
    completion: .directory)
  var cases: String = "."

  /// For comparisons. The explicit search by itself looks for no twins, and at some values only.
  @Option(help: .private)
  var engine: [Job.Engine] = []

  /// What it starts is not trusted: whatever it claims is replayed here.
  @Option(help: .private)
  var worker: String?

  func validate() throws {
    if let jobs, !(1...1024).contains(jobs) { throw ValidationError("there are 1 to 1024 jobs at a time") }
    if let effort, effort < 1 { throw ValidationError("an effort is at least 1") }
    if cases.isEmpty { throw ValidationError("--save-cases needs a folder") }
  }

  /// Says what is asked for.
  func apply(to options: inout VerificationOptions) {
    if let timeout { options.timeout = timeout.seconds }
    if let effort { options.budget = effort }
    if require == .proved { options.requiresProof = true }
    if !engine.isEmpty { options.engines = Set(engine) }
  }

  /// Workers for one spec.
  func pool(
    _ spec: SpecBundle, _ system: TransitionSystem, onEvent: @escaping (Job, JobEvent) -> Void = { _, _ in }
  ) -> WorkerPool {
    WorkerPool(
      spec, system, width: jobs ?? Background.processors, memory: memory?.bytes,
      program: worker ?? "/proc/self/exe",
      arguments: worker == nil ? ["worker"] : [], onEvent: onEvent)
  }

  /// Says what contradicts what, and saves it for the developers.
  func saveCases(_ report: VerificationReport, of spec: SpecBundle) {
    for details in report.contradictionDetails { CaseFile(details, spec).save(in: cases) }
  }
}

extension Job.Engine: ExpressibleByArgument {
  /// `bounded` or `explicit`.
  public init?(argument: String) {
    switch argument {
    case "bounded": self = .bounded
    case "explicit": self = .explicit
    default: return nil
    }
  }
}

/// A length of time on the command line.
struct DurationArgument: ExpressibleByArgument {
  let seconds: Double

  init?(argument: String) {
    let units: [(suffix: String, seconds: Double)] = [
      ("ms", 0.001), ("min", 60), ("h", 3600), ("s", 1), ("", 1),
    ]
    for unit in units where argument.hasSuffix(unit.suffix) {
      let digits = argument.dropLast(unit.suffix.count)
      guard let value = Self.number(digits) else { return nil }
      seconds = value * unit.seconds
      // A limit of nothing is no limit that anybody means, and one of years is a slip.
      guard seconds >= 0.001, seconds <= 7 * 24 * 3600 else { return nil }
      return
    }
    return nil
  }

  /// Digits, with a point among them perhaps.
  private static func number(_ text: Substring) -> Double? {
    guard let first = text.utf8.first, (0x30...0x39).contains(first),
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }), text.utf8.count <= 20
    else { return nil }
    return Double(text)
  }
}

/// An amount of memory on the command line.
struct SizeArgument: ExpressibleByArgument {
  let bytes: Int

  init?(argument: String) {
    let units = [("K", 10), ("M", 20), ("G", 30), ("T", 40)]
    var digits = argument[...]
    for suffix in ["iB", "B"] where digits.hasSuffix(suffix) {
      digits = digits.dropLast(suffix.count)
      break
    }
    var shift = 0
    if let unit = units.first(where: { digits.hasSuffix($0.0) || digits.hasSuffix($0.0.lowercased()) }) {
      digits = digits.dropLast()
      shift = unit.1
    }
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int(digits)
    else { return nil }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: 1 << shift)
    // With less no worker gets as far as reading its job.
    guard !overflow, bytes >= 16 << 20, bytes <= 1 << 50 else { return nil }
    self.bytes = bytes
  }
}
