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

let package = Package(
  name: "ensure",
  products: [
    .library(name: "EnsureModel", targets: ["EnsureModel"]),
    .library(name: "EnsureExplore", targets: ["EnsureExplore"]),
  ],
  targets: [
    .systemLibrary(name: "CGMP", pkgConfig: "gmp", providers: [.apt(["libgmp-dev"])]),
    room("EnsureSyntax"),
    room("EnsureModel", ["CGMP"]),
    room("EnsureExplore", ["EnsureModel"]),
    .testTarget(name: "EnsureSyntaxTests", dependencies: ["EnsureSyntax"], swiftSettings: strict),
    .testTarget(name: "EnsureModelTests", dependencies: ["EnsureModel"], swiftSettings: strict),
    .testTarget(
      name: "EnsureExploreTests", dependencies: ["EnsureExplore", "EnsureModel"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
