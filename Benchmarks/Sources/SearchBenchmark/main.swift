import EnsureExplore
import EnsureModel
import Foundation

/// Measures the search in a cold process: first the shop, then SPIN on its Promela twin (where it is installed), then
/// the family of chains. Run it in release.
func seconds(_ body: () throws -> Void) rethrows -> Double {
  let start = ContinuousClock.now
  try body()
  let elapsed = start.duration(to: .now).components
  return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
}

func shell(_ command: String, in directory: URL) throws -> String {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/bin/sh")
  process.arguments = ["-c", command]
  process.currentDirectoryURL = directory
  let output = Pipe()
  process.standardOutput = output
  process.standardError = output
  try process.run()
  let data = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return String(decoding: data, as: UTF8.self)
}

func spin(_ model: String) throws -> (states: Int, transitions: Int, seconds: Double)? {
  let directory = FileManager.default.temporaryDirectory.appendingPathComponent("shop-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: directory) }
  try model.write(to: directory.appendingPathComponent("shop.pml"), atomically: true, encoding: .utf8)
  let build =
    "command -v spin gcc && spin -a shop.pml && gcc -O2 -DSAFETY -DNOREDUCE -DNOFAIR -DMEMLIM=8000 -o pan pan.c"
  guard try shell(build + " && echo built", in: directory).hasSuffix("built\n") else { return nil }
  var output = ""
  let elapsed = try seconds { output = try shell("./pan -E -m1000000 -w22", in: directory) }
  func number(before label: String) -> Int? {
    output.split(separator: "\n").first { $0.contains(label) }?.split(separator: " ").first.flatMap {
      Int(Double($0) ?? -1)
    }
  }
  guard let states = number(before: "states, stored"), let transitions = number(before: "transitions (=") else {
    print(output)
    return nil
  }
  if states < 1000 { print(output) }
  return (states, transitions, elapsed)
}

let (system, scope, properties) = Shop.make()
var report: Search.Report?
let time = try seconds { report = try Search(World(system, threats: []), scope: scope).run(properties) }
guard let report else { fatalError("a search has a report") }
for (property, outcome) in report.outcomes {
  if case .violated = outcome { print("violated: \(system.properties[property.index].name)") }
}
let rate = Double(report.states) / time
print("shop: \(report.states) states, \(report.transitions) transitions, depth \(report.bound.depth)")
print(String(format: "  ensure %.3f s, %.0f states/s", time, rate))
if let twin = try spin(Shop.promela()) {
  let spinRate = Double(twin.states) / twin.seconds
  print(
    String(
      format: "  spin   %.3f s, %.0f states/s (%d states, %d transitions)", twin.seconds, spinRate, twin.states,
      twin.transitions))
  print(String(format: "  ratio  %.2f", rate / spinRate))
}
if CommandLine.arguments.contains("--chains") {
  for length in [2, 4, 8, 12, 16, 24, 32, 48, 64] {
    let chain = Chain.make(length)
    var report: Search.Report?
    let time = try seconds {
      report = try Search(
        World(chain.system, threats: []), scope: chain.scope, limits: SearchLimits(states: 500_000)
      ).run([])
    }
    guard let report else { continue }
    print(
      String(
        format: "chain %2d: %7d states, %8d transitions, %.3f s, %.0f states/s", length, report.states,
        report.transitions, time, Double(report.states) / time))
  }
}
