import ArgumentParser
import Glibc

/// The command line: reads arguments, calls a room, prints what it says. No logic.
@main
struct Ensure: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ensure",
    abstract: "Verifies the workflows, policies and threats of a networked system.",
    discussion: """
      Exit status: 0 all is well; 1 a property is violated or an expectation is wrong; 2 the spec has errors; \
      3 something is not known; 64 the command line makes no sense; 70 Ensure contradicts itself.
      """,
    version: Version.text,
    subcommands: [
      Check.self, Verify.self, AuditCommand.self, Export.self, Prove.self, TraceExport.self, Explore.self,
      Simulate.self, Mutate.self, Format.self,
      Explain.self, LTLCommand.self,
      WorkerCommand.self,
    ])

  static func main() {
    // A reader that goes away is noticed where we write, so that the exit status is ours.
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      exit(withError: error)
    }
  }
}

/// What `ensure --version` prints.
enum Version {
  static let text = "ensure \(number)"
  /// The number alone.
  static let number = "0.1.0"
}
