import KnowledgeFiles
import MedicationDomain

/// The named numbers of one file: each is asked for once, in its unit, and none is left over.
struct NumberTable {
    private let list: KnowledgeNode
    private var left: [String: (parameter: DatedParameter<Double>, node: KnowledgeNode)] = [:]

    /// Reads the list of numbers; a name that comes twice stops the load.
    init(_ list: KnowledgeNode) throws {
        self.list = list
        for node in try list.list() {
            let parameter = try DatedParameter<Double>(node)
            guard left.updateValue((parameter, node), forKey: parameter.id) == nil else {
                throw node.error(.duplicateEntry, "\(parameter.id) is given twice")
            }
        }
    }

    mutating func take(_ id: String, _ unit: ParameterUnit) throws -> DatedNumber {
        guard let (parameter, node) = left.removeValue(forKey: id) else {
            throw list.error(.missingKey, "number \(id) is missing")
        }
        guard parameter.unit == unit else {
            throw node.error(.unitMismatch, "\(id) is needed in \(unit.rawValue)")
        }
        return DatedNumber(
            unit: unit.rawValue, values: parameter.values.map(DatedNumber.Value.init), reviewBy: parameter.reviewBy)
    }

    /// A number above nothing: steps of no days or no milligrams would never end.
    mutating func takePositive(_ id: String, _ unit: ParameterUnit) throws -> DatedNumber {
        let node = left[id]?.node ?? list
        let number = try take(id, unit)
        guard number.values.allSatisfy({ $0.number > 0 }) else {
            throw node.error(.invalid, "\(id) must be above 0")
        }
        return number
    }

    /// Stops the load when the file holds a number nobody asked for.
    func finish() throws {
        if let (id, entry) = left.min(by: { $0.key < $1.key }) {
            throw entry.node.error(.unknownKey, "nobody asks for a number \(id)")
        }
    }
}
