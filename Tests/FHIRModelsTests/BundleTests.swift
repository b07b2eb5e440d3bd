import FHIRModels
import Testing

@Suite struct BundleTests {
    private func bundle(_ text: String = Samples.bundle, limits: FHIRLimits = .standard) throws -> FHIRBundle {
        guard case .bundle(let bundle) = try decode(text, limits: limits) else {
            throw FHIRError(.notFHIR)
        }
        return bundle
    }

    private func bundle(entries: [String]) throws -> FHIRBundle {
        try bundle(#"{"resourceType":"Bundle","type":"batch","entry":[\#(entries.joined(separator: ","))]}"#)
    }

    @Test func entriesKeepTheirOrderAndRequests() throws {
        let bundle = try bundle()
        #expect(bundle.type == .transaction)
        #expect(bundle.entries.map(\.request?.method) == [.post, .put, nil, nil, .delete])
        #expect(bundle.entries.map { $0.resource?.typeName } == ["Patient", "Condition", "Medication", "Slot", nil])
        #expect(bundle.entries[3].outcome == .resource(.unsupported(type: "Slot")))
        #expect(bundle.entries[4].outcome == .empty)
        #expect(bundle.errors.isEmpty)
    }

    @Test func aBadEntryDoesNotHideTheGoodOnes() throws {
        let good = #"{"resource":{"resourceType":"Patient","id":"p"}}"#
        let bundle = try bundle(entries: [
            good, #"{"resource":{"resourceType":"Patient","gender":"?"}}"#, "7", good, #"{"fullUrl":1}"#,
            #"{"request":{"method":"BREW","url":"x"}}"#, #"{"resource":{"id":"x"}}"#,
            #"{"resource":{"resourceType":"Condition"}}"#,
        ])
        #expect(
            bundle.errors == [
                FHIRError(.unknownCode, path: "Bundle.entry[1].resource.gender"),
                FHIRError(.wrongType, path: "Bundle.entry[2]"),
                FHIRError(.wrongType, path: "Bundle.entry[4].fullUrl"),
                FHIRError(.unknownCode, path: "Bundle.entry[5].request.method"),
                FHIRError(.notFHIR, path: "Bundle.entry[6].resource.resourceType"),
                FHIRError(.missingElement, path: "Bundle.entry[7].resource.subject"),
            ])
        #expect(bundle.resources.count == 2)
    }

    @Test func bundlesInsideBundlesAreRefused() throws {
        let bundle = try bundle(entries: [#"{"resource":{"resourceType":"Bundle","type":"batch"}}"#])
        #expect(bundle.errors == [FHIRError(.nestedBundle, path: "Bundle.entry[0].resource")])
    }

    @Test func entriesHaveALimit() throws {
        func document(_ count: Int) -> String {
            #"{"resourceType":"Bundle","type":"batch","entry":["#
                + Array(repeating: "{}", count: count)
                .joined(separator: ",") + "]}"
        }
        #expect(try bundle(document(1000)).entries.count == 1000)
        #expect(try refusal(of: document(1001)) == FHIRError(.tooManyEntries, path: "Bundle.entry"))
        #expect(try bundle(document(1001), limits: FHIRLimits(maximumEntries: 1001)).entries.count == 1001)
    }

    @Test func aBundleNeedsAKnownType() throws {
        #expect(try refusal(of: #"{"resourceType":"Bundle"}"#) == FHIRError(.missingElement, path: "Bundle.type"))
        #expect(
            try refusal(of: #"{"resourceType":"Bundle","type":"pile"}"#)
                == FHIRError(.unknownCode, path: "Bundle.type"))
    }

    // MARK: - References

    @Test func referencesInsideTheBundleAreResolved() throws {
        let bundle = try bundle()
        let condition = bundle.entries[1]
        let patient = try #require(condition.resource?.patientReference)
        #expect(bundle.resolve(patient) == bundle.entries[0].resource)
        for reference in [
            "Medication/m-2", "http://host/fhir/Medication/m-2", "http://host/fhir/Medication/m-2/_history/1",
        ] {
            #expect(bundle.resolve(FHIRReference(reference: reference))?.typeName == "Medication")
        }
        for reference in ["http://other/fhir/Medication/m-2", "Medication/m-3", "#m-2", "urn:uuid:0"] {
            #expect(bundle.resolve(FHIRReference(reference: reference)) == nil)
        }
        #expect(bundle.resolve(FHIRReference(display: "no reference")) == nil)
    }

    @Test func aRelativeReferenceStaysOnItsOwnServer() throws {
        let bundle = try bundle(entries: [
            #"{"fullUrl":"http://a/Medication/m","resource":{"resourceType":"Medication","id":"m","status":"active"}}"#,
            #"{"fullUrl":"http://b/Medication/m","resource":{"resourceType":"Medication","id":"m","status":"inactive"}}"#,
            #"{"fullUrl":"http://b/Patient/p","resource":{"resourceType":"Patient","id":"p"}}"#,
        ])
        let reference = FHIRReference(reference: "Medication/m")
        #expect(bundle.resolve(reference, from: bundle.entries[2]) == bundle.entries[1].resource)
        #expect(bundle.resolve(reference) == bundle.entries[0].resource)
    }

    @Test func containedResourcesAreResolvedInTheirOwnResource() throws {
        let bundle = try bundle(entries: [#"{"resource":\#(Samples.medicationRequest)}"#])
        let reference = FHIRReference(reference: "#m1")
        #expect(bundle.resolve(reference, from: bundle.entries[0])?.typeName == "Medication")
        #expect(bundle.resolve(reference) == nil)
        #expect(bundle.resolve(FHIRReference(reference: "#m2"), from: bundle.entries[0]) == nil)
    }

    @Test func thePatientOfAnEntryIsTheOneInTheBundle() throws {
        let bundle = try bundle()
        let uuid = "6f2c1c1e-0000-4000-8000-000000000017"
        #expect(bundle.entries.map { bundle.patientID(of: $0) } == [uuid, uuid, nil, nil, nil])
        let named = try self.bundle(entries: [
            #"{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","id":"p-1"}}"#,
            #"{"resource":{"resourceType":"Condition","subject":{"reference":"urn:uuid:1"}}}"#,
            #"{"resource":{"resourceType":"Condition","subject":{"reference":"Patient/p-2"}}}"#,
            #"{"resource":{"resourceType":"Condition","subject":{"reference":"Group/g"}}}"#,
            ##"{"resource":{"resourceType":"Condition","subject":{"reference":"#p"},"contained":[{"resourceType":"Patient","id":"p"}]}}"##,
        ])
        #expect(named.entries.map { named.patientID(of: $0) } == ["p-1", "p-1", "p-2", nil, nil])
    }
}
