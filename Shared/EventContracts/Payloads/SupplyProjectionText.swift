public import JSONCoding
import MedicationDomain

// The JSON of a projection without `Codable`: it is told anew whenever a fact about the supply changes.

extension SupplyProjection: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        json.write("because", because)
        try json.write("course", course)
        try json.write("dailyDoseMilligrams", dailyDoseMilligrams)
        try json.write("medication", medication)
        try json.write("onHandMilligrams", onHandMilligrams)
        json.write("patientId", patientId.rawValue)
        if let runOutAt { json.write("runOutAt", runOutAt.description) } else { json.writeNull("runOutAt") }
        json.write("state", state.rawValue)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            patientId: try json.value("patientId"), medication: try json.plain("medication"),
            onHandMilligrams: try json.optionalDouble("onHandMilligrams"),
            dailyDoseMilligrams: try json.optionalDouble("dailyDoseMilligrams"),
            runOutAt: try json.optionalInstant("runOutAt"), state: try json.value("state"),
            because: try json.strings("because"), course: try json.optionalPlains("course"))
    }
}

extension SupplyTurn: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        try json.write("dailyDoseMilligrams", dailyDoseMilligrams)
        json.write("isInHospital", isInHospital)
        json.write("on", on.description)
        try json.write("onHandMilligrams", onHandMilligrams)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            on: try json.day("on"), onHandMilligrams: try json.optionalDouble("onHandMilligrams"),
            dailyDoseMilligrams: try json.optionalDouble("dailyDoseMilligrams"),
            isInHospital: try json.optionalFlag("isInHospital"))
    }
}
