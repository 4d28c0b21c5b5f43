public import EnsureModel
public import EnsureSemantics
import EnsureSyntax

/// All faults that a spec can have by the known kinds: the spec's own file with one edit each. What it imports is left
/// alone.
public struct FaultCatalogue {
  /// The file without any fault, in canonical form.
  public let original: [UInt8]
  /// The faults, by kind and then by place. Each compiles, and no two are the same text, nor is any the original.
  public let faults: [Fault]
  private let file: SourceFile
  private let importer: any Importer

  /// The faults of `file`; nil if that does not compile.
  public init?(_ file: SourceFile, importer: any Importer) {
    guard let canonical = Self.canonical(file.bytes) else { return nil }
    (self.file, self.importer, original) = (file, importer, canonical)
    guard let system = Self.compile(canonical, as: file, importer) else { return nil }
    let tree = Parser.parse(canonical, file: FileID(index: 0)).tree
    let spec = SpecText(tree: tree, fairRoles: system.fairRoles)
    var faults: [Fault] = []
    var texts: Set<[UInt8]> = [canonical]
    var ordinals: [String: Int] = [:]
    for kind in FaultKind.all {
      for edit in kind.edits(spec) {
        let key = Self.key(kind, edit, tree)
        let ordinal = ordinals[key, default: 0]
        ordinals[key] = ordinal + 1
        guard let text = Self.canonical(edit.applied(to: canonical)), !texts.contains(text),
          Self.compile(text, as: file, importer) != nil
        else { continue }
        texts.insert(text)
        // What looks alike within one declaration is told apart by its order.
        let id = Digest.words("\(key)\u{0}\(ordinal)")
        faults.append(Fault(kind: kind.name, id: id, description: edit.description, text: text))
      }
    }
    self.faults = faults
  }

  /// The meaning of the spec without any fault.
  public var system: TransitionSystem? { Self.compile(original, as: file, importer) }

  /// The meaning of the spec with the fault.
  public func system(with fault: Fault) -> TransitionSystem? { Self.compile(fault.text, as: file, importer) }

  /// The fault of that name.
  public func fault(_ id: String) -> Fault? { faults.first { $0.id == id } }

  /// Up to `count` faults, spread over the kinds, chosen by the seed: of each kind its first one, then of each its
  /// second, and so on. Whether one comes before another of its kind depends on the two and the seed alone, so that a
  /// fault that is new leaves the choice among the others as it was.
  ///
  /// - Parameter kinds: the names of the kinds to choose from; all if empty.
  public func chosen(seed: UInt64, count: Int, kinds: [String] = []) -> [Fault] {
    var queues = FaultKind.all.filter { kinds.isEmpty || kinds.contains($0.name) }.map { kind in
      faults.filter { $0.kind == kind.name }
        .map { (rank: Digest.words("\(seed)\u{0}\($0.id)"), fault: $0) }
        .sorted { ($0.rank, $0.fault.id) > ($1.rank, $1.fault.id) }
        .map(\.fault)
    }
    var result: [Fault] = []
    while result.count < count, queues.contains(where: { !$0.isEmpty }) {
      for index in queues.indices where result.count < count {
        if let next = queues[index].popLast() { result.append(next) }
      }
    }
    return result
  }

  private static func canonical(_ bytes: [UInt8]) -> [UInt8]? {
    try? Formatter.format(Parser.parse(bytes, file: FileID(index: 0)))
  }

  private static func compile(_ text: [UInt8], as file: SourceFile, _ importer: any Importer)
    -> TransitionSystem?
  {
    let changed = SourceFile(path: file.path, identity: file.identity, bytes: text)
    guard let system = Compiler.compile(changed, importer: importer).system, !system.name.isEmpty else {
      return nil
    }
    return system
  }

  /// What names an edit, without any white space.
  private static func key(_ kind: FaultKind, _ edit: ProposedEdit, _ tree: SyntaxTree) -> String {
    let old = tree.tokens.filter { edit.range.contains(Int($0.start)) && Int($0.end) <= edit.range.upperBound }
      .map(tree.text).joined(separator: " ")
    let new = edit.replacement.filter { !$0.isWhitespace }
    return [kind.name, edit.declaration, old, new].joined(separator: "\u{0}")
  }
}

extension TransitionSystem {
  /// The names of the roles that some property assumes to be fair.
  fileprivate var fairRoles: Set<String> {
    var result: Set<String> = []
    for property in properties {
      guard case .temporal(_, let assumptions) = property.kind else { continue }
      for case .fair(let reference, _) in assumptions { result.insert(entities[reference.role.index].name) }
    }
    return result
  }
}

extension ProposedEdit {
  func applied(to text: [UInt8]) -> [UInt8] {
    text[..<range.lowerBound] + Array(replacement.utf8) + text[range.upperBound...]
  }
}

/// Short names of texts.
enum Digest {
  /// Eight hexadecimal digits (FNV-1a, 64 bits, folded to 32): enough to tell the faults of one spec apart, and no
  /// protection against anybody.
  static func words(_ text: String) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    let folded = String(UInt32(truncatingIfNeeded: hash ^ (hash >> 32)), radix: 16)
    return String(repeating: "0", count: 8 - folded.count) + folded
  }
}
