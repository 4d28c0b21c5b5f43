import EnsureSyntax
import Testing

@Test func anErrorOutranksAWarning() { #expect(Severity.error < Severity.warning) }
