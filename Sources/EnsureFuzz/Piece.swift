/// A stretch of a text that is changed as a whole: much like a token, but found without asking the lexer, which is
/// under test.
struct Piece {
  enum Kind { case word, number, space, comment, text, mark, other }

  let kind: Kind
  let bytes: [UInt8]

  /// All pieces; together they are the text.
  static func split(_ text: [UInt8]) -> [Piece] {
    var pieces: [Piece] = []
    var at = 0
    while at < text.count {
      let (kind, end) = next(text, at)
      pieces.append(Piece(kind: kind, bytes: Array(text[at..<end])))
      at = end
    }
    return pieces
  }

  /// Runs of pieces that begin in the first column of a line, up to the next such one.
  static func declarations(_ pieces: [Piece]) -> [Range<Int>] {
    var starts: [Int] = []
    var isFirst = true
    for (index, piece) in pieces.enumerated() {
      if isFirst, piece.kind == .word || piece.kind == .comment { starts.append(index) }
      isFirst = piece.bytes.last == 0x0A
    }
    return zip(starts, starts.dropFirst() + [pieces.count]).map { $0..<$1 }
  }

  private static func next(_ text: [UInt8], _ start: Int) -> (Kind, Int) {
    func end(_ from: Int, while isPart: (UInt8) -> Bool) -> Int {
      var at = from
      while at < text.count, isPart(text[at]) { at += 1 }
      return at
    }
    switch text[start] {
    case 0x61...0x7A, 0x41...0x5A, 0x5F: return (.word, end(start, while: isWord))
    case 0x30...0x39: return (.number, end(start, while: { isWord($0) || $0 == 0x2E }))
    case 0x20, 0x09, 0x0D, 0x0A: return (.space, end(start, while: { [0x20, 0x09, 0x0D, 0x0A].contains($0) }))
    case 0x22: return (.text, min(text.count, end(start + 1, while: { $0 != 0x22 && $0 != 0x0A }) + 1))
    case 0x2F where start + 1 < text.count && text[start + 1] == 0x2F:
      return (.comment, min(text.count, end(start, while: { $0 != 0x0A }) + 1))
    case 0x80...0xFF: return (.other, end(start, while: { $0 >= 0x80 }))
    default: return (.mark, start + 1)
    }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x61...0x7A, 0x41...0x5A, 0x5F, 0x30...0x39: true
    default: false
    }
  }
}
