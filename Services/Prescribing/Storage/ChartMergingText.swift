import EventContracts
import JSONCoding
import MedicationDomain

// What merged records handed over is the larger part of a chart that has any: it is written and read without `Codable`.

extension ChartMerging: PlainJSON {
    func write(to json: inout PlainWriter) throws {
        try json.write("annexes", annexes)
        json.write("claimed", claimed.map(\.rawValue))
        json.write("claims", claims.map(\.rawValue))
        json.write("isCircleReported", isCircleReported)
        json.write("isRetired", isRetired)
        json.write("isTooLarge", isTooLarge)
        json.write("refusedBy", refusedBy?.rawValue)
        try json.write("statements", statements)
        json.write("survivor", survivor?.rawValue)
    }

    init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        statements = try json.plainTable("statements")
        claims = try json.values("claims")
        claimed = try json.values("claimed")
        survivor = try json.optionalValue("survivor")
        isRetired = try json.flag("isRetired")
        refusedBy = try json.optionalValue("refusedBy")
        isTooLarge = try json.optionalFlag("isTooLarge")
        isCircleReported = try json.flag("isCircleReported")
        annexes = try json.plainTable("annexes")
    }
}

extension ChartMerging.Annex: PlainJSON {
    func write(to json: inout PlainWriter) throws {
        try json.write("facts", facts)
        try json.write("merges", merges)
    }

    init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        facts = try json.plains("facts")
        merges = try json.plains("merges")
    }
}

extension ChartMerging.LinkStatement: PlainJSON {
    func write(to json: inout PlainWriter) throws {
        json.write("replacedBy", replacedBy?.rawValue)
        json.write("replaces", replaces.map(\.rawValue))
    }

    init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        replacedBy = try json.optionalValue("replacedBy")
        replaces = try json.values("replaces")
    }
}
