import EnsureAudit
import Foundation
import Testing

/// What the audit says of the size of what has to be trusted.
@Suite struct TrustedBaseTests {
  /// Lines that are neither empty nor only a comment.
  private static func lines(of room: String) throws -> Int {
    let folder = ProofBench.root.appendingPathComponent("Sources/\(room)")
    let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    var count = 0
    for case let file as URL in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      count += text.split(separator: "\n").count { line in
        let code = line.drop { $0 == " " }
        return !code.isEmpty && !code.hasPrefix("//")
      }
    }
    return count
  }

  /// With `ENSURE_RECORD=1` the numbers are written into the source; the run fails then, so that nobody forgets to look.
  @Test func theLineCountsAreRight() throws {
    let path = ProofBench.root.appendingPathComponent("Sources/EnsureAudit/TrustedBase.swift")
    var source = try String(contentsOf: path, encoding: .utf8)
    for part in TrustedBase.parts {
      let lines = try Self.lines(of: part.name)
      #expect(part.lines == lines, "\(part.name) has \(lines) lines; ENSURE_RECORD=1 writes it down")
      source = source.replacing(
        "Part(name: \"\(part.name)\", lines: \(part.lines),",
        with: "Part(name: \"\(part.name)\", lines: \(lines),")
    }
    if ProcessInfo.processInfo.environment["ENSURE_RECORD"] != nil {
      try source.write(to: path, atomically: true, encoding: .utf8)
      Issue.record("recorded")
    }
  }

  @Test func theAuditorsProgramHasNoSolver() throws {
    let program = ProofBench.root.appendingPathComponent(".build/release/ensure-kernel").path
    try #require(FileManager.default.isExecutableFile(atPath: program), "build the product ensure-kernel first")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/ldd")
    process.arguments = [program]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(output.contains("libgmp"))
    #expect(!output.contains("z3"))
    #expect(!output.contains("cvc5"))
  }
}
