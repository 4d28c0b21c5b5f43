import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureReport
import Foundation
import Testing

@testable import EnsureVerify

/// Proofs of earlier runs: they save the search, and nothing that lies in their folder makes anything `proved` that is not.
@Suite final class ProofCacheTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
    "ensure-cache-\(UUID().uuidString)")

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Three goals that are proved, and two that the bounded search does not refute either: `Low` fails behind 21 steps, and
  /// `Whole` in the thief's world behind 30.
  private static let text = """
    system Till
    role Clerk
    entity Drawer {
      coins: Int = 0
      notes: Int = 0
    }
    global sold: Int = 0
    global taken: Int = 0
    action sell(d: Drawer, n: Int) by Clerk requires n > 0 {
      d.coins += n
      sold += n
    }
    action change(d: Drawer) by Clerk requires d.coins > 0 {
      d.coins -= 1
      d.notes += 1
    }
    action ring() by Clerk { taken += 1 }
    invariant Coins(d: Drawer): d.coins >= 0
    invariant Notes(d: Drawer): d.notes >= 0
    invariant Sold: sold >= 0
    invariant Low: taken <= 20
    invariant Whole: taken >= 0
    threat Thief { step steal() requires taken > 29 { taken = 0 - 1 } }
    """

  /// Does jobs here, and remembers those that look for proofs.
  private final class Watched: JobRunner {
    private let runner: InProcessRunner
    private(set) var goals: [String] = []
    private let system: TransitionSystem

    init(_ system: TransitionSystem) {
      self.system = system
      runner = InProcessRunner(system)
    }

    var isInterrupted: Bool { false }

    func run(_ jobs: [Job], until deadline: Deadline?) -> [JobOutcome] {
      for job in jobs where job.engine == .proof {
        goals += job.properties.map { "\(system.properties[$0.index].name) \(system.title(of: job.threats))" }
        if job.wantsDefinedness { goals.append("definedness \(system.title(of: job.threats))") }
      }
      return runner.run(jobs, until: deadline)
    }
  }

  /// What a run says, and what it has looked for.
  private struct Outcome {
    let system: TransitionSystem
    let report: VerificationReport
    /// The goals that a proof was searched of.
    let searched: [String]

    /// Everything that is printed but the number of questions.
    var text: String {
      VerificationText(system, report, style: .plain, files: []).text.replacing(/\d+ questions?/, with: "")
        + ProofText(system, report).text
    }

    var certificates: [[UInt8]] { report.proofs.map(\.certificate) }

    var proved: Set<String> {
      Set(
        report.proofs.map { proof in
          let name = proof.property.map { system.properties[$0.index].name } ?? "definedness"
          return "\(name) \(system.title(of: proof.threats))"
        })
    }
  }

  private func run(_ store: CacheFolder?, kernel: Kernel? = nil) throws -> Outcome {
    try run(try ProofBench.system(Self.text), store, kernel: kernel)
  }

  private func run(_ text: String, _ store: CacheFolder?) throws -> Outcome {
    try run(try ProofBench.system(text), store)
  }

  private func run(_ system: TransitionSystem, _ store: CacheFolder?, kernel: Kernel? = nil) throws -> Outcome {
    let runner = Watched(system)
    var options = VerificationOptions()
    options.engines = [.bounded, .proof]
    options.depth = 3
    let report = try Verification(
      system, options, runner: runner, kernel: kernel ?? Kernel(system), cache: ProofCache(store)
    ).run()
    return Outcome(system: system, report: report, searched: runner.goals)
  }

  private var store: CacheFolder { CacheFolder(folder.path) }

  private func entries() throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).sorted {
      $0.path < $1.path
    }
  }

  /// Where the proof of a goal is kept.
  private func file(_ property: String, _ threats: [String], _ system: TransitionSystem) throws -> URL {
    let digest = try meaning(property, threats, system).digest
    let name = digest.map { String(Int($0) + 256, radix: 16).dropFirst() }.joined()
    return folder.appendingPathComponent("\(name).proof")
  }

  private func meaning(_ property: String, _ threats: [String], _ system: TransitionSystem) throws -> Meaning {
    let id = PropertyID(try #require(system.properties.firstIndex { $0.name == property }))
    let at = threats.compactMap { name in system.threats.firstIndex { $0.name == name } }
    return Meaning(of: .property(id), in: World(system, threats: Set(at.map { ThreatID($0) })))
  }

  // MARK: Hits

  @Test func aHitSkipsTheSearchAndChangesNothing() throws {
    let without = try run(nil)
    let cold = try run(store)
    let warm = try run(store)
    #expect(without.proved.isSuperset(of: ["Coins honest", "Notes honest", "Sold honest", "Whole honest"]))
    #expect(!without.searched.isEmpty)
    #expect(cold.searched == without.searched)
    // What has no proof is looked for again, and only that.
    #expect(Set(warm.searched) == ["Low honest", "Whole Thief"])
    #expect(warm.report.checks <= cold.report.checks)
    for outcome in [cold, warm] {
      #expect(outcome.text == without.text)
      #expect(outcome.certificates == without.certificates)
      #expect(outcome.report.status == without.report.status)
    }
  }

  @Test func whatIsKnownFromEveryWorldIsSearchedOnce() throws {
    let searched = try run(nil).searched
    // The thief has nothing to do with coins.
    #expect(searched.contains("Coins honest"))
    #expect(!searched.contains("Coins Thief"))
    #expect(try run(nil).proved.contains("Coins Thief"))
  }

  @Test func commentsLayoutAndNamesMakeNoDifference() throws {
    _ = try run(store)
    let other =
      "// what a till is\n"
      + Self.text.replacing("Coins", with: "Small").replacing("coins", with: "cents").replacing(
        "Thief", with: "Robber"
      ).replacing("taken", with: "counted").replacing("{ counted += 1 }", with: "{\n    counted += 1\n}")
    let warm = try run(other, store)
    #expect(Set(warm.searched) == ["Low honest", "Whole Robber"])
    let without = try run(other, nil)
    #expect(warm.text == without.text)
    #expect(warm.certificates == without.certificates)
    #expect(warm.proved.contains("Small honest"))
  }

  @Test func aChangeOfMeaningMisses() throws {
    _ = try run(store)
    let changed = Self.text.replacing("requires n > 0", with: "requires n >= 0 - 5")
    let warm = try run(changed, store)
    #expect(warm.searched.contains("Notes honest"))
    #expect(warm.text == (try run(changed, nil)).text)
    #expect(!warm.proved.contains("Coins honest"))
    #expect(!warm.searched.contains("Whole honest"), "what does not depend on the change is still known")
  }

  /// Whichever proof is missing: with the others known, it is found.
  @Test(arguments: ["", "Specs/card-checkout.ens"])
  func aProofThatIsMissingIsFoundBesideTheOthers(_ path: String) throws {
    let system = try path.isEmpty ? ProofBench.system(Self.text) : ProofBench.system(at: path)
    let cold = try run(system, store)
    for entry in try entries() {
      try FileManager.default.removeItem(at: entry)
      let warm = try run(system, store)
      #expect(warm.proved == cold.proved)
      #expect(warm.report.status == cold.report.status)
    }
  }

  // MARK: Damage

  @Test func aChangedByteIsAMiss() throws {
    let system = try run(store).system
    let world = World(system, threats: [])
    let goal = try meaning("Coins", [], system).goal
    let file = try file("Coins", [], system)
    let whole = Array(try Data(contentsOf: file))
    var cache = ProofCache(store)
    #expect(cache.certificate(of: goal, in: world, Kernel(system)) != nil)
    func isKnown(_ bytes: [UInt8]) throws -> Bool {
      try Data(bytes).write(to: file)
      var cache = ProofCache(store)
      return cache.certificate(of: goal, in: world, Kernel(system)) != nil
    }
    for position in whole.indices {
      var changed = whole
      changed[position] ^= UInt8(1 << (position % 8))
      #expect(try !isKnown(changed), "byte \(position)")
    }
    for length in 0..<whole.count { #expect(try !isKnown(Array(whole[..<length])), "the first \(length)") }
    #expect(try !isKnown(whole + [0]))
    #expect(try isKnown(whole))
  }

  @Test func damagedEntriesAreSearchedAgainAndReplaced() throws {
    let cold = try run(store)
    let before = try entries().map { try Data(contentsOf: $0) }
    for (position, entry) in try entries().enumerated() {
      var bytes = try Data(contentsOf: entry)
      bytes[bytes.count / 2 + position] ^= 1
      try bytes.write(to: entry)
    }
    let repaired = try run(store)
    #expect(repaired.searched == cold.searched)
    #expect(repaired.text == cold.text)
    #expect(repaired.certificates == cold.certificates)
    #expect(try entries().map { try Data(contentsOf: $0) } == before)
  }

  // MARK: Forgery

  /// What is kept under the digest of something that is not so, with a form that is right in all else.
  @Test(arguments: [("Low", [String]()), ("Whole", ["Thief"])])
  func aForgedEntryProvesNothing(_ property: String, _ threats: [String]) throws {
    let cold = try run(store)
    let target = try meaning(property, threats, cold.system)
    let file = try file(property, threats, cold.system)
    #expect(!cold.proved.contains("\(property) \(threats.first ?? "honest")"))
    for proof in cold.report.proofs {
      let other = try Certificate(bytes: proof.certificate)
      let forged = other.renamed(for: target)
      for certificate in [
        other, forged, forged.replacing(refutations: []), forged.replacing(hints: [0, 0]),
        forged.witnessed(by: []),
      ] {
        try Data(certificate.bytes).write(to: file)
        var cache = ProofCache(store)
        #expect(cache.certificate(of: target.goal, in: target.world, Kernel(cold.system)) == nil)
      }
      let warm = try run(store)
      #expect(warm.text == cold.text)
      #expect(warm.report.contradictions.isEmpty)
    }
  }

  @Test func swappedEntriesProveNothing() throws {
    let cold = try run(store)
    let files = try entries()
    let contents = try files.map { try Data(contentsOf: $0) }
    #expect(files.count > 2)
    for (file, bytes) in zip(files, contents.dropFirst() + contents.prefix(1)) { try bytes.write(to: file) }
    let warm = try run(store)
    #expect(warm.searched == cold.searched)
    #expect(warm.text == cold.text)
    #expect(warm.certificates == cold.certificates)
  }

  @Test func whatTheKernelRefusesIsNotProvedByAnEntry() throws {
    let cold = try run(store)
    let refused = try run(store, kernel: Kernel(cold.system, refuses: true))
    #expect(refused.proved.isEmpty)
    #expect(refused.searched.contains("Coins honest"))
    #expect(!refused.text.replacing("is not proved", with: "").contains("proved"))
  }

  // MARK: Files

  @Test(arguments: ["empty", "huge", "pipe", "folder", "link", "unreadable"])
  func whatIsNoEntryIsAsIfItWereNotThere(_ kind: String) throws {
    let cold = try run(store)
    let file = try file("Coins", [], cold.system)
    let aside = folder.appendingPathComponent("aside")
    try FileManager.default.moveItem(at: file, to: aside)
    switch kind {
    case "empty": try Data().write(to: file)
    case "huge":
      try Data().write(to: file)
      try #require(truncate(file.path, 1 << 40) == 0)
    case "pipe": try #require(mkfifo(file.path, 0o600) == 0)
    case "folder": try FileManager.default.createDirectory(at: file, withIntermediateDirectories: false)
    case "link": try FileManager.default.createSymbolicLink(at: file, withDestinationURL: aside)
    default: try #require(symlink(file.path, file.path) == 0)
    }
    let warm = try run(store)
    #expect(warm.searched.contains("Coins honest"))
    #expect(warm.text == cold.text)
    #expect(FileManager.default.fileExists(atPath: aside.path), "files of others stay")
    if kind != "folder" {
      let again = try run(store)
      #expect(!again.searched.contains("Coins honest"), "the entry was replaced")
    }
  }

  @Test func whatCannotBeKeptIsSaidOnce() throws {
    try Data().write(to: folder)
    let system = try ProofBench.system(Self.text)
    var complaints: [String] = []
    let cache = ProofCache(CacheFolder(folder.appendingPathComponent("below").path)) { complaints.append($0) }
    let report = try Verification(system, runner: nil, cache: cache).run()
    #expect(report.proofs.count > 3)
    #expect(complaints == ["Not a directory"])
  }

  @Test func theOldestEntriesGoFirst() throws {
    var limits = CacheFolder.Limits()
    limits.entries = 3
    limits.entry = 100
    let store = CacheFolder(folder.path, limits: limits)
    func digest(_ number: UInt8) -> [UInt8] { [UInt8](repeating: number, count: 32) }
    #expect(store.write([UInt8](repeating: 7, count: 101), digest(9)) != nil, "it is too large")
    for number in 0..<5 as Range<UInt8> {
      #expect(store.write([number], digest(number)) == nil)
      var times = [
        timespec(tv_sec: 1000 + Int(number), tv_nsec: 0), timespec(tv_sec: 1000 + Int(number), tv_nsec: 0),
      ]
      let name = String(repeating: "0\(number)", count: 32)
      utimensat(AT_FDCWD, folder.appendingPathComponent("\(name).proof").path, &times, 0)
    }
    for name in ["notes.txt", String(repeating: "0", count: 64), "0.proof"] {
      try Data([1]).write(to: folder.appendingPathComponent(name))
    }
    let abandoned = folder.appendingPathComponent("\(String(repeating: "0", count: 64)).proof.1.unfinished")
    try Data([1]).write(to: abandoned)
    var times = [timespec(tv_sec: 1000, tv_nsec: 0), timespec(tv_sec: 1000, tv_nsec: 0)]
    utimensat(AT_FDCWD, abandoned.path, &times, 0)
    store.touch(digest(0))
    store.trim()
    #expect((0..<5 as Range<UInt8>).filter { store.read(digest($0)) != nil } == [0, 3, 4])
    #expect(try entries().count == 6)
    limits.total = 1
    CacheFolder(folder.path, limits: limits).trim()
    #expect((0..<5 as Range<UInt8>).filter { store.read(digest($0)) != nil } == [0])
  }

  @Test func theUsualFolderIsWhereCachesAre() {
    func path(_ variables: [String: String]) -> String? { CacheFolder.usualPath { variables[$0] } }
    #expect(path(["XDG_CACHE_HOME": "/caches", "HOME": "/home/x"]) == "/caches/ensure")
    #expect(path(["HOME": "/home/x"]) == "/home/x/.cache/ensure")
    #expect(path(["XDG_CACHE_HOME": "caches", "HOME": "/home/x"]) == "/home/x/.cache/ensure")
    #expect(path(["XDG_CACHE_HOME": "", "HOME": ""]) == nil)
    #expect(path(["HOME": "x"]) == nil)
    #expect(path([:]) == nil)
  }
}
