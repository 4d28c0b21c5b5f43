public import EnsureModel

/// A quantifier-free formula over integers: a node of a `SentenceBank`, or the negation of one.
public struct Sentence: Hashable, Sendable {
  /// Twice the node's position, plus 1 for a negation.
  let code: Int32

  /// The node's position in its bank.
  public var node: Int { Int(code >> 1) }
  /// Whether this is the node's negation.
  public var isNegated: Bool { code & 1 == 1 }

  init(node: Int, isNegated: Bool = false) { code = Int32(node) << 1 | (isNegated ? 1 : 0) }

  /// The negation.
  public static prefix func ! (sentence: Sentence) -> Sentence {
    Sentence(node: sentence.node, isNegated: !sentence.isNegated)
  }

  /// What always holds.
  public static let yes = Sentence(node: 0)
  /// What never holds.
  public static let no = Sentence(node: 0, isNegated: true)
}

/// The sentences of some obligations, hash-consed, over unknown integers. There are only conjunctions, negations and
/// atoms; what is known is left out while a sentence is built.
///
/// Everything that is no linear inequality is given a new unknown, with sentences that define it: a value that depends
/// on a condition, a quotient by a number. A product of unknowns gets an unknown of which little is known
/// (SEMANTICS 27). A definition excludes no values of other unknowns, so that it may be assumed wherever its unknown
/// occurs.
public struct SentenceBank: Sendable {
  /// What a node is.
  public enum Node: Hashable, Sendable {
    /// Always holds.
    case yes
    /// An inequality.
    case atom(Atom)
    /// All of them hold; at least two, different, ascending, and none the negation of another.
    case and([Sentence])
  }

  /// The nodes; each is made of nodes in front of it.
  public private(set) var nodes: [Node] = [.yes]
  private var positions = NodeTable()
  /// What each unknown stands for, in words.
  public private(set) var names: [String] = []
  /// For each unknown the sentences that define it; empty for one about which nothing is known.
  public private(set) var definitions: [[Sentence]] = []
  private var computed: [Computation: Unknown] = [:]

  /// What an unknown was made for, so that equal things get one unknown.
  private enum Computation: Hashable {
    case choice(Sentence, LinearSum, LinearSum)
    case quotient(LinearSum, Integer)
    case opaque(Opaque, LinearSum, LinearSum)
  }

  /// Operations of which little is known but that they are functions.
  public enum Opaque: Hashable, Sendable {
    /// The product of two unknown numbers.
    case product
    /// The quotient by an unknown number.
    case quotient
  }

  /// A bank without unknowns.
  public init() {}

  // MARK: Unknowns

  /// A new unknown about which nothing is known.
  public mutating func makeUnknown(_ name: @autoclosure () -> String) -> Unknown {
    names.append(name())
    definitions.append([])
    return Unknown(names.count - 1)
  }

  private mutating func define(
    _ computation: Computation, _ name: String, _ define: (inout SentenceBank, LinearSum) -> [Sentence]
  ) -> LinearSum {
    if let known = computed[computation] { return LinearSum(known) }
    let unknown = makeUnknown(name)
    computed[computation] = unknown
    let sentences = define(&self, LinearSum(unknown)).filter { $0 != .yes }
    definitions[Int(unknown.index)] = sentences
    return LinearSum(unknown)
  }

  /// `first` if the condition holds, else `second`.
  public mutating func choice(_ condition: Sentence, _ first: LinearSum, _ second: LinearSum) -> LinearSum {
    if condition == .yes || first == second { return first }
    if condition == .no { return second }
    if condition.isNegated { return choice(!condition, second, first) }
    return define(.choice(condition, first, second), "choice") { bank, result in
      [bank.implies(condition, bank.equal(result, first)), bank.or([condition, bank.equal(result, second)])]
    }
  }

  /// The Euclidean quotient by a number other than 0.
  public mutating func quotient(_ dividend: LinearSum, by divisor: Integer) -> LinearSum {
    if let known = dividend.known, let result = known.quotientAndRemainder(dividingBy: divisor) {
      return LinearSum(result.quotient)
    }
    if divisor == 1 { return dividend }
    return define(.quotient(dividend, divisor), "quotient") { bank, result in
      let rest = dividend - result * divisor
      return [bank.lessOrEqual(LinearSum(0), rest), bank.less(rest, LinearSum(divisor.magnitude))]
    }
  }

  /// The product.
  public mutating func product(_ left: LinearSum, _ right: LinearSum) -> LinearSum {
    if let factor = right.known { return left * factor }
    if let factor = left.known { return right * factor }
    // One unknown for both orders.
    let known = computed[.opaque(.product, right, left)] != nil
    return known ? opaque(.product, right, left) : opaque(.product, left, right)
  }

