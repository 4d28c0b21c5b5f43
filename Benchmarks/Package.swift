// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "ensure", path: "..")],
  targets: [
    .executableTarget(
      name: "SearchBenchmark",
      dependencies: [
        .product(name: "EnsureModel", package: "ensure"), .product(name: "EnsureExplore", package: "ensure"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
