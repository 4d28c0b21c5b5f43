import EnsureSyntax
import Glibc

// What libFuzzer calls. https://llvm.org/docs/LibFuzzer.html says what each is for.

/// One input: ends the process if the front end does not do with it what it must.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  if let problem = Robustness.violation(of: bytes) { fatalError(problem) }
  return 0
}

/// Changes `count` bytes in place, to at most `limit` bytes: half of the time as libFuzzer does, half by tokens.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(_ start: UnsafeMutablePointer<UInt8>, _ count: Int, _ limit: Int, _ seed: CUnsignedInt)
  -> Int
{
  if seed & 1 == 0, let ordinary = OrdinaryMutation.function { return ordinary(start, count, limit) }
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  var mutation = TokenMutation(bytes, seed: UInt64(seed), vocabulary: Vocabulary.words)
  return store(mutation.mutated(), start, limit)
}

/// Puts something of the second text into the first.
@_cdecl("LLVMFuzzerCustomCrossOver")
public func crossOver(
  _ first: UnsafePointer<UInt8>, _ firstCount: Int, _ second: UnsafePointer<UInt8>, _ secondCount: Int,
  _ result: UnsafeMutablePointer<UInt8>, _ limit: Int, _ seed: CUnsignedInt
) -> Int {
  let text = Array(UnsafeBufferPointer(start: first, count: firstCount))
  let other = Array(UnsafeBufferPointer(start: second, count: secondCount))
  var mutation = TokenMutation(text, seed: UInt64(seed), vocabulary: Vocabulary.words)
  return store(mutation.crossed(with: other), result, limit)
}

private func store(_ bytes: [UInt8], _ place: UnsafeMutablePointer<UInt8>, _ limit: Int) -> Int {
  let count = min(bytes.count, limit)
  for index in 0..<count { place[index] = bytes[index] }
  return count
}

/// All reserved words and marks.
private enum Vocabulary {
  static let words = TokenKind.allCases.compactMap { kind in kind.spelling.map { Array($0.utf8) } }
}

/// libFuzzer's own mutations. They are looked up when the program runs: the tests link this library without
/// libFuzzer.
private enum OrdinaryMutation {
  typealias Function = @convention(c) (UnsafeMutablePointer<UInt8>, Int, Int) -> Int

  static let function: Function? = dlsym(nil, "LLVMFuzzerMutate").map { unsafeBitCast($0, to: Function.self) }
}
