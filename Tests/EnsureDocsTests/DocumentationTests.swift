import EnsureSemantics
import EnsureSyntax
import Testing

/// The pages whose blocks are compiled.
private let pages = ["README.md"] + Repository.files(in: "Docs", ending: ".md")

@Suite struct DocumentationTests {
  @Test(arguments: pages.flatMap { CodeBlock.all(of: $0, text: Repository.text($0)) })
  func everyBlockDoesWhatItsTagSays(_ block: CodeBlock) {
    let page = SourceFile(path: block.page, identity: block.page, bytes: Array(block.spec.utf8))
    let found = Compiler.compile(page, importer: BlockImporter(files: block.files)).diagnostics.map(
      \.code.rawValue)
    switch block.demand {
    case .compiles: #expect(found.isEmpty)
    case .fails(let code): #expect(found == [code])
    }
  }

  /// Imports what other blocks of the page are.
  private struct BlockImporter: Importer {
    let files: [String: String]

    func read(_ path: String, from file: SourceFile) throws(ImportProblem) -> SourceFile {
      guard let text = files[path] else { throw .notFound }
      return SourceFile(path: path, identity: "import \(path)", bytes: Array(text.utf8))
    }
  }

  @Test(arguments: ["README.md", "Docs/tutorial.md", "Docs/language-reference.md"])
  func pagesThatTeachHaveBlocks(_ page: String) {
    #expect(!CodeBlock.all(of: page, text: Repository.text(page)).isEmpty)
  }

  @Test(arguments: pages)
  func everyRelativeLinkLeadsSomewhere(_ page: String) {
    let folder = page.split(separator: "/").dropLast().joined(separator: "/")
    for link in Repository.text(page).matches(of: /\]\(([^)#:]+)\)/) {
      let target = folder.isEmpty ? String(link.1) : "\(folder)/\(link.1)"
      #expect(Repository.exists(target), "\(target)")
    }
  }
}
