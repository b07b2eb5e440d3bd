public import JSONCoding
public import MedicationDomain

/// An alert's JSON without `Codable`: every reminder writes it three times and reads it once.
extension Alert: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        json.write("alertId", alertId.rawValue)
        if answer != nil { try json.writeCoded("answer", answer) }
        json.write("assignedTo", assignedTo?.rawValue)
        try json.write("checks", checks)
        json.write("detail", detail)
        json.writePassing("dueAt", dueAt?.description)
        json.write("encounterId", encounterId?.rawValue)
        json.write("escalationLevel", escalationLevel)
        json.write("escalators", escalators)
        json.write("factors", factors)
        json.write("interruptive", interruptive)
        json.write("interruptsFor", interruptsFor)
        json.write("kind", kind.rawValue)
        json.write("locationId", locationId?.rawValue)
        json.write("management", management)
        try json.write("medications", medications)
        json.write("nextDoseAt", nextDoseAt?.description)
        if options != nil { try json.writeCoded("options", options) }
        json.write("patientId", patientId.rawValue)
        json.write("prescriberId", prescriberId?.rawValue)
        json.writePassing("raisedAt", raisedAt.description, standIn: Alert.noMoment.description)
        json.write("reopenedFor", reopenedFor)
        try json.write("resolution", resolution)
        json.writePassing("revision", revision, standIn: 0)
        try json.write("rule", rule)
        json.write("severity", severity.rawValue)
        json.write("status", status.rawValue)
        json.write("summary", summary)
        json.writePassing("updatedAt", updatedAt?.description)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            alertId: try json.value("alertId"), revision: try json.integer("revision"),
            patientId: try json.value("patientId"), kind: try json.value("kind"), severity: try json.value("severity"),
            interruptive: try json.flag("interruptive"), status: try json.value("status"),
            summary: try json.string("summary"), detail: try json.string("detail"),
            management: try json.strings("management"),
            medications: try json.plains("medications"),
            encounterId: try json.optionalValue("encounterId"),
            locationId: try json.optionalValue("locationId"), prescriberId: try json.optionalValue("prescriberId"),
            nextDoseAt: try json.optionalInstant("nextDoseAt"), rule: try json.plain("rule"),
            factors: try json.strings("factors"), checks: try json.plain("checks"),
            raisedAt: try json.instant("raisedAt"), updatedAt: try json.optionalInstant("updatedAt"),
            dueAt: try json.optionalInstant("dueAt"), assignedTo: try json.optionalValue("assignedTo"),
            escalationLevel: try json.integer("escalationLevel"), resolution: try json.optionalPlain("resolution"),
            answer: try json.coded("answer"), options: try json.coded("options"),
            interruptsFor: try json.optionalStrings("interruptsFor"),
            escalators: try json.optionalStrings("escalators"),
            reopenedFor: try json.optionalStrings("reopenedFor"))
    }
}

extension Alert.Resolution: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        json.writePassing("at", at.description, standIn: Alert.noMoment.description)
        json.write("reason", reason)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(reason: try json.string("reason"), at: try json.instant("at"))
    }
}

extension AlertMedication: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        try json.write("dailyDoseMilligrams", dailyDoseMilligrams)
        json.write("indication", indication)
        json.write("ingredientRxNormCode", ingredientRxNormCode)
        json.write("ndc", ndc)
        json.write("orderId", orderId?.rawValue)
        json.write("productRxNormCode", productRxNormCode)
        json.write("text", text)
        json.write("therapyContext", therapyContext?.rawValue)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            text: try json.string("text"), ingredientRxNormCode: try json.optionalString("ingredientRxNormCode"),
            productRxNormCode: try json.optionalString("productRxNormCode"), ndc: try json.optionalString("ndc"),
            orderId: try json.optionalValue("orderId"), therapyContext: try json.optionalValue("therapyContext"),
            indication: try json.optionalString("indication"),
            dailyDoseMilligrams: try json.optionalDouble("dailyDoseMilligrams"))
    }
}

extension RuleReference: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        json.write("citations", citations) { citation, json in
            json.write("href", citation.href)
            json.write("locator", citation.locator)
            json.write("retrieved", citation.retrieved.description)
            json.write("title", citation.title)
        }
        json.write("evidence", evidence.rawValue)
        json.write("id", id.rawValue)
        json.write("version", version)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            id: try json.value("id"), version: try json.string("version"), evidence: try json.value("evidence"),
            citations: try json.list("citations") { json throws(PlainReader.NotPlain) in
                guard let day = CalendarDay(try json.string("retrieved")) else { throw PlainReader.NotPlain() }
                return Citation(
                    title: try json.string("title"), href: try json.string("href"), locator: try json.string("locator"),
                    retrieved: day)
            })
    }
}

extension CheckStatement: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        json.write("checked", checked)
        json.write("notChecked", notChecked) { omission, json in
            json.write("check", omission.check)
            json.write("reason", omission.reason)
        }
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            checked: try json.strings("checked"),
            notChecked: try json.list("notChecked") { json throws(PlainReader.NotPlain) in
                Omission(check: try json.string("check"), reason: try json.string("reason"))
            })
    }
}
