import EnsureModel
import EnsureSemantics
import Glibc
import Testing

@testable import EnsureVerify

/// A worker that lies: what it claims is replayed, found wrong, said, saved, and status 70.
@Suite struct ContradictionTests {
  private static let text = """
    system Light
    role Keeper
    global on: Bool = false
    action switchOn() by Keeper requires not on { on = true }
    invariant Whole: on or not on

    """
  private let folder = Folder()

  /// Writes the spec, and a program that claims without any reason that the invariant is violated.
  private func prepare() throws {
    folder.write("light.ens", Self.text)
    let compiled = Compiler.compile(text: Self.text, path: "light.ens").system
    let system = try #require(compiled)
    let scope = Scope(instances: Scope.defaultCounts(system))
    let trace = Trace(scope: scope, threats: [], initial: State(values: [0]), steps: [])
    let events: [JobEvent] = [
      .violated(PropertyID(0), Violation(trace: trace, failure: .property([]))),
      .finished(states: 1, checks: 1),
    ]
    let greeting = Greeting(version: Greeting.version, fingerprint: system.fingerprint)
    folder.write("lies", Frame.wrap(greeting.wire) + events.flatMap { Frame.wrap($0.wire) })
    folder.write("liar", "#!/bin/sh\nexec cat '\(folder.path("lies"))'\n")
    chmod(folder.path("liar"), 0o755)
  }

  private func run(_ more: [String] = [], _ change: (inout Command) -> Void = { _ in }) throws -> Run {
    try prepare()
    return try ensure(
      ["verify", "light.ens", "--worker", folder.path("liar")] + more, in: folder, change)
  }

  @Test func isSavedWithEverythingThatADeveloperNeeds() throws {
    defer { folder.remove() }
    let run = try run()
    #expect(run.status == 70, "\(run)")
    #expect(run.output.contains("internal error: Ensure contradicts itself"), "\(run)")
    #expect(!run.output.contains("is violated in"), "\(run)")
    let names = folder.names.filter { $0.hasPrefix("ensure-case-") }
    let name = try #require(names.first)
    #expect(names.count <= 2, "one for each engine that was asked")
    #expect(run.errors.contains("the case is saved as `\(name)`"), "\(run)")
    let saved = folder.text(name)
    for part in ["ensure 0.", "refusal: ", "world: honest", "file: light.ens", Self.text] {
      #expect(saved.contains(part), "\(saved)")
    }
  }

  @Test func isSavedWhereOneIsTold() throws {
    defer { folder.remove() }
    mkdir(folder.path("cases"), 0o755)
    #expect(try run(["--save-cases", "cases"]).status == 70)
    #expect(!folder.names.contains { $0.hasPrefix("ensure-case-") })
  }

  @Test func isAnInternalErrorEvenIfItCannotBeSaved() throws {
    defer { folder.remove() }
    let run = try run(["--save-cases", "nowhere"])
    #expect(run.status == 70, "\(run)")
    #expect(run.errors.contains("the case cannot be saved"), "\(run)")
  }

  @Test func aFolderThatMayNotBeWrittenIsSaid() throws {
    defer { folder.remove() }
    let run = try run { $0.isUnprivileged = true }
    #expect(run.status == 70, "\(run)")
    #expect(run.errors.contains("the case cannot be saved"), "\(run)")
    #expect(!folder.names.contains { $0.hasPrefix("ensure-case-") })
  }

  @Test func aFullDiskIsSaidAndLeavesNoHalfOfACase() throws {
    defer { folder.remove() }
    mkdir(folder.path("full"), 0o755)
    // Only root may mount; elsewhere there is no disk that a test could fill.
    guard geteuid() == 0, mount("tmpfs", folder.path("full"), "tmpfs", 0, "size=4k") == 0 else { return }
    defer { umount(folder.path("full")) }
    folder.write("full/filler", [UInt8](repeating: 0, count: 4096))
    let run = try run(["--save-cases", "full"])
    #expect(run.status == 70, "\(run)")
    #expect(run.errors.contains("the case cannot be saved"), "\(run)")
    let left = Folder.names(in: folder.path("full"))
    #expect(left == ["filler"])
  }
}

extension Scope {
  /// The counts that a verification begins with.
  fileprivate static func defaultCounts(_ system: TransitionSystem) -> [Int] {
    (try? VerificationScopes(system, nil))?.asked.instances ?? []
  }
}
