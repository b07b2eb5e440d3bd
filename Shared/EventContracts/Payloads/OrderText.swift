public import JSONCoding
public import MedicationDomain

// An order's JSON without `Codable`: of all events, most are orders, and most services read every one of them.

extension OrderEvent: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        json.write("authoredAt", authoredAt?.description)
        try json.write("checks", checks)
        try json.write("dailyDoseMicrograms", dailyDoseMicrograms)
        try json.write("dailyDoseMilligrams", dailyDoseMilligrams)
        try json.write("daysSupply", daysSupply)
        try json.write("dosageInstructions", dosageInstructions)
        json.write("encounterId", encounterId?.rawValue)
        json.write("endsAt", endsAt?.description)
        try json.write("findings", findings)
        json.write("indication", indication)
        json.write("isHandedBack", isHandedBack)
        json.write("locationId", locationId?.rawValue)
        try json.write("medication", medication)
        json.write("nextDoseAt", nextDoseAt?.description)
        json.write("orderId", orderId.rawValue)
        json.write("patientId", patientId.rawValue)
        json.write("pharmacyId", pharmacyId?.rawValue)
        json.write("prescriberId", prescriberId?.rawValue)
        json.write("priorOrderId", priorOrderId?.rawValue)
        json.write("refillsLeft", refillsLeft)
        json.writePassing("revision", revision, standIn: 0)
        json.write("route", route?.rawValue)
        json.write("startsAt", startsAt?.description)
        json.write("status", status.rawValue)
        json.write("statusChangedAt", statusChangedAt?.description)
        json.write("statusReason", statusReason)
        json.write("therapyContext", therapyContext.rawValue)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            orderId: try json.value("orderId"), patientId: try json.value("patientId"),
            revision: try json.integer("revision"), status: try json.value("status"),
            statusReason: try json.optionalString("statusReason"),
            medication: try json.plain("medication"), route: try json.optionalValue("route"),
            dosageInstructions: try json.plains("dosageInstructions"),
            dailyDoseMilligrams: try json.optionalDouble("dailyDoseMilligrams"),
            dailyDoseMicrograms: try json.optionalDouble("dailyDoseMicrograms"),
            therapyContext: try json.value("therapyContext"), authoredAt: try json.optionalInstant("authoredAt"),
            startsAt: try json.optionalInstant("startsAt"), endsAt: try json.optionalInstant("endsAt"),
            statusChangedAt: try json.optionalInstant("statusChangedAt"),
            priorOrderId: try json.optionalValue("priorOrderId"), encounterId: try json.optionalValue("encounterId"),
            locationId: try json.optionalValue("locationId"), prescriberId: try json.optionalValue("prescriberId"),
            indication: try json.strings("indication"), refillsLeft: try json.optionalInteger("refillsLeft"),
            pharmacyId: try json.optionalValue("pharmacyId"), daysSupply: try json.optionalDouble("daysSupply"),
            nextDoseAt: try json.optionalInstant("nextDoseAt"), findings: try json.plains("findings"),
            checks: try json.plain("checks"), isHandedBack: try json.optionalFlag("isHandedBack"))
    }
}

extension Finding: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        json.write("detail", detail)
        json.write("factors", factors)
        json.write("interruptive", interruptive)
        json.write("kind", kind.rawValue)
        json.write("management", management)
        try json.write("rule", rule)
        json.write("severity", severity.rawValue)
        json.write("summary", summary)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            rule: try json.plain("rule"), kind: try json.value("kind"),
            severity: try json.value("severity"), summary: try json.string("summary"),
            detail: try json.string("detail"), management: try json.strings("management"),
            factors: try json.strings("factors"), interruptive: try json.optionalFlag("interruptive"))
    }
}

extension Medication: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        json.write("form", form?.rawValue)
        json.write("ingredientRxNormCode", ingredientRxNormCode)
        try json.write("ingredients", ingredients)
        json.write("ndc", ndc)
        json.write("productRxNormCode", productRxNormCode)
        json.write("remarks", remarks)
        if let strength {
            try json.write("strength") { json in
                try json.write("milligramsPerMilliliter", strength.milligramsPerMilliliter)
                try json.write("milligramsPerUnit", strength.milligramsPerUnit)
            }
        }
        json.write("text", text)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            text: try json.string("text"), ingredientRxNormCode: try json.optionalString("ingredientRxNormCode"),
            productRxNormCode: try json.optionalString("productRxNormCode"), ndc: try json.optionalString("ndc"),
            ingredients: try json.plains("ingredients"), form: try json.optionalValue("form"),
            strength: try json.optionalObject("strength").map { json throws(PlainReader.NotPlain) in
                Strength(
                    milligramsPerUnit: try json.optionalDouble("milligramsPerUnit"),
                    milligramsPerMilliliter: try json.optionalDouble("milligramsPerMilliliter"))
            }, remarks: try json.optionalStrings("remarks"))
    }
}

extension Ingredient: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        json.write("atcCodes", atcCodes)
        json.write("name", name)
        json.write("rxNormCode", rxNormCode)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            name: try json.string("name"), rxNormCode: try json.optionalString("rxNormCode"),
            atcCodes: try json.strings("atcCodes"))
    }
}

extension DosageInstruction: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        json.write("asNeeded", asNeeded)
        try json.write("dose", dose)
        try json.write("maximumPerDay", maximumPerDay)
        json.write("route", route?.rawValue)
        json.write("sequence", sequence)
        json.write("text", text)
        try json.write("timing", timing)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            sequence: try json.optionalInteger("sequence"), text: try json.optionalString("text"),
            timing: try json.optionalPlain("timing"), asNeeded: try json.flag("asNeeded"),
            route: try json.optionalValue("route"), dose: try json.optionalPlain("dose"),
            maximumPerDay: try json.optionalPlain("maximumPerDay"))
    }
}

extension DoseAmount: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        try json.write("high", high)
        try json.write("low", low)
        json.write("unit", unit.rawValue)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(low: try json.double("low"), high: try json.double("high"), try json.value("unit"))
    }
}

extension DoseTiming: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        json.write("code", code)
        json.write("count", count)
        json.write("daysOfWeek", daysOfWeek)
        try json.write("durationDays", durationDays)
        json.write("end", end?.description)
        json.write("frequency", frequency)
        json.write("frequencyMax", frequencyMax)
        try json.write("period", period)
        try json.write("periodMax", periodMax)
        json.write("periodUnit", periodUnit?.rawValue)
        json.write("start", start?.description)
        json.write("timesOfDay", timesOfDay)
        json.write("when", when)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            frequency: try json.optionalInteger("frequency"), frequencyMax: try json.optionalInteger("frequencyMax"),
            period: try json.optionalDouble("period"), periodMax: try json.optionalDouble("periodMax"),
            periodUnit: try json.optionalValue("periodUnit"), timesOfDay: try json.strings("timesOfDay"),
            when: try json.strings("when"), daysOfWeek: try json.strings("daysOfWeek"),
            code: try json.optionalString("code"), start: try json.optionalInstant("start"),
            end: try json.optionalInstant("end"), durationDays: try json.optionalDouble("durationDays"),
            count: try json.optionalInteger("count"))
    }
}
