import EventContracts
import MedicationDomain
import ServiceRuntime
import Testing

@testable import Prescribing

/// Procedures, requests and diets as the hospital sends them.
@Suite struct CareIntakeTests {
    private func read(_ resource: String) throws -> IntakeAnswer {
        let result = try hospitalIntake().read(Hospital.message(resource))
        let facts = result.forwarded.compactMap { $0 as? HospitalFacts }.flatMap(\.facts)
        return IntakeAnswer(
            facts: facts.map(\.content), refusal: result.refusal?.code, ignored: result.ignored)
    }

    private struct IntakeAnswer {
        var facts: [HospitalFact.Content]
        var refusal: String?
        var ignored: [String]
        var care: CareEvent? {
            if case .care(let event)? = facts.first { return event }
            return nil
        }
    }

    private static func procedure(_ status: String) -> String {
        """
        {"resourceType":"Procedure","id":"pr-1","status":"\(status)","subject":{"reference":"Patient/p-1"},
         "code":{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"62370"}]},
         "encounter":{"reference":"Encounter/e-1"},"performedDateTime":"2026-06-01T10:00:00Z"}
        """
    }

    @Test(arguments: [
        ("preparation", CareEvent.State.planned), ("on-hold", .planned), ("in-progress", .underway),
        ("completed", .done), ("stopped", .cancelled), ("not-done", .cancelled), ("entered-in-error", .cancelled),
    ])
    func aProcedureTellsHowFarItIs(status: String, state: CareEvent.State) throws {
        let care = try #require(try read(Self.procedure(status)).care)
        #expect(care.state == state)
        #expect(care.status == (status == "entered-in-error" ? .retracted : .recorded))
        #expect(care.codes == [CodedConcept(system: "http://www.ama-assn.org/go/cpt", code: "62370")])
        #expect(care.encounterId == "e-1")
        #expect(care.startsAt == Instant("2026-06-01T10:00:00Z"))
    }

    @Test func anUnknownProcedureIsIgnoredAndABrokenOneRefused() throws {
        #expect(try read(Self.procedure("unknown")).ignored == ["Procedure:unknown"])
        #expect(try read(Self.procedure("perhaps")).refusal != nil)
    }

    @Test func aRequestIsPlannedForItsMoment() throws {
        let text = """
            {"resourceType":"ServiceRequest","id":"sr-1","status":"active","intent":"order",
             "category":[{"coding":[{"system":"http://snomed.info/sct","code":"387713003"}]}],
             "subject":{"reference":"Patient/p-1"},"occurrenceDateTime":"2026-06-02T08:00:00Z"}
            """
        let care = try #require(try read(text).care)
        #expect(care.state == .planned)
        #expect(care.startsAt == Instant("2026-06-02T08:00:00Z"))
        #expect(care.codes.map(\.code) == ["387713003"])
        let never = text.replacing("\"intent\"", "\"doNotPerform\":true,\"intent\"")
        #expect(try read(never).ignored == ["ServiceRequest:do-not-perform"])
    }

    @Test func nothingByMouthIsADietInForce() throws {
        let text = """
            {"resourceType":"NutritionOrder","id":"no-1","status":"active","patient":{"reference":"Patient/p-1"},
             "dateTime":"2026-06-02T08:00:00Z","oralDiet":{"type":[{"coding":[{"system":"http://snomed.info/sct",
             "code":"182923009"}]}]}}
            """
        let care = try #require(try read(text).care)
        #expect(care.state == .underway)
        #expect(care.resourceType == .nutritionOrder)
        #expect(care.codes.map(\.code) == ["182923009"])
        #expect(try read(text.replacing("\"patient\"", "\"who\"")).refusal != nil)
    }
}