  /// Some function of the two numbers. Of a product its sign is known, and that it is no smaller than a factor where the other one
  /// is at least 1 (SEMANTICS 27).
  public mutating func opaque(_ operation: Opaque, _ left: LinearSum, _ right: LinearSum) -> LinearSum {
    define(.opaque(operation, left, right), "\(operation)") { bank, result in
      operation == .product ? bank.signs(of: result, left, right) : []
    }
  }

  /// What holds of integers and their product.
  private mutating func signs(of product: LinearSum, _ left: LinearSum, _ right: LinearSum) -> [Sentence] {
    let zero = LinearSum(0)
    let (leftIsUp, leftIsDown) = (lessOrEqual(zero, left), lessOrEqual(left, zero))
    let (rightIsUp, rightIsDown) = (lessOrEqual(zero, right), lessOrEqual(right, zero))
    let (isUp, isDown) = (lessOrEqual(zero, product), lessOrEqual(product, zero))
    var found: [Sentence] = []
    for (one, other, sign) in [
      (leftIsUp, rightIsUp, isUp), (leftIsDown, rightIsDown, isUp), (leftIsUp, rightIsDown, isDown),
      (leftIsDown, rightIsUp, isDown),
    ] {
      found.append(implies(and([one, other]), sign))
    }
    for (factor, other, otherIsUp) in [(left, right, rightIsUp), (right, left, leftIsUp)] {
      let isOneAtLeast = less(zero, factor)
      found.append(implies(and([isOneAtLeast, otherIsUp]), lessOrEqual(other, product)))
    }
    return found
  }

  // MARK: Sentences

  /// The node.
  public subscript(sentence: Sentence) -> Node { nodes[sentence.node] }

  private mutating func intern(_ node: Node) -> Sentence {
    let hash = node.mixedHash
    if let known = positions.find(hash, where: { nodes[$0] == node }) { return Sentence(node: known) }
    nodes.append(node)
    positions.insert(hash, nodes.count - 1)
    return Sentence(node: nodes.count - 1)
  }

  /// `left <= right`.
  public mutating func lessOrEqual(_ left: LinearSum, _ right: LinearSum) -> Sentence {
    atMostZero(left - right)
  }

  private mutating func atMostZero(_ sum: LinearSum) -> Sentence {
    switch Atom.normalised(atMostZero: sum) {
    case .known(let holds): return holds ? .yes : .no
    case .atom(let atom, let isNegated):
      let sentence = intern(.atom(atom))
      return isNegated ? !sentence : sentence
    }
  }

  /// `left < right`.
  public mutating func less(_ left: LinearSum, _ right: LinearSum) -> Sentence {
    lessOrEqual(left + LinearSum(1), right)
  }

  /// Both are the same number.
  public mutating func equal(_ left: LinearSum, _ right: LinearSum) -> Sentence {
    let difference = left - right
    if let value = difference.known { return value == 0 ? .yes : .no }
    return and([atMostZero(difference), atMostZero(difference * -1)])
  }

  /// All of them hold.
  public mutating func and(_ operands: [Sentence]) -> Sentence {
    var flat: [Sentence] = []
    flat.reserveCapacity(operands.count)
    for operand in operands {
      if operand == .yes { continue }
      if operand == .no { return .no }
      if !operand.isNegated, case .and(let inner) = self[operand] {
        flat += inner
      } else {
        flat.append(operand)
      }
    }
    flat.sort { $0.code < $1.code }
    // A sentence and its negation have neighbouring codes.
    var kept = 0
    for sentence in flat {
      if kept > 0 {
        if flat[kept - 1] == sentence { continue }
        if flat[kept - 1] == !sentence { return .no }
      }
      flat[kept] = sentence
      kept += 1
    }
    flat.removeLast(flat.count - kept)
    if flat.isEmpty { return .yes }
    if flat.count == 1 { return flat[0] }
    return intern(.and(flat))
  }

  /// One of them holds.
  public mutating func or(_ operands: [Sentence]) -> Sentence { !and(operands.map { !$0 }) }

  /// The right one holds if the left one does.
  public mutating func implies(_ left: Sentence, _ right: Sentence) -> Sentence { !and([left, !right]) }

  /// Both or neither.
  public mutating func same(_ left: Sentence, _ right: Sentence) -> Sentence {
    if left == right { return .yes }
    if left == !right { return .no }
    return and([implies(left, right), implies(right, left)])
  }

  /// `first` if the condition holds, else `second`.
  public mutating func choice(_ condition: Sentence, _ first: Sentence, _ second: Sentence) -> Sentence {
    if first == second { return first }
    return and([implies(condition, first), or([condition, second])])
  }

  /// 1 if the sentence holds, else 0.
  public mutating func number(_ sentence: Sentence) -> LinearSum {
    choice(sentence, LinearSum(1), LinearSum(0))
  }

  /// Whether a number that is 0 or 1 is 1.
  public mutating func holds(_ number: LinearSum) -> Sentence { lessOrEqual(LinearSum(1), number) }
}
