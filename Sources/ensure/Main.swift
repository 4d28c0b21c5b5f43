import Glibc
import EnsureSyntax
import EnsureSemantics
import EnsureModel
@main struct Main { static func main() {
  for path in CommandLine.arguments.dropFirst() {
    var bytes: [UInt8] = []
    if let f = fopen(path, "r") { var c = fgetc(f); while c != EOF { bytes.append(UInt8(c)); c = fgetc(f) }; fclose(f) }
    let r = Compiler.compile(SourceFile(path: path, identity: path, bytes: bytes), importer: NoImports())
    print(path, r.system.map { "\($0.actions.count) actions, \($0.bank.count) terms" } ?? "no model")
    for d in r.diagnostics { let s = String(decoding: bytes[..<min(bytes.count, Int(d.primary.range.start))], as: UTF8.self); print(" ", d.code.rawValue, s.split(separator: "\n", omittingEmptySubsequences: false).count, d.message) }
  }
} }
