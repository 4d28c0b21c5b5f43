/// A text whose line breaks are still to be chosen, after Wadler (*A prettier printer*) and Oppen.
indirect enum Layout {
  /// The token with that index and its comments.
  case token(Int32)
  /// A token that closes a block: comments in front of it belong to the block's contents.
  case closing(Int32)
  /// Words that are no token of the source.
  case text(StaticString)
  /// A space.
  case space
  /// That many spaces.
  case pad(Int)
  /// A space, or a new line in a group that does not fit on one.
  case line
  /// Nothing, or a new line in a group that does not fit on one.
  case softLine
  /// A new line.
  case hardLine
  /// One behind the other.
  case all([Layout])
  /// On one line if it fits, else broken at all its own lines.
  case group([Layout])
  /// Two more spaces at the beginning of each line inside.
  case indent([Layout])
  /// As many on each line as fit, with the text between those that share a line.
  case fill([Layout], StaticString)
}

/// Writes a layout down, choosing its line breaks.
struct LayoutPrinter {
  private struct Command {
    let layout: Layout
    let indent: Int
    let isFlat: Bool
  }

  private let tree: SyntaxTree
  private let comments: CommentTable
  private let width: Int
  private(set) var output: [UInt8] = []
  private var column = 0
  private var spaces = 0
  private var wantsLine = false
  /// How far the next line is indented, where its line break says so; behind a comment the token does.
  private var lineIndent: Int?
  /// Nothing of the current piece has been written.
  private var isAtStart = true
  private var commands: [Command] = []

  init(tree: SyntaxTree, comments: CommentTable, width: Int) {
    self.tree = tree
    self.comments = comments
    self.width = width
    output.reserveCapacity(tree.source.count + tree.source.count / 8)
  }

  /// Writes a piece that begins its own line, and says whether it takes only one. `lineEnds` is told that and says
  /// how many line ends stand between the piece and what was written before.
  mutating func write(_ layout: Layout, lineEnds: (Bool) -> Int) -> Bool {
    let start = output.count
    (column, spaces, wantsLine, lineIndent, isAtStart) = (0, 0, false, 0, true)
    commands.append(Command(layout: layout, indent: 0, isFlat: false))
    while let command = commands.popLast() { run(command) }
    let isOneLine = !output[start...].contains(0x0A)
    output.insert(contentsOf: repeatElement(0x0A, count: lineEnds(isOneLine)), at: start)
    return isOneLine
  }

  /// Ends the last line.
  mutating func finish() { if !output.isEmpty { output.append(0x0A) } }

  private mutating func run(_ command: Command) {
    switch command.layout {
    case .token(let index): token(Int(index), indent: command.indent, isClosing: false)
    case .closing(let index): token(Int(index), indent: command.indent, isClosing: true)
    case .text(let text):
      start(lineIndent ?? command.indent)
      output.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
      column += text.utf8CodeUnitCount
    case .space: spaces = max(spaces, 1)
    case .pad(let count): spaces = max(spaces, count)
    case .line: if command.isFlat { spaces = max(spaces, 1) } else { newLine(command.indent) }
    case .softLine: if !command.isFlat { newLine(command.indent) }
    case .hardLine: newLine(command.indent)
    case .all(let layouts): push(layouts, command.indent, command.isFlat)
    case .indent(let layouts): push(layouts, command.indent + 2, command.isFlat)
    case .group(let layouts):
      push(layouts, command.indent, command.isFlat || fits(layouts, command.indent))
    case .fill(let layouts, let separator): fill(layouts, separator, command)
    }
  }

  private mutating func push(_ layouts: [Layout], _ indent: Int, _ isFlat: Bool) {
    for layout in layouts.reversed() {
      commands.append(Command(layout: layout, indent: indent, isFlat: isFlat))
    }
  }

  private mutating func fill(_ layouts: [Layout], _ separator: StaticString, _ command: Command) {
    guard let first = layouts.first else { return }
    let depth = commands.count
    commands.append(Command(layout: .group([first]), indent: command.indent, isFlat: false))
    while commands.count > depth, let next = commands.popLast() { run(next) }
    for layout in layouts.dropFirst() {
      if !wantsLine, fits([.text(separator), .space, layout], command.indent) {
        run(Command(layout: .text(separator), indent: command.indent, isFlat: true))
        spaces = 1
      } else {
        newLine(command.indent)
      }
      commands.append(Command(layout: .group([layout]), indent: command.indent, isFlat: false))
      while commands.count > depth, let next = commands.popLast() { run(next) }
    }
  }

