import EnsureSemantics

@testable import EnsureMutation

/// A spec in which every kind of temporal fault has a place.
enum Parcels {
  static let text = """
    system Parcels

    resolution 1 day

    role Courier
    role Desk

    const Wait = 3 days

    entity Parcel {
      at:     Instant = now
      isPaid: Bool = false
      state:  { fresh, sent, home, back } = fresh
    }

    action send(p: Parcel) by Desk
      requires p.state == fresh
    {
      p.state = sent
      p.at = now
    }

    action bring(p: Parcel) by Courier
      requires p.state == sent
    {
      p.state = home
    }

    action pay(p: Parcel) by Desk
      requires p.state == home and now - p.at >= 1 day
    {
      p.isPaid = true
    }

    optional action lose(p: Parcel) by Courier
      requires p.state == sent and now - p.at > Wait
    {
      p.state = back
    }

    property BroughtFirst(p: Parcel): always (pay(p) implies once bring(p))

    property LostLate(p: Parcel): always (lose(p) implies not earlier[0, 3 days] send(p))

    property Answered(p: Parcel):
      always (send(p) implies eventually (p.state == home or p.state == back))
      assuming strongly fair Courier, always not p.isPaid

    threat Strike { outage Courier }

    threat Backdoor { attacker may pay(p) without requires }

    threat FastClock { attacker may lose(p) without requires when p.state == sent and now - p.at >= Wait }

    scenario "a parcel is lost after four days" {
      send(p)
      wait 4 days
      lose(p)
    }

    scenario "a parcel is not lost after three days" {
      send(p)
      wait 3 days
      then lose(p) is impossible
    }

    accept Answered under Strike or more because "it is known"
    expect BroughtFirst violated under Backdoor
    expect LostLate violated under FastClock

    """

  static func catalogue(_ text: String = text) throws -> FaultCatalogue { try Shop.catalogue(text) }
}
