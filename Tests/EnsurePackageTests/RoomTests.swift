import Foundation
import Testing

/// The package's rooms are as the page on the architecture says, and no trusted room reaches a solver.
@Suite struct RoomTests {
  private static let root: URL = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url
  }()

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  @Test func everyRoomImportsOnlyWhatThePageAllows() throws {
    let manifest = Manifest(try Self.text("Package.swift"))
    let table = RoomTable(try Self.text("Docs/architecture.md"))
    let imports = SourceImports.all(in: Self.root.appendingPathComponent("Sources"))
    #expect(manifest.problems == [])
    #expect(RoomLaws(targets: manifest.targets, table: table, imports: imports).violations == [])
    // What was read is not nothing.
    #expect(
      manifest.targets.first { $0.name == "EnsureSemantics" }?.dependencies == ["EnsureSyntax", "EnsureModel"])
    #expect(manifest.targets.contains { $0.name == "EnsurePackageTests" && $0.isTest })
    #expect(table.rows.count >= 8)
    #expect(imports["EnsureModel"]?.values.contains { $0.contains("CGMP") } == true)
    #expect(imports["ensure"]?.values.contains { $0.contains("ArgumentParser") } == true)
  }

  // MARK: - The laws can be broken

  private static let page = """
    | room | what it is | imports |
    | --- | --- | --- |
    | `CZ3` | | |
    | `EnsureModel` | a `word` in the middle | |
    | `EnsureSolver` | | `EnsureModel`, `CZ3` |
    | `EnsureKernel` | | `EnsureModel` |
    | `ensure` | | all of them |

    """

  private static let package = """
    let package = Package(
      name: "x", // targets: [
      products: [.library(name: "EnsureModel", targets: ["EnsureModel"])],
      targets: [
        .systemLibrary(name: "CZ3", pkgConfig: "z3", providers: [.apt(["libz3-dev"])]),
        room("EnsureModel"),
        room("EnsureSolver", ["EnsureModel", "CZ3"]),
        room("EnsureKernel", ["EnsureModel"]),
        .executableTarget(
          name: "ensure",
          dependencies: ["EnsureSolver", .product(name: "ArgumentParser", package: "swift-argument-parser")],
          swiftSettings: strict),
        tests("ModelTests", ["EnsureModel", "EnsureSolver"]),
      ]
    )
    """

  private static let files: [String: [String: Set<String>]] = [
    "CZ3": [:], "EnsureModel": ["A.swift": []], "EnsureSolver": ["B.swift": ["CZ3", "EnsureModel", "Glibc"]],
    "EnsureKernel": ["C.swift": ["EnsureModel"]], "ensure": ["D.swift": ["ArgumentParser", "EnsureSolver"]],
  ]

  private static func violations(
    package: String = package, page: String = page, files: [String: [String: Set<String>]] = files
  ) -> [String] {
    let manifest = Manifest(package)
    return manifest.problems
      + RoomLaws(targets: manifest.targets, table: RoomTable(page), imports: files).violations
  }

  @Test func aSoundPackageBreaksNoLaw() {
    #expect(Self.violations() == [])
  }

  @Test func aTrustedRoomThatReachesTheSolverIsFound() {
    let package = Self.package.replacingOccurrences(
      of: #"room("EnsureKernel", ["EnsureModel"])"#,
      with: #"room("EnsureKernel", ["EnsureModel", "EnsureSolver"])"#)
    let page = Self.page.replacingOccurrences(
      of: "| `EnsureKernel` | | `EnsureModel` |", with: "| `EnsureKernel` | | `EnsureModel`, `EnsureSolver` |")
    let found = Self.violations(package: package, page: page)
    #expect(
      found
        == ["CZ3", "EnsureSolver"].map {
          "EnsureKernel reaches \($0): the auditor's trust rests on that arrow not existing"
        })
  }

  @Test func aRoomThatImportsOneBelowItIsFound() {
    let package = Self.package.replacingOccurrences(
      of: #"room("EnsureModel")"#, with: #"room("EnsureModel", ["EnsureKernel"])"#)
    #expect(
      Self.violations(package: package).contains(
        "EnsureModel imports EnsureKernel, which does not stand above it"))
  }

  @Test func aRoomThatThePageDoesNotNameIsFound() {
    let page = Self.page.replacingOccurrences(of: "| `EnsureKernel` | | `EnsureModel` |\n", with: "")
    #expect(Self.violations(page: page) == ["the page on the architecture does not name EnsureKernel"])
    let package = Self.package.replacingOccurrences(
      of: "    room(\"EnsureKernel\", [\"EnsureModel\"]),\n", with: "")
    #expect(
      Self.violations(package: package)
        == ["there is no room EnsureKernel, which the page names", "Sources/EnsureKernel belongs to no target"])
  }

  @Test func aDependencyThatThePageDoesNotAllowIsFound() {
    let page = Self.page.replacingOccurrences(of: "`EnsureModel`, `CZ3`", with: "`EnsureModel`")
    #expect(
      Self.violations(page: page)
        == [#"EnsureSolver depends on ["CZ3", "EnsureModel"], and the page says ["EnsureModel"]"#])
  }

  @Test(arguments: ["Foundation", "Glibc", "FoundationEssentials", "Dispatch"])
  func aPureRoomThatTouchesTheWorldIsFound(_ module: String) {
    var files = Self.files
    files["EnsureModel"] = ["A.swift": [module]]
    #expect(Self.violations(files: files) == ["EnsureModel/A.swift imports \(module): the room is pure"])
  }

  @Test func anImportThatTheTargetDoesNotDeclareIsFound() {
    var files = Self.files
    files["EnsureKernel"] = ["C.swift": ["EnsureModel", "EnsureSolver"]]
    let found = Self.violations(files: files)
    #expect(found.first == "EnsureKernel/C.swift imports EnsureSolver, which its target does not declare")
    #expect(found.contains { $0.hasPrefix("EnsureKernel reaches CZ3") })
  }

  @Test func whatTheReaderOfThePackageCannotFollowIsReported() {
    #expect(Self.violations(package: Self.package + "\npackage.targets.append(x)").count > 0)
    let package = Self.package.replacingOccurrences(
      of: #"room("EnsureModel")"#, with: #"clever("EnsureModel")"#)
    #expect(Manifest(package).problems.count == 1)
  }

  @Test func everyFormOfAnImportIsSeen() {
    let source = """
      import A
      public import B // import Z
        internal import C
      @testable import D
      @preconcurrency public import E
      @_spi(Testing) import F
      import struct G.Thing
      // import Z
      let x = "import Z"
      #if canImport(Z)
      package import H
      """
    #expect(SourceImports.modules(of: source) == ["A", "B", "C", "D", "E", "F", "G", "H"])
  }
}