  /// Whether the layouts fit on the rest of the line, with what follows them up to the next possible line break.
  private func fits(_ layouts: [Layout], _ indent: Int) -> Bool {
    var isLineStart = wantsLine || isAtStart
    var room = width - (isLineStart ? lineIndent ?? indent : column + spaces)
    var isCommented = false
    var stack: [Layout] = layouts.reversed()
    while let layout = stack.popLast() {
      switch layout {
      case .token(let index), .closing(let index):
        if isCommented || (!isLineStart && comments.hasLeading(Int(index))) { return false }
        isLineStart = false
        room -= comments.width(Int(index))
        isCommented = comments.hasTrailing(Int(index))
      case .text(let text):
        if isCommented { return false }
        room -= text.utf8CodeUnitCount
      case .space, .line: room -= 1
      case .pad(let count): room -= count
      case .softLine: break
      case .hardLine: return false
      case .all(let inner), .group(let inner), .indent(let inner): stack.append(contentsOf: inner.reversed())
      case .fill(let inner, let separator):
        for (index, item) in inner.reversed().enumerated() {
          stack.append(item)
          if index + 1 < inner.count { stack.append(contentsOf: [.space, .text(separator)]) }
        }
      }
      if room < 0 { return false }
    }
    if isCommented { return true }
    return restFits(room)
  }

  private func restFits(_ start: Int) -> Bool {
    var room = start
    var depth = commands.count
    var stack: [(Layout, Bool)] = []
    while room >= 0 {
      let layout: Layout
      let isFlat: Bool
      if let next = stack.popLast() {
        (layout, isFlat) = next
      } else if depth > 0 {
        depth -= 1
        (layout, isFlat) = (commands[depth].layout, commands[depth].isFlat)
      } else {
        return true
      }
      switch layout {
      case .token(let index), .closing(let index):
        if comments.hasLeading(Int(index)) { return true }
        room -= comments.width(Int(index))
        if room >= 0, comments.hasTrailing(Int(index)) { return true }
      case .text(let text): room -= text.utf8CodeUnitCount
      case .space: room -= 1
      case .pad(let count): room -= count
      case .line:
        if !isFlat { return true }
        room -= 1
      case .softLine: if !isFlat { return true }
      case .hardLine: return true
      case .all(let inner), .indent(let inner):
        for item in inner.reversed() { stack.append((item, isFlat)) }
      case .group(let inner):
        for item in inner.reversed() { stack.append((item, isFlat)) }
      case .fill(let inner, _):
        if let first = inner.first { stack.append((first, isFlat)) }
        if inner.count > 1 { return room >= 0 }
      }
    }
    return false
  }

  // MARK: - Writing

  private mutating func newLine(_ indent: Int) {
    wantsLine = true
    lineIndent = indent
  }

  private mutating func token(_ index: Int, indent ownIndent: Int, isClosing: Bool) {
    let indent = lineIndent ?? ownIndent
    for comment in comments.leading(index) {
      wantsLine = !isAtStart
      start(isClosing ? indent + 2 : indent)
      output.append(contentsOf: tree.source[comment])
      wantsLine = true
    }
    let token = tree.tokens[index]
    guard token.kind != .endOfFile else { return }
    start(indent)
    output.append(contentsOf: tree.source[Int(token.start)..<Int(token.end)])
    column += comments.width(index)
    if let comment = comments.trailing(index) {
      output.append(contentsOf: [0x20, 0x20])
      output.append(contentsOf: tree.source[comment])
      wantsLine = true
    }
  }

  /// Writes the white space that is due.
  private mutating func start(_ indent: Int) {
    if wantsLine { output.append(0x0A) }
    if wantsLine || isAtStart { (column, spaces) = (0, indent) }
    for _ in 0..<spaces { output.append(0x20) }
    column += spaces
    (wantsLine, lineIndent, isAtStart, spaces) = (false, nil, false, 0)
  }
}
