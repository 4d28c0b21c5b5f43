import EnsureSemantics
import EnsureSyntax
import Testing

/// The pages whose blocks are compiled.
private let pages = ["README.md"] + Repository.files(in: "Docs", ending: ".md")

@Suite struct DocumentationTests {
  @Test(arguments: pages.flatMap { CodeBlock.all(of: $0, text: Repository.text($0)) })
  func everyBlockDoesWhatItsTagSays(_ block: CodeBlock) {
    let found = Compiler.compile(text: block.spec, path: block.page).diagnostics.map(\.code.rawValue)
    switch block.demand {
    case .compiles: #expect(found.isEmpty)
    case .fails(let code): #expect(found == [code])
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
