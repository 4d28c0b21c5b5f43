import ArgumentParser
import EnsureFiles
import EnsureModel
import EnsureReport
import EnsureSemantics
import EnsureSyntax
import EnsureTemporal
import Glibc

/// `ensure ltl`: what a formula of linear temporal logic is, and its automata.
struct LTLCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ltl", abstract: "Translate a formula of linear temporal logic to automata.",
    discussion: """
      The formula is in Spot's syntax, with Y Z O H S T for the past. Without options its class, its Büchi automaton, \
      its monitor and their sizes are printed.
      """)

  @Argument(help: "The formula; with --stats, the tables of formulas.")
  var inputs: [String] = []

  @Option(name: .shortAndLong, help: "The formula, as Spot's tools take it.")
  var formula: String?

  @Option(help: "Read an automaton in the Hanoi format from a file, in place of a formula.")
  var read: String?

  @Flag(help: "Print a state-based Büchi automaton in the Hanoi format.")
  var hoa = false

  @Flag(help: "Print a generalised Büchi automaton with marks on edges in the Hanoi format.")
  var tgba = false

  @Flag(help: "Print the Büchi automaton as a drawing for Graphviz.")
  var dot = false

  @Flag(help: "Print the three-valued monitor as a drawing for Graphviz.")
  var monitor = false

  @Flag(help: "Compare the sizes for all formulas of tables with those that the tables have.")
  var stats = false

  func validate() throws {
    if [hoa, tgba, dot, monitor, stats].filter({ $0 }).count > 1 {
      throw ValidationError("give one of --hoa, --tgba, --dot, --monitor and --stats")
    }
    if read != nil {
      if !inputs.isEmpty || formula != nil { throw ValidationError("give a formula or --read, not both") }
      if hoa || monitor || stats { throw ValidationError("with --read give --tgba, --dot or nothing") }
    } else if stats {
      if inputs.isEmpty || formula != nil { throw ValidationError("give the tables of formulas") }
    } else if inputs.count + (formula == nil ? 0 : 1) != 1 {
      throw ValidationError("give one formula")
    }
  }

  func run() throws {
    if let read { Output.finish(show(read)) }
    if stats { Output.finish(compare()) }
    Output.finish(translate(formula ?? inputs[0]))
  }

  private func translate(_ text: String) -> ExitStatus {
    var bank = FormulaBank()
    let formula: TemporalFormula
    do throws(FormulaProblem) {
      formula = try FormulaParser.parse(text, into: &bank)
    } catch {
      complain(of: error, in: text)
      return .specErrors
    }
    do throws(TemporalError) {
      var limits = TranslationLimits()
      limits.memory = Self.memory
      var translator = try Translator(formula, of: bank, limits: limits)
      let name = FormulaPrinter(bank).text(formula)
      if hoa {
        Output.write(HanoiWriter.text(try translator.buchi(), name: name))
      } else if tgba {
        Output.write(HanoiWriter.text(try translator.generalised(), name: name))
      } else if dot {
        Output.write(DotWriter.text(try translator.buchi()))
      } else if monitor {
        Output.write(DotWriter.text(try translator.monitor()))
      } else {
        Output.write(try translator.summary())
      }
      return .success
    } catch {
      Output.complain("error: \(error)\n")
      return .undecided
    }
  }

  /// Prints an automaton from a file.
  private func show(_ path: String) -> ExitStatus {
    let bytes: [UInt8]
    do throws(ImportProblem) {
      bytes = try FileImporter.contents(of: path)
    } catch {
      let why = if case .unreadable(let why) = error { why } else { "there is no such file" }
      Output.complain(
        "error[\(DiagnosticCode.unreadableFile.rawValue)]: `\(path)` cannot be read: \(why)\n")
      return .specErrors
    }
    do throws(HanoiProblem) {
      let automaton = try HanoiReader.read(String(decoding: bytes, as: UTF8.self))
      if tgba {
        Output.write(HanoiWriter.text(automaton, name: path))
      } else if dot {
        Output.write(DotWriter.text(automaton))
      } else {
        let kind = automaton.isDeterministic ? ", deterministic" : ""
        let sizes =
          "states \(automaton.stateCount), edges \(automaton.edgeCount), acceptance sets \(automaton.setCount)"
        Output.write("automaton: \(sizes)\(kind)\n\(TextWriter.text(automaton))")
      }
      return .success
    } catch {
      let range = SourceRange(
        file: FileID(index: 0), start: error.range.lowerBound, end: error.range.upperBound)
      let renderer = DiagnosticRenderer(
        files: [ReportedFile(path: path, bytes: bytes)], style: Output.errorsAreColoured ? .coloured : .plain)
      Output.complain(renderer.text([Diagnostic(.unreadableFile, error.description, at: range)]))
      return .specErrors
    }
  }

  /// The most bytes that this process has had in memory.
  @Sendable private static func memory() -> Int {
    var usage = rusage()
    return getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 ? usage.ru_maxrss * 1024 : 0
  }

  private func complain(of problem: FormulaProblem, in text: String) {
    let code: DiagnosticCode =
      switch problem.kind {
      case .nestedTooDeeply: .nestedTooDeeply
      case .tooLong: .tooLarge
      default: .formulaSyntax
      }
    let range = SourceRange(
      file: FileID(index: 0), start: problem.range.lowerBound, end: problem.range.upperBound)
    let file = ReportedFile(path: "formula", bytes: Array(text.utf8))
    let renderer = DiagnosticRenderer(files: [file], style: Output.errorsAreColoured ? .coloured : .plain)
    Output.complain(renderer.text([Diagnostic(code, problem.description, at: range)]))
  }

  private func compare() -> ExitStatus {
    var comparison = SizeComparison()
    for path in inputs {
      guard let bytes = try? FileImporter.contents(of: path),
        let rows = ReferenceTable.rows(String(decoding: bytes, as: UTF8.self))
      else {
        Output.complain("error: `\(path)` cannot be read as a table with a column `formula`\n")
        return .specErrors
      }
      for row in rows { comparison.add(row) }
    }
    Output.write(comparison.text)
    return .success
  }
}
