import ArgumentParser
import EnsureVerify
import Glibc

/// Where proofs are kept from run to run.
struct CacheOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Keep proofs in this folder; `ensure` in $XDG_CACHE_HOME or in ~/.cache by default.",
      discussion:
        "What is kept is rechecked by the kernel in each run. A proof that a run alone would not find stays known, and nothing else changes what is printed."
    ),
    completion: .directory)
  var cache: String?

  @Flag(name: .customLong("no-cache"), help: "Neither use nor keep proofs of other runs.")
  var isOff = false

  func validate() throws {
    if cache != nil && isOff { throw ValidationError("--cache and --no-cache exclude each other") }
    if let cache, cache.isEmpty { throw ValidationError("--cache needs a folder") }
  }

  /// The proofs that are kept. That a folder which somebody has named cannot be written is said on standard error, and
  /// is no failure.
  var proofs: ProofCache {
    if isOff { return ProofCache() }
    if let cache {
      return ProofCache(CacheFolder(cache)) { why in
        Output.complain("note: proofs cannot be kept in `\(cache)`: \(why)\n")
      }
    }
    let usual = CacheFolder.usualPath { name in getenv(name).map { String(cString: $0) } }
    return ProofCache(usual.map { CacheFolder($0) })
  }
}
