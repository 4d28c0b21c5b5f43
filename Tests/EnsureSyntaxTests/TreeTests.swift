import Testing

@testable import EnsureSyntax

@Suite struct TreeTests {
  @Test func theDesignsExampleIsCorrect() {
    let result = parse(designExample)
    #expect(result.diagnostics.map { "\($0.code) \($0.message) \($0.primary.range)" } == [])
    let kinds = result.tree.root.nodes.map(\.kind)
    #expect(kinds.count == 25)
  }
}
