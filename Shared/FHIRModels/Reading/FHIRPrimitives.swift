import MedicationDomain

extension FHIRElement {
    func string(_ name: String) throws(FHIRError) -> String? {
        guard let value = members[name] else { return nil }
        return try string(value, name)
    }

    func strings(_ name: String) throws(FHIRError) -> [String] {
        // A null keeps the place of an item that has only extensions; alone it means nothing.
        let hasExtensions = members["_" + name] != nil
        var strings: [String] = []
        for (index, item) in try items(name).enumerated() where !(hasExtensions && item == .null) {
            strings.append(try string(item, name, index))
        }
        return strings
    }

    private func string(_ value: JSONValue, _ name: String, _ index: Int? = nil) throws(FHIRError) -> String {
        guard case .string(let text) = value else { throw failure(.wrongType, name, index) }
        guard text.utf8.count <= FHIRLimits.maximumTextBytes else { throw failure(.tooLarge, name, index) }
        guard text.utf8.contains(where: { $0 > 0x20 }) else { throw failure(.emptyValue, name, index) }
        return text
    }

    func boolean(_ name: String) throws(FHIRError) -> Bool? {
        guard let value = members[name] else { return nil }
        guard case .bool(let flag) = value else { throw failure(.wrongType, name) }
        return flag
    }

    func decimal(_ name: String) throws(FHIRError) -> JSONNumber? {
        guard let value = members[name] else { return nil }
        guard case .number(let number) = value else { throw failure(.wrongType, name) }
        guard number.value == 0 || FHIRLimits.decimalMagnitudes.contains(number.value.magnitude) else {
            throw failure(.outOfRange, name)
        }
        return number
    }

    /// A whole number of FHIR's 32 bits, not below the given minimum (1 for positiveInt, 0 for unsignedInt).
    func integer(_ name: String, atLeast minimum: Int = Int(Int32.min)) throws(FHIRError) -> Int? {
        guard let number = try decimal(name) else { return nil }
        guard let integer = number.integer else { throw failure(.wrongType, name) }
        guard integer >= minimum, integer <= Int(Int32.max) else { throw failure(.outOfRange, name) }
        return integer
    }

    /// A decimal that may not be negative.
    func amount(_ name: String) throws(FHIRError) -> Double? {
        guard let number = try decimal(name) else { return nil }
        guard number.value >= 0 else { throw failure(.outOfRange, name) }
        return number.value
    }

    // MARK: - Closed code lists

    func code<Code: RawRepresentable<String>>(
        _ name: String, as type: Code.Type = Code.self
    ) throws(FHIRError) -> Code? {
        guard let text = try string(name) else { return nil }
        guard let code = Code(rawValue: text) else { throw failure(.unknownCode, name) }
        return code
    }

    func codes<Code: RawRepresentable<String>>(
        _ name: String, as type: Code.Type = Code.self
    ) throws(FHIRError) -> [Code] {
        var codes: [Code] = []
        for (index, text) in try strings(name).enumerated() {
            guard let code = Code(rawValue: text) else { throw failure(.unknownCode, name, index) }
            codes.append(code)
        }
        return codes
    }

    // MARK: - Dates and times

    func dateTime(_ name: String) throws(FHIRError) -> FHIRDateTime? {
        guard let text = try string(name) else { return nil }
        guard let dateTime = FHIRDateTime(text) else { throw failure(.invalidDate, name) }
        return dateTime
    }

    func dateTimes(_ name: String) throws(FHIRError) -> [FHIRDateTime] {
        var dateTimes: [FHIRDateTime] = []
        for (index, text) in try strings(name).enumerated() {
            guard let dateTime = FHIRDateTime(text) else { throw failure(.invalidDate, name, index) }
            dateTimes.append(dateTime)
        }
        return dateTimes
    }

    func date(_ name: String) throws(FHIRError) -> FHIRDate? {
        guard let text = try string(name) else { return nil }
        guard let date = FHIRDate(text) else { throw failure(.invalidDate, name) }
        return date
    }

    func instant(_ name: String) throws(FHIRError) -> Instant? {
        guard let dateTime = try dateTime(name) else { return nil }
        guard dateTime.precision == .instant else { throw failure(.invalidDate, name) }
        return dateTime.earliest
    }

    func timeOfDay(_ name: String) throws(FHIRError) -> String? {
        guard let text = try string(name) else { return nil }
        guard let time = FHIRTime.normalized(text) else { throw failure(.invalidDate, name) }
        return time
    }

    func timesOfDay(_ name: String) throws(FHIRError) -> [String] {
        var times: [String] = []
        for (index, text) in try strings(name).enumerated() {
            guard let time = FHIRTime.normalized(text) else { throw failure(.invalidDate, name, index) }
            times.append(time)
        }
        return times
    }
}
