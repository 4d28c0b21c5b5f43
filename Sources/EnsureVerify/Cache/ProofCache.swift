import EnsureKernel
import EnsureModel
import EnsureObligations

/// Proofs of this run and, where there is a folder for them, of earlier ones, each under the digest of what its goal means
/// in its world (`Meaning`). Comments, layout and names make no difference to that, nor does what the goal cannot depend
/// on; a proof that has been found in one world is one in every other world that means the same.
///
/// Nothing that is kept is believed. The kernel checks it against the spec at hand before anybody gets to see it, and
/// again before a verdict is printed; what it does not accept is as if it were not there.
public struct ProofCache {
  private let folder: CacheFolder?
  private let complain: (String) -> Void
  /// The first certificate of each meaning that was accepted or found in this run.
  private var known: [[UInt8]: Certificate] = [:]
  /// Whether the folder is written to: not any more once that has failed.
  private var isKept: Bool

  /// The proofs of this run, and those in a folder.
  ///
  /// - Parameter complain: is told, once at most, why nothing can be kept there.
  public init(_ folder: CacheFolder? = nil, complain: @escaping (String) -> Void = { _ in }) {
    self.folder = folder
    self.complain = complain
    isKept = folder != nil
  }

  /// A certificate of the goal in the world, without witnesses, that the kernel accepts but for these; nil if there is
  /// none.
  mutating func certificate(of goal: ProofGoal, in world: World, _ kernel: Kernel) -> [UInt8]? {
    let meaning = Meaning(of: goal, in: world)
    if let first = known[meaning.digest] { return Self.accepted(first, meaning, kernel)?.bytes }
    guard let bytes = folder?.read(meaning.digest), let kept = try? Certificate(bytes: bytes),
      kept.digest == meaning.digest, let certificate = Self.accepted(kept, meaning, kernel)
    else { return nil }
    folder?.touch(meaning.digest)
    known[meaning.digest] = certificate
    return certificate.bytes
  }

  /// Keeps a certificate that an engine has made of the goal in the world.
  ///
  /// - Returns: the one to use: of all that mean the same the first, so that it makes no difference which of them are
  ///   known from earlier runs.
  mutating func keep(_ bytes: [UInt8], of goal: ProofGoal, in world: World, _ kernel: Kernel) -> [UInt8] {
    let meaning = Meaning(of: goal, in: world)
    if let first = known[meaning.digest] { return Self.accepted(first, meaning, kernel)?.bytes ?? bytes }
    known[meaning.digest] = try? Certificate(bytes: bytes)
    if isKept, let why = folder?.write(bytes, meaning.digest) {
      isKept = false
      complain(why)
    }
    return bytes
  }

  /// Makes room in the folder, where too much is kept.
  func trim() { folder?.trim() }

  /// The certificate in the words of the spec at hand, if the kernel accepts it. The witnesses are what the kernel looks
  /// at last, and they are found anew in each run.
  private static func accepted(_ kept: Certificate, _ meaning: Meaning, _ kernel: Kernel) -> Certificate? {
    let certificate = kept.witnessed(by: []).renamed(for: meaning)
    do throws(KernelError) {
      let acceptance = try kernel.check(certificate)
      guard acceptance.goal == meaning.goal, acceptance.threats == meaning.world.threats else { return nil }
    } catch {
      guard case .unwitnessed = error else { return nil }
    }
    return certificate
  }
}
