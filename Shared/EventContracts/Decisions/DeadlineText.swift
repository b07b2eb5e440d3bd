public import JSONCoding
import MedicationDomain

// The JSON of a deadline without `Codable`: it stands in the document of its patient.
extension Deadline: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        json.write("due", due.description)
        json.write("kind", kind)
        json.write("subject", subject)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(kind: try json.string("kind"), subject: try json.string("subject"), due: try json.instant("due"))
    }
}
