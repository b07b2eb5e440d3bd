import EventContracts
import MedicationCatalog
import MedicationDomain

/// Whether a question can be answered at all; every refusal names the element and never its content.
struct DraftQuestionReading {
    /// Far above what is ordered in one go or known of one patient; what is more is no question about a patient.
    static let mostDrafts = 50
    static let mostOfAKind = 200
    static let longestText = 1000

    let request: InteractionCheckRequest
    let now: Instant

    func check() throws(Refusal) {
        guard !request.drafts.isEmpty else { throw bad("drafts", "must hold at least one draft order") }
        guard request.drafts.count <= Self.mostDrafts else { throw bad("drafts", "holds more than \(Self.mostDrafts)") }
        var seen: Set<OrderID> = []
        for (number, draft) in request.drafts.enumerated() {
            let element = "drafts[\(number)]"
            guard seen.insert(draft.orderId).inserted else { throw bad("\(element).orderId", "stands there twice") }
            try check(draft.medication, "\(element).medication")
            try check(draft.dailyDoseMilligrams, "\(element).dailyDoseMilligrams")
            try check(draft.dailyDoseMicrograms, "\(element).dailyDoseMicrograms")
            if let end = draft.endsAt, end <= max(now, draft.startsAt ?? now) {
                throw bad("\(element).endsAt", "is not after the draft's start and the present")
            }
        }
        if let context = request.context { try check(context) }
    }

    private func check(_ context: InteractionCheckRequest.Context) throws(Refusal) {
        if let age = context.age, !(0...130).contains(age) { throw bad("context.age", "is no number of years") }
        if let birth = context.birthDate, birth > now.day { throw bad("context.birthDate", "lies in the future") }
        if let value = context.estimatedGFR, !(0...300).contains(value) {
            throw bad("context.estimatedGFR", "is not in mL/min/1.73 m²")
        }
        if let measured = context.estimatedGFRAt, measured > now {
            throw bad("context.estimatedGFRAt", "lies in the future")
        }
        let (allergies, others) = (context.allergies ?? [], context.otherMedicines ?? [])
        let lists = [
            ("conditions", context.conditions?.count ?? 0), ("allergies", allergies.count),
            ("otherMedicines", others.count),
        ]
        for (name, count) in lists where count > Self.mostOfAKind {
            throw bad("context.\(name)", "holds more than \(Self.mostOfAKind)")
        }
        for (number, substance) in allergies.enumerated() { try check(substance, "context.allergies[\(number)]") }
        for (number, other) in others.enumerated() {
            try check(other.medication, "context.otherMedicines[\(number)].medication")
        }
    }

    private func check(_ medication: Medication, _ element: String) throws(Refusal) {
        let texts = [medication.text] + medication.ingredients.map(\.name)
        if texts.contains(where: { $0.utf8.count > Self.longestText }) {
            throw bad("\(element).text", "is longer than \(Self.longestText) bytes")
        }
        let isNamed = !medication.text.allSatisfy(\.isWhitespace) || !medication.ingredients.isEmpty
        let codes = [medication.ingredientRxNormCode, medication.productRxNormCode, medication.ndc]
        guard isNamed || codes.contains(where: { $0 != nil }) else { throw bad(element, "names no medicine") }
        if medication.ingredients.count > Self.mostOfAKind { throw bad(element, "has too many ingredients") }
    }

    private func check(_ dose: Double?, _ element: String) throws(Refusal) {
        guard let dose else { return }
        guard dose.isFinite, dose > 0, dose < 1e9 else { throw bad(element, "is no daily dose") }
    }

    private func bad(_ element: String, _ problem: String) -> Refusal {
        Refusal(code: "bad-value", message: "$.\(element) \(problem)")
    }
}

extension InteractionCheckRequest {
    /// The same question with every medicine recognised that came as text or code only.
    func recognized(by catalog: MedicationCatalog) -> InteractionCheckRequest {
        var copy = self
        for index in copy.drafts.indices {
            let (medication, route) = catalog.recognized(copy.drafts[index].medication)
            copy.drafts[index].medication = medication
            copy.drafts[index].route = copy.drafts[index].route ?? route
        }
        copy.context?.allergies = context?.allergies?.map { catalog.recognized($0).medication }
        copy.context?.otherMedicines = context?.otherMedicines?.map { other in
            let (medication, route) = catalog.recognized(other.medication)
            return OtherMedicine(medication: medication, route: other.route ?? route)
        }
        return copy
    }
}

extension MedicationCatalog {
    fileprivate func recognized(_ medication: Medication) -> (medication: Medication, route: Route?) {
        guard !medication.isRecognized else { return (medication, nil) }
        let rxNorm = [medication.productRxNormCode, medication.ingredientRxNormCode].compactMap { $0 }
            .map { (system: "http://www.nlm.nih.gov/research/umls/rxnorm", code: $0) }
        let ndc = medication.ndc.map { [(system: "http://hl7.org/fhir/sid/ndc", code: $0)] } ?? []
        let found = recognize(codings: rxNorm + ndc, text: medication.text)
        guard found.medication.isRecognized else { return (medication, nil) }
        var known = medication
        known.ingredients = found.medication.ingredients
        known.ingredientRxNormCode = medication.ingredientRxNormCode ?? found.medication.ingredientRxNormCode
        known.form = medication.form ?? found.medication.form
        known.strength = medication.strength ?? found.medication.strength
        return (known, found.route)
    }
}
