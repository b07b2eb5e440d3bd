import EventContracts
import MedicationCatalog
import MedicationDomain

/// A patient made up from a command line.
struct DraftProfile {
    var medicines: [String]
    var age: Int?
    var kidneyFunction: Double?
    var conditions: [String] = []
    var context = TherapyContext.new

    /// The patient, or what the command line adds to a known one.
    func profile(
        _ knowledge: InteractionKnowledge, _ catalog: MedicationCatalog, asOf now: Instant,
        addedTo known: MedicationProfile? = nil
    ) -> MedicationProfile {
        var profile = known ?? MedicationProfile(patientId: "draft")
        for (number, text) in medicines.enumerated() {
            let medication = catalog.recognize(text: text).medication
            let sig = DraftSig(text)
            profile.take(
                OrderEvent(
                    orderId: OrderID("draft-\(number + 1)"), patientId: profile.patientId, status: .accepted,
                    medication: medication, route: sig.route,
                    dailyDoseMilligrams: sig.dosesPerDay.flatMap { doses in
                        medication.strength?.milligramsPerUnit.map { $0 * doses }
                    },
                    therapyContext: context, startsAt: now),
                at: now)
        }
        profile.birthDate = age.flatMap { now.day.birthDate(ofAge: $0) } ?? profile.birthDate
        if let kidneyFunction {
            profile.observations["draft"] = KeptObservation(kind: .estimatedGFR, value: kidneyFunction, at: now)
        }
        for id in conditions {
            let codes = knowledge.conditions[id]?.icd10.first.map { [CodedConcept(system: "", code: $0)] }
            profile.conditions[id] = codes ?? []
        }
        return profile
    }
}

/// The few words of a written instruction that a check needs: how often, and by which way.
struct DraftSig {
    var dosesPerDay: Double?
    var route: Route?

    private static let frequencies: [String: Double] = [
        "daily": 1, "qd": 1, "od": 1, "qam": 1, "qpm": 1, "qhs": 1, "hs": 1, "nightly": 1, "bid": 2, "tid": 3,
        "tds": 3, "qid": 4, "qds": 4, "q4h": 6, "q6h": 4, "q8h": 3, "q12h": 2, "q24h": 1,
    ]
    private static let routes: [String: Route] = [
        "po": .oral, "oral": .oral, "iv": .intravenous, "im": .intramuscular, "sc": .subcutaneous,
        "intrathecal": .intrathecal, "it": .intrathecal, "epidural": .epidural, "transdermal": .transdermal,
        "patch": .transdermal, "topical": .topical, "cream": .topical, "ophthalmic": .ophthalmic, "eye": .ophthalmic,
        "otic": .otic, "ear": .otic, "nasal": .nasal, "sublingual": .sublingual, "rectal": .rectal,
    ]

    init(_ text: String) {
        for word in text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }).map(String.init) {
            dosesPerDay = dosesPerDay ?? Self.frequencies[word]
            route = route ?? Self.routes[word]
        }
    }
}
