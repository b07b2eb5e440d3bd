import EventContracts
import MedicationDomain

/// The states an order goes through here: what the hospital says and what the rules say, in one place.
enum OrderLife {
    /// What bears on the next state.
    struct Situation: Hashable, Sendable {
        var hospital: OrderFact.Status
        var verdict: DoseRule.Disposition
        /// A pharmacist overrode everything it was held for.
        var isReleased: Bool
        var isAmended: Bool
        var previous: OrderEvent.Status?
    }

    static func next(_ situation: Situation) -> OrderEvent.Status {
        switch situation.hospital {
        case .enteredInError: return .retracted
        case .stopped, .cancelled: return .stopped
        case .completed: return .completed
        case .onHold: return .held
        case .active, .draft, .unknown: break
        }
        switch situation.verdict {
        case .reject: return .rejected
        case .hold: return situation.isReleased ? .released : .held
        case .alert: break
        }
        switch situation.previous {
        case .accepted, .amended, .released: return accepted(situation)
        case .held, .rejected, .stopped, .completed, .retracted, nil: return .accepted
        }
    }

    /// Once it runs, only new content changes its name: a verdict given again says nothing new.
    private static func accepted(_ situation: Situation) -> OrderEvent.Status {
        if situation.isAmended { return .amended }
        return situation.previous == .released ? .accepted : situation.previous ?? .accepted
    }
}
