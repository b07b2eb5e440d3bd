import FHIRModels
import MedicationDomain
import Testing

@Suite struct DosageMappingTests {
    private static let ucum = "http://unitsofmeasure.org"

    /// The instruction in our units, of one dosage element.
    private func instruction(_ dosage: String) throws -> DosageInstruction {
        let document = try JSONValue(Samples.medicationStatement).replacing("dosage", with: .array([JSONValue(dosage)]))
        guard case .medicationStatement(let statement) = try FHIRResource.decode(document) else {
            throw FHIRError(.notFHIR)
        }
        return try #require(statement.dosage.first).domain
    }

    private func dose(_ quantity: String) throws -> DoseAmount? {
        try instruction(#"{"doseAndRate":[{"doseQuantity":\#(quantity)}]}"#).dose
    }

    @Test(arguments: [
        ("mg", DoseUnit.milligram), ("ug", .microgram), ("g", .gram), ("mL", .milliliter), ("ml", .milliliter),
        ("1", .unit), ("{tbl}", .unit), ("{tablet}", .unit), ("{Tab}", .unit), ("{capsule}", .unit), ("TAB", .unit),
        ("mcg", .microgram), ("µg", .microgram), ("[iU]", .other), ("Mg", .other), ("kg", .other), ("%", .other),
        ("mg/kg", .other), ("{dose}", .other), ("{puff}", .other), ("U", .other),
    ])
    func theUCUMCodeDecides(_ code: String, _ unit: DoseUnit) throws {
        let quantity = #"{"value":2.5,"unit":"g","system":"\#(Self.ucum)","code":"\#(code)"}"#
        #expect(try dose(quantity) == DoseAmount(2.5, unit))
    }

    @Test(arguments: [
        ("mg", DoseUnit.milligram), ("MG", .milligram), ("milligrams", .milligram), ("mcg", .microgram),
        ("MCG", .microgram), ("ug", .microgram), ("µg", .microgram), ("μg", .microgram), ("micrograms", .microgram),
        ("g", .gram), ("mL", .milliliter), ("ML", .milliliter), ("cc", .milliliter), ("tablet", .unit),
        ("Tablet(s)", .unit), ("tabs.", .unit), ("capsule", .unit), ("{tbl}", .unit), ("1", .unit), ("packet", .unit),
        ("patch", .unit), ("unit", .other), ("units", .other), ("IU", .other), ("drops", .other), ("mg/mL", .other),
    ])
    func withoutACodeTheWrittenUnitCounts(_ unit: String, _ expected: DoseUnit) throws {
        #expect(try dose(#"{"value":3,"unit":"\#(unit)"}"#) == DoseAmount(3, expected))
        #expect(try dose(#"{"value":3,"system":"urn:oid:1.2","code":"\#(unit)"}"#) == DoseAmount(3, expected))
    }

    @Test func amountsThatAreNotPlainAreNotUnderstood() throws {
        #expect(try dose(#"{"value":5,"comparator":"<","unit":"mg"}"#)?.unit == .other)
        #expect(try dose(#"{"value":-5,"unit":"mg"}"#)?.unit == .other)
        #expect(try dose(#"{"value":5}"#)?.unit == .other)
        #expect(try dose(#"{"unit":"mg"}"#) == nil)
    }

    @Test(arguments: [
        (#"{"low":{"value":5,"unit":"mg"},"high":{"value":10,"unit":"mg"}}"#, DoseAmount(low: 5, high: 10, .milligram)),
        (#"{"low":{"value":5},"high":{"value":10,"unit":"mg"}}"#, DoseAmount(low: 5, high: 10, .milligram)),
        (#"{"low":{"value":5,"unit":"mg"},"high":{"value":10}}"#, DoseAmount(low: 5, high: 10, .milligram)),
        (#"{"high":{"value":10,"unit":"mg"}}"#, DoseAmount(low: 0, high: 10, .milligram)),
        (#"{"low":{"value":5,"unit":"mg"}}"#, DoseAmount(5, .other)),
        (#"{"low":{"value":5,"unit":"ug"},"high":{"value":10,"unit":"mg"}}"#, DoseAmount(low: 5, high: 10, .other)),
        (#"{"low":{"value":20,"unit":"mg"},"high":{"value":10,"unit":"mg"}}"#, DoseAmount(low: 20, high: 10, .other)),
    ])
    func rangesKeepBothEnds(_ range: String, _ expected: DoseAmount) throws {
        #expect(try instruction(#"{"doseAndRate":[{"doseRange":\#(range)}]}"#).dose == expected)
    }

    @Test func theOrderedDoseCountsAndDifferingOnesBecomeARange() throws {
        func entry(_ type: String?, _ value: Int, _ unit: String) -> String {
            let type = type.map { #""type":{"coding":[{"code":"\#($0)"}]},"# } ?? ""
            return #"{\#(type)"doseQuantity":{"value":\#(value),"unit":"\#(unit)"}}"#
        }
        func dose(_ entries: String...) throws -> DoseAmount? {
            try instruction(#"{"doseAndRate":[\#(entries.joined(separator: ","))]}"#).dose
        }
        #expect(try dose(entry("calculated", 12, "mg"), entry("ordered", 10, "mg")) == DoseAmount(10, .milligram))
        #expect(try dose(entry(nil, 1, "tablet"), entry(nil, 10, "mg")) == DoseAmount(10, .milligram))
        #expect(try dose(entry(nil, 10, "mg"), entry(nil, 5, "mg")) == DoseAmount(low: 5, high: 10, .milligram))
    }

    @Test(arguments: [
        (
            #""rateQuantity":{"value":250,"system":"http://unitsofmeasure.org","code":"ug/d"}"#, 250,
            DoseUnit.microgram, 1, PeriodUnit.day
        ),
        (#""rateQuantity":{"value":250,"unit":"mcg/day"}"#, 250, .microgram, 1, .day),
        (
            #""rateQuantity":{"value":2,"system":"http://unitsofmeasure.org","code":"mg/(24.h)"}"#, 2, .milligram, 24,
            .hour
        ),
        (
            #""rateRatio":{"numerator":{"value":90,"unit":"mcg"},"denominator":{"value":12,"unit":"h"}}"#, 90,
            .microgram, 12, .hour
        ),
    ])
    func aRateAloneIsADoseInEveryPeriod(
        _ rate: String, _ value: Double, _ unit: DoseUnit, _ period: Double, _ periodUnit: PeriodUnit
    ) throws {
        let alone = try instruction(#"{"doseAndRate":[{\#(rate)}]}"#)
        #expect(alone.dose == DoseAmount(value, unit))
        #expect(alone.timing == DoseTiming(frequency: 1, period: period, periodUnit: periodUnit))
        // Beside a schedule it only says how fast each dose runs in.
        let scheduled = try instruction(#"{"timing":{"code":{"text":"daily"}},"doseAndRate":[{\#(rate)}]}"#)
        #expect(scheduled.dose == nil)
    }

    @Test(arguments: [
        ("26643006", Route.oral), ("72607000", .intrathecal), ("37161004", .rectal), ("47625008", .intravenous),
        ("78421000", .intramuscular), ("34206005", .subcutaneous), ("404820008", .epidural),
        ("45890007", .transdermal), ("6064005", .topical), ("54485002", .ophthalmic), ("46713006", .nasal),
        ("10547007", .otic), ("37839007", .sublingual), ("127490009", .enteralTube), ("127491008", .enteralTube),
        ("127492001", .enteralTube), ("999", .other),
    ])
    func routesAreReadFromSNOMED(_ code: String, _ route: Route) {
        let concept = FHIRCodeableConcept(codings: [FHIRCoding(system: "http://snomed.info/sct", code: code)])
        #expect(concept.route == route)
    }

    @Test(arguments: [
        ("PO", Route.oral), ("po", .oral), ("by mouth", .oral), ("Oral route (qualifier value)", .oral),
        ("oral use", .oral), ("IT", .intrathecal), ("Intrathecally", .intrathecal), ("IV", .intravenous),
        ("IM", .intramuscular), ("SC", .subcutaneous), ("subcut", .subcutaneous), ("PR", .rectal), ("SL", .sublingual),
        ("TOP", .topical), ("OPH", .ophthalmic), ("NAS", .nasal), ("PEG", .enteralTube), ("via NG", .enteralTube),
        ("somehow", .other), ("", .other),
    ])
    func routesAreReadFromAbbreviationsAndNames(_ text: String, _ route: Route) {
        #expect(FHIRCodeableConcept(text: text).route == route)
        let coded = FHIRCodeableConcept(codings: [FHIRCoding(system: "urn:ward", code: "17", display: text)])
        #expect(coded.route == route)
    }

    @Test func contradictingRoutesAreNotUnderstood() {
        let codings = [FHIRCoding(code: "26643006"), FHIRCoding(code: "IT")]
        #expect(FHIRCodeableConcept(codings: codings, text: "oral").route == .other)
    }

    @Test func timingIsTakenOverWhole() throws {
        let timing = try instruction(
            """
            {"timing":{"repeat":{"boundsDuration":{"value":2,"unit":"weeks"},"count":4,"countMax":6,"frequency":1,
            "frequencyMax":2,"period":6,"periodMax":8,"periodUnit":"h","when":["HS"],"dayOfWeek":["sun"],
            "timeOfDay":["08:00:00"]},"code":{"text":"q6h  prn"}}}
            """
        ).timing
        #expect(
            timing
                == DoseTiming(
                    frequency: 1, frequencyMax: 2, period: 6, periodMax: 8, periodUnit: .hour,
                    timesOfDay: ["08:00:00"], when: ["HS"], daysOfWeek: ["sun"], code: "Q6H PRN", durationDays: 14,
                    count: 6))
    }

    @Test func singleMomentsBecomeACountBetweenTheFirstAndTheLast() throws {
        let timing = try instruction(#"{"timing":{"event":["2026-11-22","2026-11-21T08:00:00Z"]}}"#).timing
        #expect(timing?.start == Instant("2026-11-21T08:00:00Z"))
        #expect(timing?.end == Instant("2026-11-22T23:59:59.999Z"))
        #expect(timing?.count == 2)
    }

    @Test func asNeededMaximumAndTextAreTakenOver() throws {
        let needed = try instruction(
            """
            {"sequence":2,"patientInstruction":"with food","asNeededCodeableConcept":{"text":"spasm"},
            "maxDosePerPeriod":{"numerator":{"value":40,"unit":"mg"},"denominator":{"value":12,"unit":"h"}}}
            """)
        #expect(needed.asNeeded && needed.sequence == 2 && needed.text == "with food")
        #expect(needed.maximumPerDay == DoseAmount(80, .milligram))
        #expect(needed.route == nil && needed.timing == nil && needed.dose == nil)
        #expect(try instruction(#"{"asNeededBoolean":true}"#).asNeeded)
        #expect(try !instruction(#"{"asNeededBoolean":false}"#).asNeeded)
    }
}
