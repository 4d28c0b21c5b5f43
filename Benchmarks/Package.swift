// swift-tools-version: 6.1
import PackageDescription

func rooms(_ names: [String]) -> [Target.Dependency] { names.map { .product(name: $0, package: "ensure") } }

let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "ensure", path: "..")],
  targets: [
    .executableTarget(name: "SearchBenchmark", dependencies: rooms(["EnsureModel", "EnsureExplore"])),
    .executableTarget(
      name: "FrontEndBenchmark", dependencies: rooms(["EnsureModel", "EnsureSyntax", "EnsureSemantics"])),
    .executableTarget(name: "VerifyBenchmark"),
  ],
  swiftLanguageModes: [.v6]
)
