import EnsureSyntax

/// Sensors: what is so, and what they say.
extension DiagnosticPage {
  static let sensorSide = DiagnosticPage(
    .sensorSide, "a sensor without a side",
    happened: "A sensor stands where a value is wanted.",
    why: """
      A sensor has two sides: what is so (`.truth`), and what the sensor says (`.reading`). They are equal
      until a threat spoofs the sensor, and then everything hangs on which of them is asked.
      """,
    mend: """
      Write `.reading` for what software knows, `.truth` for what is so: in properties, `honest` clauses and
      world actions, and where something is set.
      """,
    wrong: """
      system Depot

      entity Locker { door: sensor { open, shut } = shut }

      world action opens(l: Locker) { l.door.truth = open }

      invariant Shut(l: Locker): l.door == shut
      """,
    changes: ("invariant Shut(l: Locker): l.door == shut", "invariant Shut(l: Locker): l.door.truth == shut"))

  static let notASensor = DiagnosticPage(
    .notASensor, "spoofing what is no sensor",
    happened: "`spoof` names a field that is no sensor.",
    why: "Only what a sensor says can differ from what is so; an ordinary field is what it is.",
    mend: """
      Declare the field as a `sensor` if software knows it by measuring only; else write what the attacker
      does as a step of the threat.
      """,
    wrong: """
      system Depot

      entity Locker { full: Bool = false }

      world action fills(l: Locker) { l.full = true }

      threat Magnet { spoof Locker.full }

      invariant Empty(l: Locker): not l.full
      """,
    mended: """
      system Depot

      entity Locker { full: sensor Bool = false }

      world action fills(l: Locker) { l.full.truth = true }

      threat Magnet { spoof Locker.full }

      invariant Empty(l: Locker): not l.full.reading
      """)

  static let notMeasured = DiagnosticPage(
    .notMeasured, "what no sensor measures",
    happened:
      "A sensor is declared of a reference, a set, a place or an instant, or is sampled and never late.",
    why: """
      A sensor measures something: whether a door is open, how much a parcel weighs, how warm it is. Which
      instance something is, or when something happened, is nothing that a device can get wrong by a little.
      """,
    mend: """
      Use `Bool`, a number, a range, an amount, a `Duration` or an enumeration; leave `sampled within` out
      where the sensor is never late.
      """,
    wrong: """
      system Depot

      entity Parcel

      entity Locker { holds: sensor Parcel }

      invariant Known(l: Locker): l.holds.reading == l.holds.truth
      """,
    mended: """
      system Depot

      entity Parcel

      entity Locker { occupied: sensor Bool = false }

      invariant Known(l: Locker): l.occupied.reading == l.occupied.truth
      """)

  static let softwareKnows = DiagnosticPage(
    .softwareKnows, "software that knows what it cannot know",
    happened: """
      A `requires`, a policy or the body of an action reads a sensor's `.truth`; or `unique` speaks of a
      sensor or a place.
      """,
    why: """
      Software knows of the world what its sensors say. A guard that read the truth would hold off an
      attacker who spoofs the sensor, and no real software can do that. `unique` is kept by software, too.
      """,
    mend: "Read `.reading`. If a person looks with his own eyes, say so in `honest`.",
    wrong: """
      system Depot

      role Courier

      entity Locker {
        door:   sensor { open, shut } = shut
        served: Bool = false
      }

      world action opens(l: Locker) { l.door.truth = open }

      action finish(l: Locker) by Courier
        requires l.door.truth == shut
      {
        l.served = true
      }

      invariant Shut(l: Locker): l.door.truth == shut
      """,
    changes: ("requires l.door.truth == shut", "requires l.door.reading == shut"))

  static let readingSet = DiagnosticPage(
    .readingSet, "a reading that is set",
    happened: "An action sets what a sensor says.",
    why: """
      A sensor says by itself what is so. Only an attacker makes it say something else: with `spoof`, or in a
      step of his own.
      """,
    mend: "Set the `.truth`; the reading follows.",
    wrong: """
      system Depot

      entity Locker { door: sensor { open, shut } = shut }

      world action opens(l: Locker) { l.door.reading = open }

      invariant Shut(l: Locker): l.door.truth == shut
      """,
    changes: (
      "world action opens(l: Locker) { l.door.reading = open }",
      "world action opens(l: Locker) { l.door.truth = open }"
    ))

  static let placeElsewhere = DiagnosticPage(
    .placeElsewhere, "a place where none can be",
    happened: """
      `place of` stands elsewhere than in a field, an initial value makes a place arbitrary, or `is` asks
      something that is no place, or a place for something that it never is.
      """,
    why: """
      A place is where a thing is: an instance of one of several entities, or `none`. Parameters, names and
      results have one type, so that everybody knows what fields they have.
      """,
    mend: "Write an action for each kind of place, with a parameter of that kind; they can share an effect.",
    wrong: """
      system Post

      role Courier

      entity Depot
      entity Locker
      entity Parcel { at: place of Depot | Locker }

      action put(p: Parcel, to: place of Depot | Locker) by Courier { p.at = to }

      invariant Nowhere(p: Parcel): p.at == none
      """,
    changes: (
      "action put(p: Parcel, to: place of Depot | Locker) by Courier { p.at = to }",
      """
      action store(p: Parcel, d: Depot) by Courier { p.at = d }
      action lock(p: Parcel, l: Locker) by Courier { p.at = l }
      """
    ))

  static let notAPlace = DiagnosticPage(
    .notAPlace, "stealing from what is no place",
    happened: "`steal` names a field that is no place.",
    why:
      "To steal something is to take it from where it is, and where a thing is says a field of type `place of`.",
    mend: "Name the field that says where the thing is, or declare it as a place.",
    wrong: """
      system Post

      role Courier

      entity Locker
      entity Parcel { in_: Locker? }

      action lock(p: Parcel, l: Locker) by Courier { p.in_ = l }

      threat Thief { steal Parcel.in_ }

      invariant Nowhere(p: Parcel): p.in_ == none
      """,
    mended: """
      system Post

      role Courier

      entity Locker
      entity Parcel { at: place of Locker }

      action lock(p: Parcel, l: Locker) by Courier { p.at = l }

      threat Thief { steal Parcel.at }

      invariant Nowhere(p: Parcel): p.at == none
      """)
}
