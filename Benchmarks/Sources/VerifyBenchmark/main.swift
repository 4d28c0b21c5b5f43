// How long `ensure verify` takes on the worked systems: the whole process, cold, as a person or a pipeline starts it.
//
//   swift run -c release --package-path Benchmarks VerifyBenchmark
//     [--runs N] [--ensure PROGRAM] [--against PROGRAM] [--kind temporal | invariant] [SPEC ...]
//
// Without specs all of `Specs` but the faulty siblings. Wall clock, and the processor time of all its processes: the
// latter is what to compare where others use the machine. With `--against` another build takes turns with the first. With
// `--kind` only properties of that kind are asked for (`--property`).
import Foundation
import Glibc

/// One run of the program.
struct Run {
  let wall: Double
  let cpu: Double
  let status: Int32
  let summary: String
}

/// The processor time of all children that have ended, in seconds.
func childrenTime() -> Double {
  var usage = rusage()
  getrusage(Int32(RUSAGE_CHILDREN.rawValue), &usage)
  func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }
  return seconds(usage.ru_utime) + seconds(usage.ru_stime)
}

func run(_ program: String, _ spec: String, _ properties: [String]) throws -> Run {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = ["verify", spec, "--no-cache"] + properties.flatMap { ["--property", $0] }
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = FileHandle.nullDevice
  let (start, before) = (ContinuousClock.now, childrenTime())
  try process.run()
  let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  let (seconds, attoseconds) = (ContinuousClock.now - start).components
  let summary = text.split(separator: "\n").last.map(String.init) ?? ""
  return Run(
    wall: Double(seconds) + Double(attoseconds) / 1e18, cpu: childrenTime() - before,
    status: process.terminationStatus, summary: summary)
}

struct NotRead: Error {}

/// The names of a spec's properties of a kind, as a report names them.
func properties(of kind: String, in spec: String, _ program: String) throws -> [String] {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = ["verify", spec, "--format", "json", "--engine", "bounded", "--depth", "0", "--no-cache"]
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = FileHandle.nullDevice
  try process.run()
  let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  guard let report = try JSONSerialization.jsonObject(with: bytes) as? [String: Any],
    let specs = report["specs"] as? [[String: Any]], let system = specs.first?["system"] as? [String: Any],
    let all = system["properties"] as? [[String: Any]]
  else { throw NotRead() }
  return all.filter { $0["kind"] as? String == kind }.compactMap { $0["name"] as? String }
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().path
var program = root + "/.build/release/ensure"
var other: String?
var kind: String?
var runs = 3
var specs: [String] = []
var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
  switch argument {
  case "--ensure": program = arguments.popFirst() ?? program
  case "--against": other = arguments.popFirst()
  case "--kind": kind = arguments.popFirst()
  case "--runs": runs = arguments.popFirst().flatMap(Int.init).map { max(1, $0) } ?? runs
  default: specs.append(argument)
  }
}
if specs.isEmpty {
  specs = try FileManager.default.contentsOfDirectory(atPath: root + "/Specs").sorted()
    .filter { $0.hasSuffix(".ens") && !$0.hasSuffix(".bug.ens") }.map { "\(root)/Specs/\($0)" }
}
let programs = [program] + (other.map { [$0] } ?? [])
print("| system | program | wall | cpu | status | found |\n| --- | --- | --- | --- | --- | --- |")
for spec in specs {
  let asked = try kind.map { try properties(of: $0, in: spec, program) } ?? []
  if kind != nil, asked.isEmpty { continue }
  var found = programs.map { _ in [Run]() }
  for _ in 0..<runs {
    for (position, program) in programs.enumerated() {
      found[position].append(try run(program, spec, asked))
    }
  }
  for (program, all) in zip(programs, found) { print(row(spec, program, all)) }
}

func row(_ spec: String, _ program: String, _ all: [Run]) -> String {
  func format(_ values: [Double]) -> String {
    String(format: "%.2f (%.2f)", median(values), values.min() ?? 0)
  }
  let name = URL(fileURLWithPath: spec).deletingPathExtension().lastPathComponent
  let found = Set(all.map(\.summary)).sorted().joined(separator: " or ")
  let statuses = Set(all.map(\.status)).sorted().map(String.init).joined(separator: " or ")
  let which = URL(fileURLWithPath: program).lastPathComponent
  return
    "| \(name) | \(which) | \(format(all.map(\.wall))) | \(format(all.map(\.cpu))) | \(statuses) | \(found) |"
}
