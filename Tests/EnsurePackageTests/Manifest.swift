import Foundation

/// A target of the package, as `Package.swift` declares it.
struct ManifestTarget: Hashable {
  let name: String
  /// Rooms and products of other packages that it names.
  let dependencies: Set<String>
  let isTest: Bool
}

/// Reads the targets off the text of `Package.swift`. Asking the package manager would take seconds and lock the
/// build; what this reader cannot follow, it reports.
struct Manifest {
  var targets: [ManifestTarget] = []
  /// What could not be understood; then the rest proves nothing.
  var problems: [String] = []

  private static let heads = [
    "room(": false, ".target(": false, ".executableTarget(": false, ".systemLibrary(": false, ".plugin(": false,
    ".macro(": false, "tests(": true, ".testTarget(": true,
  ]

  init(_ source: String) {
    let text = Self.withoutComments(source)
    guard let package = text.range(of: "let package = Package("),
      let start = text[package.upperBound...].range(of: "\n  targets: [")
    else {
      problems.append("Package.swift: there is no list of targets")
      return
    }
    for trick in ["package.targets", "targets +=", "targets.append"] where text.contains(trick) {
      problems.append("Package.swift: `\(trick)` changes the targets behind their list")
    }
    let list = Self.bracketed(text[text.index(before: start.upperBound)...])
    for item in Self.items(list) {
      guard let (head, isTest) = Self.heads.first(where: { item.hasPrefix($0.key) }) else {
        problems.append(
          "Package.swift: `\(item.prefix(40))` is a target of a kind that this test does not know")
        continue
      }
      let strings = Self.strings(item.dropFirst(head.count))
      guard let name = strings.first else {
        problems.append("Package.swift: a target without a name")
        continue
      }
      let dependencies =
        if let label = item.range(of: "dependencies:"), let open = item[label.upperBound...].firstIndex(of: "[")
        {
          Self.names(Self.bracketed(item[open...]))
        } else if !head.hasPrefix("."), let open = item.firstIndex(of: "[") {
          Self.names(Self.bracketed(item[open...]))
        } else {
          Set<String>()
        }
      // What tests share lies among the tests.
      let liesInTests = item.contains("path: \"Tests/")
      targets.append(ManifestTarget(name: name, dependencies: dependencies, isTest: isTest || liesInTests))
    }
  }

  /// The names in a list of dependencies: strings, and the `name:` of `.product(...)` and its like.
  private static func names(_ list: Substring) -> Set<String> {
    Set(items(list).compactMap { strings($0).first })
  }

  /// What stands between the bracket that `text` begins with and the one that closes it.
  private static func bracketed(_ text: Substring) -> Substring {
    var depth = 0
    for index in text.indices {
      if "([{".contains(text[index]) { depth += 1 }
      if ")]}".contains(text[index]) { depth -= 1 }
      if depth == 0 { return text[text.index(after: text.startIndex)..<index] }
    }
    return text.dropFirst()
  }

  /// The parts of a list, split at its own commas.
  private static func items(_ list: Substring) -> [Substring] {
    var depth = 0
    var parts: [Substring] = []
    var start = list.startIndex
    for index in list.indices {
      if "([{".contains(list[index]) { depth += 1 }
      if ")]}".contains(list[index]) { depth -= 1 }
      if depth == 0, list[index] == "," {
        parts.append(list[start..<index])
        start = list.index(after: index)
      }
    }
    parts.append(list[start...])
    return parts.map { $0.drop { $0.isWhitespace } }.filter { !$0.isEmpty }
  }

  private static func strings(_ text: Substring) -> [String] {
    text.matches(of: /"([^"]*)"/).map { String($0.1) }
  }

  private static func withoutComments(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.firstRange(of: /(^|[^:])\/\//).map { line[..<$0.lowerBound] } ?? line
    }.joined(separator: "\n")
  }
}
