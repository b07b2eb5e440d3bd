import MedicationDomain

/// Weighs the codes and the text of one medicine against each other.
struct Recognizer {
    private let catalog: MedicationCatalog
    private let codings: [(system: String, code: String)]
    private let text: String?
    private let tokens: TextTokens
    private let mentions: [NameIndex.Mention]
    /// What the text names, in its order.
    private let named: [Int]

    init(catalog: MedicationCatalog, codings: [(system: String, code: String)], text: String?) {
        (self.catalog, self.codings) = (catalog, codings)
        self.text = text.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
        tokens = TextTokens(text ?? "")
        mentions = catalog.index.names.mentions(in: tokens)
        named = Recognizer.distinct(mentions.flatMap(\.target.ingredients))
    }

    func recognition() -> Recognition {
        var notes: [String] = []
        let found = CodeSystem.allCases.compactMap { system in
            target(in: system, &notes).map { (basis: system.basis, target: $0) }
        }
        guard let chosen = found.first else {
            if isUnsure {
                notes.append(RecognitionNote.unsure)
                return recognition([], basis: .none, trustsText: true, product: nil, notes)
            }
            if codings.contains(where: { CodeSystem($0.system) != nil }) { notes.append(RecognitionNote.codeUnknown) }
            return recognition(named, basis: named.isEmpty ? .none : .name, trustsText: true, product: nil, notes)
        }
        if found.contains(where: { Set($0.target.ingredients).isDisjoint(with: chosen.target.ingredients) }) {
            notes.append(RecognitionNote.codesDiffer)
        }
        if !chosen.target.isConfirmed { notes.append(RecognitionNote.codeNotConfirmed) }
        let (coded, inText) = (Set(chosen.target.ingredients), Set(named))
        let sameMedicine = found.filter { $0.target.ingredients == chosen.target.ingredients }
        let product = sameMedicine.lazy.compactMap(\.target.product).first
        if coded.isStrictSubset(of: inText) {
            notes.append(RecognitionNote.textNamesMore)
            return recognition(named, basis: chosen.basis, trustsText: true, product: nil, notes)
        }
        let agrees = inText.isSubset(of: coded)
        if !agrees { notes.append(RecognitionNote.codeAndTextDiffer) }
        return recognition(chosen.target.ingredients, basis: chosen.basis, trustsText: agrees, product: product, notes)
    }

    /// `Celebrex/Celexa 20?`: several medicines, and whoever wrote it did not know which.
    private var isUnsure: Bool {
        guard mentions.count > 1, named.count > 1 else { return false }
        let words = Set(tokens.words)
        let isAsked = tokens.tokens.contains(.mark("?"))
        return isAsked || !words.isDisjoint(with: ["or", "unclear", "unsure"])
    }

    // MARK: - Codes

    /// What the codes of one system stand for together.
    private func target(in system: CodeSystem, _ notes: inout [String]) -> CatalogIndex.Target? {
        var targets: [CatalogIndex.Target] = []
        for coding in codings where CodeSystem(coding.system) == system {
            switch system {
            case .rxNorm: targets += catalog.index.rxNorm[coding.code].map { [$0] } ?? []
            case .atc: targets += shared(catalog.index.atc[coding.code.uppercased()] ?? [], &notes).map { [$0] } ?? []
            case .ndc:
                let readings = NationalDrugCode.productKeys(coding.code).compactMap { catalog.index.ndc[$0] }
                targets += shared(readings, &notes).map { [$0] } ?? []
            }
        }
        guard var all = targets.first else { return nil }
        for other in targets.dropFirst() {
            if Set(all.ingredients).isDisjoint(with: other.ingredients) { notes.append(RecognitionNote.codesDiffer) }
            all.ingredients = Recognizer.distinct(all.ingredients + other.ingredients)
            all.product = all.product ?? other.product
            all.isConfirmed = all.isConfirmed && other.isConfirmed
        }
        return all
    }

    /// One code, several medicines: the one the text names, else what all of them hold.
    private func shared(_ targets: [CatalogIndex.Target], _ notes: inout [String]) -> CatalogIndex.Target? {
        guard let first = targets.first, Set(targets.map { Set($0.ingredients) }).count > 1 else {
            return targets.first
        }
        if let named = targets.first(where: { Set($0.ingredients) == Set(named) }) { return named }
        notes.append(RecognitionNote.severalMedicinesShareCode)
        let common = first.ingredients.filter { number in targets.allSatisfy { $0.ingredients.contains(number) } }
        return common.isEmpty ? nil : CatalogIndex.Target(ingredients: common, isConfirmed: first.isConfirmed)
    }

    // MARK: - The medicine

