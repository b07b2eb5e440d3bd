import Foundation
import Testing

/// `interaction-check check --bundle`, as it is typed: `prescribing` reads, the rules judge.
@Suite struct BundleCheckTests {
    private func check(_ entries: [String], _ arguments: [String] = []) throws -> (Int32, String) {
        let resources = entries.map { "{\"resource\":\($0)}" }.joined(separator: ",")
        let bundle = "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[\(resources)]}"
        let (status, output) = try ChildProcess.run(
            RunningSuite.binaries.appending(path: "interaction-check").path,
            ["check", "--bundle", "-"] + arguments, input: Array(bundle.utf8))
        return (status, String(decoding: output, as: UTF8.self))
    }

    private func order(_ id: String, _ medicine: String, of patient: String = "p-1") -> String {
        """
        {"resourceType":"MedicationRequest","id":"\(id)","status":"active","intent":"order",\
        "subject":{"reference":"Patient/\(patient)"},"medicationCodeableConcept":{"text":"\(medicine)"},\
        "dosageInstruction":[{"timing":{"repeat":{"frequency":3,"period":1,"periodUnit":"d"}},\
        "doseAndRate":[{"doseQuantity":{"value":5,"system":"http://unitsofmeasure.org","code":"mg"}}]}]}
        """
    }

    private let person = """
        {"resourceType":"Patient","id":"p-1","gender":"female","birthDate":"1940-01-01"}
        """

    @Test func medicinesAgeKidneysDiagnosesAndAllergiesCount() throws {
        let time = Date.now.addingTimeInterval(-86_400).ISO8601Format()
        let (status, output) = try check([
            person, order("o-1", "Baclofen 10 mg tablet"), order("o-2", "Oxycodone 5 mg tablet"),
            """
            {"resourceType":"Observation","id":"e-1","status":"final","subject":{"reference":"Patient/p-1"},\
            "code":{"coding":[{"system":"http://loinc.org","code":"98979-8"}]},"effectiveDateTime":"\(time)",\
            "valueQuantity":{"value":41,"system":"http://unitsofmeasure.org","code":"mL/min/{1.73_m2}"}}
            """,
            """
            {"resourceType":"Condition","id":"c-1","subject":{"reference":"Patient/p-1"},\
            "code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"J44.9"}]}}
            """,
            """
            {"resourceType":"AllergyIntolerance","id":"a-1","patient":{"reference":"Patient/p-1"},\
            "code":{"text":"Baclofen"}}
            """,
        ])
        #expect(status == 2)
        for words in [
            "Baclofen with oxycodone", "because: age 8", "because: eGFR 41 mL/min/1.73 m²",
            "because: respiratory disease", "CONTRAINDICATED: Baclofen with allergy to baclofen",
        ] {
            #expect(output.contains(words), "\(words) in \(output)")
        }
    }

    @Test func medicinesTypedBesidesAreAddedToThePatient() throws {
        let alone = try check([person, order("o-1", "Baclofen 10 mg tablet")])
        #expect(alone.0 == 0 && alone.1.contains("Nothing found."))
        let added = try check([person, order("o-1", "Baclofen 10 mg tablet")], ["oxycodone 5 mg"])
        #expect(added.0 == 2 && added.1.contains("because: age 8"))
    }

    @Test func whatCannotBeReadIsSaidAndIsNotClean() throws {
        let bad = "{\"resourceType\":\"Observation\",\"id\":\"x\",\"status\":\"final\"}"
        let (status, output) = try check([person, order("o-1", "Baclofen 10 mg tablet"), bad])
        #expect(status == 3)
        #expect(output.contains("Not read: unreadable  -: missing-element at entries 2"))
        let json = try check([person, order("o-1", "Baclofen 10 mg tablet"), bad], ["--json"])
        #expect(json.0 == 3 && json.1.contains("\"notRead\""))
    }

    @Test func nobodyAndSeveralAreRefused() throws {
        #expect(try check([]).0 == 65)
        let two = [order("o-1", "Baclofen 10 mg tablet"), order("o-2", "Oxycodone 5 mg tablet", of: "p-2")]
        #expect(try check(two).0 == 65)
    }
}
