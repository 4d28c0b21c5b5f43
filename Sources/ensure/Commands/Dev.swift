import ArgumentParser
import EnsureModel
import EnsureReport
import EnsureSemantics
import EnsureVerify
struct Dev: ParsableCommand {
  @Argument var spec: String
  func run() throws {
    guard let loaded = LoadedSpec.load(spec), let system = loaded.compilation.system else { return }
    devProve(system, { s, b, v, t in v.map { b.variables[$0.index].name }.joined(separator: ",") + ": " + TermPrinter(s, b).text(t) }) { print($0) }
  }
}