    private func recognition(
        _ written: [Int], basis: Recognition.Basis, trustsText: Bool, product: CatalogProduct?, _ notes: [String]
    ) -> Recognition {
        var notes = notes
        let ordered = leadingFirst(written)
        let (brandForm, brandStrength) = brandProducts(of: written)
        for fault in mentions.compactMap(\.fault) where trustsText {
            notes.append(fault == .misspelt ? RecognitionNote.misspelt : RecognitionNote.truncated)
        }
        var form = (trustsText ? tokens.form : nil) ?? product?.form ?? (trustsText ? brandForm : nil)
        if hasOnlyIntrathecalInjection(written), form == .injection || form == nil && isByPump {
            form = .intrathecalInjection
        }
        let inText = trustsText ? strength(of: ordered.first, among: written, form: form) : nil
        if let inText, let product, inText != product.strength { notes.append(RecognitionNote.strengthsDiffer) }
        if let given = form, given.isLocal,
            written.contains(where: { catalog.entries[$0].wholeBodyForms.contains(given) })
        {
            form = .other
            notes.append(RecognitionNote.localFormActsOnWholeBody)
        }
        let ingredients = ordered.map { catalog.entries[$0].ingredient }
        let medication = Medication(
            text: text ?? product?.name ?? bestName(written), ingredientRxNormCode: ingredients.first?.rxNormCode,
            productRxNormCode: productCode, ndc: codings.first { CodeSystem($0.system) == .ndc }?.code,
            ingredients: ingredients, form: form,
            strength: product?.strength ?? inText ?? (trustsText ? brandStrength : nil))
        let route = (trustsText ? tokens.route : nil) ?? form?.certainRoute
        return Recognition(medication: medication, route: route, basis: basis, notes: Recognizer.distinct(notes))
    }

    private func leadingFirst(_ written: [Int]) -> [Int] {
        guard let leading = catalog.index.leading[Set(written)] else { return written }
        return [leading] + written.filter { $0 != leading }
    }

    /// What the brand name by itself tells: Fleqsuvy is a suspension of 5 mg/mL.
    private func brandProducts(of written: [Int]) -> (DoseForm?, Strength?) {
        guard written.count == 1, let entry = written.first,
            let mention = mentions.first(where: { $0.target.ingredients == [entry] && !$0.target.products.isEmpty })
        else { return (nil, nil) }
        let products = mention.target.products.map { catalog.entries[entry].products[$0] }
        let (forms, strengths) = (Set(products.map(\.form)), Set(products.map(\.strength)))
        return (forms.count == 1 ? forms.first : nil, strengths.count == 1 ? strengths.first : nil)
    }

    /// The strength the text gives for one ingredient, by its place among the names.
    private func strength(of leading: Int?, among written: [Int], form: DoseForm?) -> Strength? {
        guard let leading else { return strengthOfUnknown(form: form) }
        let names = named.isEmpty ? written : named
        var amounts = tokens.amounts(partsCount: written.count)
        if written.count == 1, amounts.count > 1, let name = mentions.first?.position {
            // `5 mg (half a tablet) of baclofen 10 mg tablet`: the strength stands behind the name.
            let behind = amounts.filter { $0.position > name }
            amounts = behind.isEmpty ? amounts : behind
        }
        let place = amounts.count >= names.count ? names.firstIndex(of: leading) ?? 0 : 0
        guard amounts.indices.contains(place) else { return nil }
        let amount = amounts[place]
        if let milliliters = amount.milliliters {
            return Strength(milligramsPerMilliliter: amount.milligrams / milliliters)
        }
        // Milligrams of a liquid without a volume are a dose, not a strength.
        guard form?.isLiquid != true || form == .injection && isVial else { return nil }
        return Strength(milligramsPerUnit: amount.milligrams)
    }

    /// Dry in a vial, the amount is what one vial holds.
    private var isVial: Bool { !Set(tokens.words).isDisjoint(with: ["vial", "vials"]) }
    private var isByPump: Bool { !Set(tokens.words).isDisjoint(with: ["pump", "itb"]) }

    /// A medicine whose only injection goes into the spinal canal.
    private func hasOnlyIntrathecalInjection(_ written: [Int]) -> Bool {
        guard written.count == 1 else { return false }
        let forms = Set(catalog.entries[written[0]].products.map(\.form))
        return forms.contains(.intrathecalInjection) && !forms.contains(.injection)
    }

    /// Of a medicine that is not known, the one amount in its text.
    private func strengthOfUnknown(form: DoseForm?) -> Strength? {
        let amounts = tokens.amounts(partsCount: 1)
        guard codings.isEmpty, amounts.count == 1, let amount = amounts.first else { return nil }
        if let milliliters = amount.milliliters {
            return Strength(milligramsPerMilliliter: amount.milligrams / milliliters)
        }
        return form?.isLiquid == true ? nil : Strength(milligramsPerUnit: amount.milligrams)
    }

    private var productCode: String? {
        codings.first { coding in
            CodeSystem(coding.system) == .rxNorm && catalog.index.rxNorm[coding.code]?.product != nil
        }?.code
    }

    private func bestName(_ written: [Int]) -> String {
        guard written.isEmpty else { return written.map { catalog.entries[$0].name }.joined(separator: "/") }
        return codings.first.map { "code \($0.code)" } ?? ""
    }

    private static func distinct<T: Hashable>(_ values: [T]) -> [T] {
        var seen: Set<T> = []
        return values.filter { seen.insert($0).inserted }
    }
}
