import EnsureSemantics
import Testing

@Test func anEmptyTextIsRefused() { #expect(Compiler.compile(text: "").hasErrors) }
