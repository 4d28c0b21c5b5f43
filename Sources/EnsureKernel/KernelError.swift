/// Why the kernel does not accept something.
public enum KernelError: Error, Hashable, Sendable {
  /// The bytes are no certificate in the canonical form; what is wrong with them.
  case encoding(String)
}
