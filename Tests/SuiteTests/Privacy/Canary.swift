import Foundation

/// Words that stand for a patient's data: one for each field, found nowhere else in the world.
enum Canary: String, CaseIterable {
    // Who it is: nothing of it is kept beyond the id.
    case given = "Qzgivena1"
    case family = "Qzfamilyb2"
    case street = "Qzstreetc3"
    case city = "Qzcityd4"
    case phone = "+1-555-0199731"
    case identifier = "QZMRN-7730142"
    case birthDate = "1951-07-23"
    // What names the patient and their resources.
    case patient = "qzpatient-e5"
    case order = "qzorder-f6"
    case otherOrder = "qzopioid-g7"
    // What is said of them.
    case medicine = "Qzmedicineh8"
    case dosageText = "Qzdosagei9"
    case note = "Qznotej10"
    case condition = "Qzconditionk11"
    case allergy = "Qzallergyl12"
    case requester = "Qzrequesterm13"
    case reason = "Qzreasonn14"
    case insurerWords = "Qzinsurerwordsn14b"
    case comment = "Qzcommento15"
    case pharmacist = "Qzpharmacistp16"
    // What is asked of a household.
    case income = "48113.29"
    case savings = "20771.83"
    // What is not understood, and so may be repeated by whoever complains of it.
    case truncated = "Qztruncatedq17"
    case enumValue = "qzenumr18"
    case resourceType = "Qzresourcetypes"
    case elementName = "qzelementt20"
    case wrongType = "Qzwrongtypeu21"
    case hl7 = "QZHL7V22"
    case oversized = "Qzoversizedw23"
    case reusedText = "Qzreusedx24"
    case junkEvent = "Qzjunkeventy25"
    case junkAnswer = "Qzjunkanswerz26"
    case junkQuestion = "Qzjunkquestiona27"
    // What stands around a record.
    case key = "qzkeyb28"
    case header = "qzheaderc29"
    case eventID = "qzeventidd30"
    case correlation = "qzcorrelatione31"
    case subject = "qzsubjectf32"
    case trace = "qztraceg33abcdefghijklmnopqrstuv"
    case contentType = "qzcontenttypeh34"
    case path = "qzpathi35"
    case queryName = "qzquerynamej36"
    case queryValue = "qzqueryvaluek37"
    case webHeader = "qzwebheaderl38"
    case brokerAway = "Qzbrokerawaym39"

    /// Who the patient is, apart from the id: allowed in what the hospital sent and nowhere else.
    static let identity: [Canary] = [.given, .family, .street, .city, .phone, .identifier]

    /// Every form in which the word could hide: as it is, in base64, in hexadecimal, as a list of bytes.
    var forms: [[UInt8]] {
        let bytes = Array(rawValue.utf8)
        let encoded = (0..<3).map { shift in
            let text = Data([UInt8](repeating: 0x20, count: shift) + bytes).base64EncodedString()
            // The first and last characters depend on what stands around the word.
            return String(text.dropFirst(shift == 0 ? 0 : 4).prefix(bytes.count))
        }
        let hexadecimal = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let listed = bytes.map(String.init).joined(separator: ", ")
        return ([rawValue, hexadecimal, listed] + encoded).map { Array($0.utf8) }
    }

    func isFound(in data: Data) -> Bool {
        forms.contains { data.range(of: Data($0)) != nil }
            || data.range(of: Data(rawValue.lowercased().utf8)) != nil
            || data.range(of: Data(rawValue.uppercased().utf8)) != nil
    }

    static func found(in data: Data, except allowed: Set<Canary> = []) -> [Canary] {
        allCases.filter { !allowed.contains($0) && $0.isFound(in: data) }
    }
}
