import ArgumentParser
import EnsureModel
import Glibc

/// The folder behind `--certificates`.
struct CertificateFolder {
  let path: String

  /// The folder at `path`, made if it is not there. That it cannot be written is said before the work is done.
  init(_ path: String) throws {
    if path.isEmpty { throw ValidationError("--certificates needs a folder") }
    if mkdir(path, 0o755) != 0 && errno != EEXIST {
      throw ValidationError("the folder `\(path)` cannot be made: \(String(cString: strerror(errno)))")
    }
    if access(path, W_OK | X_OK) != 0 {
      throw ValidationError("the folder `\(path)` cannot be written: \(String(cString: strerror(errno)))")
    }
    self.path = path
  }

  /// Writes a certificate. Gives what went wrong, if anything.
  func write(_ certificate: [UInt8], as name: String) -> String? {
    let file = "\(path)/\(name)"
    return AtomicFile.replace(file, with: certificate).map { "`\(file)` cannot be written: \($0)" }
  }

  /// Writes the certificates of a report. Gives what went wrong, if anything.
  func write(_ report: VerificationReport, of system: TransitionSystem) -> String? {
    for proof in report.proofs {
      if let why = write(proof.certificate, as: CertificateFile.name(proof, system)) { return why }
    }
    for never in report.impossibilities {
      if let why = write(never.certificate, as: CertificateFile.name(never, system)) { return why }
    }
    for cell in report.cells {
      guard case .violated(let violation) = cell.verdict, case .stuck(_, let certificate) = violation.failure,
        let property = cell.property
      else { continue }
      let name = CertificateFile.name(stuck: property, cell.threats, system)
      if let why = write(certificate, as: name) { return why }
    }
    return nil
  }
}
