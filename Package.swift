// swift-tools-version: 6.1
import PackageDescription

/// The settings that every room shares: the language mode is Swift 6, imports are internal unless they say
/// otherwise, and existential types are spelled out.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A room and the rooms above it that it may import; `Docs/architecture.md` explains the order.
func room(_ name: String, _ rooms: [Target.Dependency] = [], exclude: [String] = []) -> Target {
  .target(name: name, dependencies: rooms, exclude: exclude, swiftSettings: strict)
}

/// The tests of a room, with the rooms that they look at.
func tests(_ name: String, _ rooms: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(name: name, dependencies: rooms, exclude: exclude, swiftSettings: strict)
}

/// Links the Swift libraries into a program. Flags of the linker only, so that the modules are compiled as for the
/// tests, and once; `Docs/decisions/0010-one-build.md` has the reasons and what it costs.
let staticSwift: [LinkerSetting] = [
  .unsafeFlags(["-static-stdlib"], .when(platforms: [.linux])),
  .linkedLibrary("_FoundationCShims", .when(platforms: [.linux])),
  .linkedLibrary("_FoundationCollections", .when(platforms: [.linux])),
  .linkedLibrary("swiftSynchronization", .when(platforms: [.linux])),
]

let package = Package(
  name: "ensure",
  products: [
    .library(name: "EnsureModel", targets: ["EnsureModel"]),
    .library(name: "EnsureExplore", targets: ["EnsureExplore"]),
    .library(name: "EnsureSyntax", targets: ["EnsureSyntax"]),
    .library(name: "EnsureSemantics", targets: ["EnsureSemantics"]),
    .executable(name: "ensure", targets: ["ensure"]),
    .executable(name: "ensure-kernel", targets: ["ensure-kernel"]),
    .library(name: "EnsureFuzz", type: .static, targets: ["EnsureFuzz"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .systemLibrary(name: "CGMP", pkgConfig: "gmp", providers: [.apt(["libgmp-dev"])]),
    .systemLibrary(name: "CZ3", pkgConfig: "z3", providers: [.apt(["libz3-dev"])]),
    room("EnsureSyntax"),
    room("EnsureModel", ["CGMP"]),
    room("EnsureExplore", ["EnsureModel"]),
    room("EnsureTemporal"),
    room("EnsureObligations", ["EnsureModel"]),
    room("EnsureKernel", ["EnsureModel", "EnsureObligations"]),
    room("EnsureSemantics", ["EnsureSyntax", "EnsureModel"]),
    room("EnsureHorn", ["EnsureSyntax", "EnsureModel"]),
    room("EnsureSolver", ["EnsureModel", "CZ3"]),
    room(
      "EnsureVerify",
      ["EnsureModel", "EnsureExplore", "EnsureObligations", "EnsureKernel", "EnsureSolver"]),
    room("EnsureReport", ["EnsureSyntax", "EnsureModel"]),
    room("EnsureFiles", ["EnsureSemantics"]),
    room("EnsureAudit", ["EnsureModel", "EnsureObligations", "EnsureKernel"]),
    room(
      "EnsureMutation", ["EnsureSyntax", "EnsureModel", "EnsureSemantics", "EnsureExplore", "EnsureVerify"]),
    room("EnsureFuzz", ["EnsureSyntax", "EnsureModel", "EnsureSemantics"]),
    .executableTarget(
      name: "ensure",
      dependencies: [
        "EnsureSyntax", "EnsureModel", "EnsureSemantics", "EnsureHorn", "EnsureExplore", "EnsureVerify",
        "EnsureReport", "EnsureMutation", "EnsureObligations", "EnsureKernel", "EnsureFiles", "EnsureAudit",
        "EnsureTemporal",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict,
      linkerSettings: staticSwift
    ),
    .executableTarget(
      name: "ensure-kernel",
      dependencies: [
        "EnsureSyntax", "EnsureModel", "EnsureSemantics", "EnsureHorn", "EnsureFiles", "EnsureAudit",
      ],
      swiftSettings: strict,
      linkerSettings: staticSwift
    ),
    tests("EnsureSyntaxTests", ["EnsureSyntax"]),
    tests(
      "EnsureWitnessTests",
      ["EnsureSyntax", "EnsureModel", "EnsureSemantics", "EnsureVerify", "EngineComparison"]),
    .target(
      name: "ModelSketch", dependencies: ["EnsureModel"], path: "Tests/ModelSketch", swiftSettings: strict),
    tests("EnsureModelTests", ["EnsureModel", "ModelSketch"]),
    tests("EnsureExploreTests", ["EnsureExplore", "EnsureModel", "ModelSketch"]),
    tests("EnsureSemanticsTests", ["EnsureSyntax", "EnsureModel", "EnsureSemantics"]),
    tests(
      "EnsureHornTests",
      [
        "EnsureSyntax", "EnsureModel", "EnsureHorn", "EnsureSolver", "EnsureVerify", "EnsureObligations",
        "EnsureKernel", "EnsureReport", "EnsureAudit",
      ]),
    tests("EnsureSolverTests", ["EnsureModel", "EnsureSolver"]),
    .target(
      name: "EngineComparison",
      dependencies: [
        "EnsureModel", "EnsureExplore", "EnsureObligations", "EnsureKernel", "EnsureVerify",
      ],
      path: "Tests/EngineComparison", swiftSettings: strict),
    tests(
      "EnsureVerifyTests",
      ["EnsureModel", "EnsureSemantics", "EnsureExplore", "EnsureReport", "EnsureVerify", "EnsureTemporal"]),
    tests(
      "EnsureBoundedTests",
      ["EnsureSyntax", "EnsureModel", "EnsureSemantics", "EnsureExplore", "EnsureVerify", "EngineComparison"]),
    tests("EnsureDocsTests", ["EnsureSyntax", "EnsureModel", "EnsureSemantics"]),
    tests(
      "EnsureReportTests",
      [
        "EnsureSyntax", "EnsureModel", "EnsureSemantics", "EnsureHorn", "EnsureExplore", "EnsureTemporal",
        "EnsureReport",
      ],
      exclude: ["Goldens"]),
    tests("EnsureFuzzTests", ["EnsureFuzz", "EnsureSyntax", "EnsureModel", "EnsureSemantics"]),
    tests(
      "EnsureMutationTests", ["EnsureSyntax", "EnsureModel", "EnsureSemantics", "EnsureMutation"]),
    tests("EnsureKernelTests", ["EnsureModel", "EnsureObligations", "EnsureKernel"]),
    tests(
      "EnsureRefutingTests",
      ["EnsureModel", "EnsureObligations", "EnsureKernel", "EnsureSolver", "EnsureVerify"]),
    tests(
      "EnsureProofTests",
      [
        "EnsureModel", "EnsureSemantics", "EnsureExplore", "EnsureObligations", "EnsureKernel", "EnsureVerify",
        "EnsureAudit", "EnsureReport",
      ]),
    tests("EnsureTemporalTests", ["EnsureTemporal"]),
    tests("EnsurePackageTests", []),
    tests("EnsureCommandTests", ["EnsureModel", "EnsureSemantics", "EnsureVerify"]),
  ],
  swiftLanguageModes: [.v6]
)
