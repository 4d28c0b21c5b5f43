import EnsureVerify

/// What a developer needs to see a contradiction of Ensure with itself again: the claim, and the spec's files as they
/// are. Two equal cases have one name.
struct CaseFile {
  let name: String
  private let bytes: [UInt8]

  init(_ details: String, _ spec: SpecBundle) {
    var bytes = Array("\(Version.text)\n\(details)\n".utf8)
    for file in spec.files {
      bytes += Array("\nfile: \(file.path)\nbytes: \(file.bytes.count)\n".utf8) + file.bytes
    }
    for link in spec.links {
      bytes += Array("\nimport: \(link.source) \(link.path) \(link.target)".utf8)
    }
    bytes.append(UInt8(ascii: "\n"))
    let hash = bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    let digits = String(hash, radix: 16)
    name = "ensure-case-\(String(repeating: "0", count: 16 - digits.count))\(digits).txt"
    self.bytes = bytes
  }

  /// Saves the case, and says where on standard error. If it cannot be saved, that is said; what the run answers is
  /// an internal error in any case.
  func save(in folder: String) {
    let path = folder == "." ? name : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    if let problem = AtomicFile.replace(path, with: bytes) {
      Output.complain("ensure: the case cannot be saved as `\(path)`: \(problem)\n")
    } else {
      Output.complain("ensure: the case is saved as `\(path)`; please send it to the developers\n")
    }
  }
}
