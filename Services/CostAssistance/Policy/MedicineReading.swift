import Foundation

/// What a medicine's text says about form and brand, as far as payers care.
struct MedicineReading: Hashable, Sendable {
    var text: String
    var isBrand: Bool?
    var form: MedicineForm?
    var benefit: Benefit?
}

/// The words by which form and brand are told.
struct MedicineWords: Hashable, Sendable {
    struct Brand: Hashable, Sendable {
        var name: String
        /// Nil when the brand comes in several forms.
        var form: MedicineForm?
    }
    var generics: [String]
    var brands: [Brand]
    var forms: [MedicineForm: [String]]

    /// An oral form is assumed for a generic name alone: pump orders always name their route or unit.
    func read(_ text: String) -> MedicineReading {
        let words = Set(text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
        let brand = brands.first { words.contains($0.name) }
        let named = MedicineForm.allCases.filter { form in forms[form, default: []].contains { words.contains($0) } }
        // A pump word decides over all others: "intrathecal solution" is no oral liquid.
        let form = named.contains(.pump) ? .pump : named.first ?? brand?.form
        let isGeneric = generics.contains { words.contains($0) }
        let isBrand: Bool? = brand != nil ? true : isGeneric ? false : nil
        let benefit: Benefit? =
            switch form {
            case .pump: .medical
            case .tablet, .liquid, .granules: .pharmacy
            case nil: isBrand == false ? .pharmacy : nil
            }
        return MedicineReading(text: text, isBrand: isBrand, form: form, benefit: benefit)
    }
}
