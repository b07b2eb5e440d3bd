import Foundation
import KnowledgeFiles
import MedicationDomain

/// Reads price files, strictly: a price without source, day or unit is no price.
enum PriceReader {
    static func book(_ documents: [KnowledgeNode]) throws -> PriceBook {
        var book = PriceBook()
        var ids: Set<String> = []
        for document in documents {
            let fields = try document.mapping(allowed: ["version", "prices", "acquisition-costs"])
            for node in try fields.optionalList("prices") {
                let price = try price(node)
                guard ids.insert(price.id).inserted else {
                    throw node.error(.duplicateEntry, "price \"\(price.id)\" is declared already")
                }
                book.prices.append(price)
            }
            for node in try fields.optionalList("acquisition-costs") {
                let cost = try cost(node)
                guard ids.insert("\(cost.ndc) \(cost.effective)").inserted else {
                    throw node.error(
                        .duplicateEntry, "the cost of \(cost.ndc) on \(cost.effective) is declared already")
                }
                book.acquisitionCosts.append(cost)
            }
        }
        return book
    }

    private static func price(_ node: KnowledgeNode) throws -> Price {
        let fields = try node.mapping(allowed: [
            "id", "ingredient", "form", "strength-milligrams", "quantity", "price", "pharmacy", "for", "as-of",
            "review-by", "cite",
        ])
        let price = Price(
            id: try fields.string("id"), ingredient: try fields.string("ingredient").lowercased(),
            form: try fields.choice("form"), strengthMilligrams: try positive(fields, "strength-milligrams"),
            quantity: try positive(fields, "quantity"), price: try notNegative(fields, "price"),
            pharmacy: try fields.choice("pharmacy"), kinds: try fields.strings("for"), asOf: try fields.day("as-of"),
            reviewBy: try fields.day("review-by"), citations: try fields.citations())
        guard price.reviewBy > price.asOf else {
            throw try fields.required("review-by").error(.dateOutOfOrder, "the day of review is not after as-of")
        }
        return price
    }

    private static func cost(_ node: KnowledgeNode) throws -> AcquisitionCost {
        let fields = try node.mapping(allowed: ["ndc", "description", "per-unit", "unit", "effective", "as-of", "cite"])
        let ndc = try fields.string("ndc")
        guard ndc.utf8.count == 11, ndc.allSatisfy(\.isNumber) else {
            throw try fields.required("ndc").error(.invalid, "an NDC of eleven digits is needed here, in quotes")
        }
        return AcquisitionCost(
            ndc: ndc, description: try fields.string("description"), perUnit: try positive(fields, "per-unit"),
            unit: try fields.choice("unit"), effective: try fields.day("effective"), asOf: try fields.day("as-of"),
            citations: try fields.citations())
    }

    private static func positive(_ fields: KnowledgeMapping, _ key: String) throws -> Decimal {
        let number = try fields.decimal(key)
        guard number > 0 else { throw try fields.required(key).error(.invalid, "\(key) is not above zero") }
        return number
    }

    private static func notNegative(_ fields: KnowledgeMapping, _ key: String) throws -> Decimal {
        let number = try fields.decimal(key)
        guard number >= 0 else { throw try fields.required(key).error(.invalid, "\(key) is below zero") }
        return number
    }
}
