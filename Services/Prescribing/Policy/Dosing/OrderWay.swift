import EventContracts
import MedicationDomain

extension OrderFact {
    /// How it enters the body; the instructions' route counts where the order names none, then the form.
    var way: DoseRule.Way {
        let routes = [route] + dosageInstructions.map(\.route)
        switch routes.compactMap(\.self).first {
        case .oral, .enteralTube, .sublingual: return .enteral
        case .intrathecal: return .intrathecal
        case .intravenous, .intramuscular, .subcutaneous, .epidural: return .parenteral
        case .rectal, .transdermal, .inhaled, .topical, .ophthalmic, .otic, .nasal, .vaginal: return .other
        // Without a route that says otherwise a dose is judged as swallowed: the stricter reading of a tablet.
        case .other, nil: return medication.form == .intrathecalInjection ? .intrathecal : .enteral
        }
    }
}
