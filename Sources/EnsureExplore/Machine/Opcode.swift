/// The machine's instructions: one word for the operation, then its operands. The machine has a current state
/// (the step's source while guards are tested, its target while the body runs), a stack of words, and registers.
///
/// A test jumps to its target if the condition is false. Anything that has no value, or none that fits a word,
/// is a trap: the machine gives the step up, and the interpreter decides.
enum Opcode: UInt8 {
  /// Ends the program.
  case end
  /// Begins the ground step; operands: its number, where to go on if it is impossible.
  case begin
  /// Copies the source state; from here on the step's body runs.
  case body
  /// The step is done.
  case commit
  /// The step is not taken after all.
  case drop
  /// Goes to the target.
  case jump
  /// Goes to a target by the word in a slot; operands: slot, least value, number of values, default, targets.
  case select
  /// Test: slot, constant, target.
  case equalConstant, unequalConstant, atMost, atLeast
  /// Test: slot, slot, target.
  case equalSlots, unequalSlots
  /// Test: the difference of two slots is at most a constant; slot, slot, constant, target.
  case differenceAtMost
  /// Test: a linear sum is at most a constant; number of slots, position of the constant among the wide ones,
  /// target, then coefficient and slot by turns.
  case linearAtMost
  /// Test: the popped word is 1, or 0; target.
  case whenTrue, whenFalse
  /// Pushes the operand, the wide constant, the word in the slot, the register.
  case push, pushWide, pushSlot, pushLocal
  /// Replaces an instance by the state's word, or the number, that a table gives; operands: the table's start and
  /// length.
  case lookup, table
  /// Traps unless the top is at least 0 and less than the operand.
  case within
  case add, subtract, multiply, quotient, remainder
  case equal, less, lessOrEqual
  /// Assigns: slot, constant.
  case setConstant
  /// Assigns: slot, slot.
  case setSlot
  /// Assigns: slot, slot, constant to add.
  case setSum
  /// Pops and assigns: slot.
  case store
  /// Pops a value and an instance, and assigns; operands: the table's start and length.
  case storeAt
  /// Pops into a register.
  case setLocal
  /// Gives the step up.
  case trap
  /// Ends a condition: it holds, or it does not.
  case accept, reject
}
