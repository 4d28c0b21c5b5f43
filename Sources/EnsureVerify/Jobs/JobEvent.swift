public import EnsureModel

/// What an engine tells about a job while it works on it.
public enum JobEvent: Sendable {
  /// All runs of up to so many steps have been looked at.
  case depthDone(Int)
  /// A trace breaks the property (nil: a genuine step has no value).
  case violated(PropertyID?, Violation)
  /// A trace witnesses the twin.
  case witness(Twin.Subject, Trace)
  /// The property holds in all runs of the bound.
  case held(PropertyID?, Bound)
  /// Nothing more will be known of the property.
  case undecided(PropertyID?, Abandonment)
  /// A certificate, which still has to pass the kernel, that the property holds for any number of instances; nil is
  /// definedness.
  case certified(PropertyID?, [UInt8])
  /// A certificate, which still has to pass the kernel, that nothing will ever witness the twin.
  case impossible(Twin.Subject, [UInt8])
  /// A question, which still has to be replayed.
  case question(QuestionMessage)
  /// Lemmas that may show the property, of which nothing is known: in words of its observer, if it has one
  /// (`ProofClaim.encoded`).
  case lemmas(PropertyID, [UInt8])
  /// Numbers with which a scenario may come out otherwise, which a run of it still has to show.
  case scenario(ScenarioNumbers)
  /// The job is done: how many states and questions it took.
  case finished(states: Int, checks: Int)
  /// The job cannot be done.
  case failed(JobFailure)

  /// Whether nothing follows.
  var isLast: Bool {
    switch self {
    case .finished, .failed: true
    case .depthDone, .violated, .witness, .held, .undecided, .certified, .impossible, .question,
      .lemmas, .scenario:
      false
    }
  }
}

/// Why an engine cannot do a job.
public enum JobFailure: Error, Hashable, Sendable {
  /// Nothing says which values this ranges over.
  case unbounded(String)
  /// The scope does not fit the system; says how.
  case scope(String)
  /// The world cannot be searched; why, and what to try.
  case unsearchable(String)
  /// The engine contradicts the interpreter; what about.
  case disagreement(String)
}

extension JobFailure: Wired {
  func write(to writer: inout ByteWriter) {
    let (tag, text): (UInt8, String) =
      switch self {
      case .unbounded(let text): (0, text)
      case .scope(let text): (1, text)
      case .unsearchable(let text): (2, text)
      case .disagreement(let text): (3, text)
      }
    writer.byte(tag)
    writer.write(text)
  }

  init(from reader: inout ByteReader) throws(WireError) {
    switch try reader.byte() {
    case 0: self = .unbounded(try reader.read())
    case 1: self = .scope(try reader.read())
    case 2: self = .unsearchable(try reader.read())
    case 3: self = .disagreement(try reader.read())
    case let other: throw .unknown(other)
    }
  }
}

extension Abandonment: Wired {
  func write(to writer: inout ByteWriter) {
    writer.write(depth)
    writer.write(reason)
    writer.write(isForLackOfInstances)
  }

  init(from reader: inout ByteReader) throws(WireError) {
    self.init(
      depth: try reader.read(), reason: try reader.read(), isForLackOfInstances: try reader.read())
  }
}

extension JobEvent: Wired {
  func write(to writer: inout ByteWriter) {
    switch self {
    case .depthDone(let depth):
      writer.byte(0)
      writer.write(depth)
    case .violated(let property, let violation):
      writer.byte(1)
      writer.write(property)
      writer.write(violation)
    case .witness(let subject, let trace):
      writer.byte(2)
      writer.write(subject)
      writer.write(trace)
    case .held(let property, let bound):
      writer.byte(3)
      writer.write(property)
      writer.write(bound)
    case .undecided(let property, let why):
      writer.byte(4)
      writer.write(property)
      writer.write(why)
    case .finished(let states, let checks):
      writer.byte(5)
      writer.write(states)
      writer.write(checks)
    case .failed(let failure):
      writer.byte(6)
      writer.write(failure)
    case .certified(let property, let certificate):
      writer.byte(7)
      writer.write(property)
      writer.raw(certificate)
    case .impossible(let subject, let certificate):
      writer.byte(8)
      writer.write(subject)
      writer.raw(certificate)
    case .question(let question):
      writer.byte(9)
      writer.write(question)
    case .scenario(let numbers):
      writer.byte(10)
      writer.write(numbers)
    case .lemmas(let property, let lemmas):
      writer.byte(11)
      writer.write(property)
      writer.raw(lemmas)
    }
  }

  init(from reader: inout ByteReader) throws(WireError) {
    switch try reader.byte() {
    case 0: self = .depthDone(try reader.read())
    case 1: self = .violated(try reader.read(), try reader.read())
    case 2: self = .witness(try reader.read(), try reader.read())
    case 3: self = .held(try reader.read(), try reader.read())
    case 4: self = .undecided(try reader.read(), try reader.read())
    case 5: self = .finished(states: try reader.read(), checks: try reader.read())
    case 6: self = .failed(try reader.read())
    case 7: self = .certified(try reader.read(), try reader.raw())
    case 8: self = .impossible(try reader.read(), try reader.raw())
    case 9: self = .question(try reader.read())
    case 10: self = .scenario(try reader.read())
    case 11: self = .lemmas(try reader.read(), try reader.raw())
    case let other: throw .unknown(other)
    }
  }
}
