import FHIRModels
import Testing

@Suite struct ReferenceTests {
    @Test(arguments: [
        ("Patient/123", "123"), ("http://host/fhir/Patient/123", "123"), ("https://host/Patient/a.b-C", "a.b-C"),
        ("Patient/123/_history/4", "123"), ("http://host/fhir/Patient/123/_history/4", "123"),
        ("urn:uuid:6f2c1c1e-0000-4000-8000-000000000017", "6f2c1c1e-0000-4000-8000-000000000017"),
    ])
    func referencesNameAnID(_ reference: String, _ id: String) {
        #expect(FHIRReference(reference: reference).logicalID(of: "Patient") == id)
    }

    @Test(arguments: [
        "#p1", "123", "Patient/", "/123", "patient/123", "Patient?identifier=1", "Patient/1 2", "x/Patient/123",
        "http://host/123", "urn:uuid:", "urn:oid:1.2.3", "Group/123", "http://host/fhir/Group/123", "Patient/ä",
    ])
    func otherReferencesNameNoPatient(_ reference: String) {
        #expect(FHIRReference(reference: reference).logicalID(of: "Patient") == nil)
    }

    @Test func aTypeBesideTheReferenceCounts() {
        #expect(FHIRReference(reference: "urn:uuid:1", type: "Group").logicalID(of: "Patient") == nil)
        #expect(FHIRReference(reference: "urn:uuid:1", type: "Patient").logicalID(of: "Patient") == "1")
    }

    @Test func printingShowsNoPatient() throws {
        let reference = FHIRReference(
            reference: "Patient/123", identifier: FHIRIdentifier(value: "123"), display: "123")
        #expect(!"\(reference) \(String(reflecting: reference))".contains("123"))
        #expect("\(try decode(Samples.patient))" == "<Patient>")
    }
}
