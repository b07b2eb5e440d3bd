import EventContracts
import EventLog
import Foundation
import HTTPTypes
import MedicationDomain

@testable import Gateway

/// What the pages around a look-up answer: the sheet, earlier look-ups, files of many patients.
enum AssistanceExamples {
    static func all() async throws -> [OpenAPIExample] {
        let desk = try Desk(patience: .seconds(20))
        let answering = desk.answerQuestions { _ in OpenAPIExamples.determination }
        defer { answering.cancel() }
        let form = "application/x-www-form-urlencoded"
        let page: HTTPFields = [.accept: "text/html"]
        var found: [OpenAPIExample] = []
        func add(_ operation: String, _ status: Int, _ answer: Answer) {
            found.append(OpenAPIExample(operation: operation, status: status, answer: answer))
        }
        add("POST /assistance/sheet", 200, try await desk.post("/assistance/sheet", "state=TX", type: form))
        add("POST /assistance/sheet", 400, try await desk.post("/assistance/sheet", "age=x", type: form))
        let id = try require(desk.lookupIDs().first)
        add("GET /assistance/history/{id}", 200, try await desk.get("/assistance/history/\(id)"))
        add("GET /assistance/history/{id}", 404, try await desk.get("/assistance/history/none"))
        let path = "/assistance/batch"
        add("POST /assistance/batch", 303, try await desk.post(path, "state\nTX\n", type: "text/csv", headers: page))
        let begun = try await desk.post(path, "state,age\nTX,x\n", type: "text/csv")
        add("POST /assistance/batch", 202, begun)
        let batch = try require(try begun.object()?["id"] as? String)
        await desk.application.server.batches.finish(batch)
        add("POST /assistance/batch", 400, try await desk.post(path, "nonsense\n1\n", type: "text/csv"))
        add("POST /assistance/batch", 415, try await desk.post(path, "x", type: "text/plain"))
        let rows = String(repeating: "TX\n", count: GatewayLimits.batchRows + 1)
        add("POST /assistance/batch", 413, try await desk.post(path, "state\n" + rows, type: "text/csv"))
        add("GET /assistance/batch/{id}", 200, try await desk.get("\(path)/\(batch)"))
        add("GET /assistance/batch/{id}", 200, try await desk.get("\(path)/\(batch)", headers: page))
        add("GET /assistance/batch/{id}", 404, try await desk.get("\(path)/none"))
        add("GET /assistance/batch/{id}/progress", 200, try await desk.get("\(path)/\(batch)/progress"))
        add("GET /assistance/batch/{id}/progress", 404, try await desk.get("\(path)/none/progress"))
        let silent = try Desk(patience: .seconds(3600))
        let waiting = try require(
            try await silent.post(path, "state\nTX\n", type: "text/csv").object()?["id"] as? String)
        add("GET /assistance/batch/{id}/answers", 409, try await silent.get("\(path)/\(waiting)/answers"))
        await silent.application.server.batches.close()
        add("GET /assistance/batch/{id}/answers", 200, try await desk.get("\(path)/\(batch)/answers"))
        add("GET /assistance/batch/{id}/answers", 404, try await desk.get("\(path)/none/answers"))
        add("POST /assistance/batch/{id}/remove", 303, try await desk.post("\(path)/\(batch)/remove", "", type: form))
        add("POST /assistance/batch/{id}/remove", 404, try await desk.post("\(path)/none/remove", "", type: form))
        desk.log.change { $0.failure = LogError(.retry, code: "_TRANSPORT", message: "away") }
        add("POST /assistance/sheet", 503, try await desk.post("/assistance/sheet", "state=TX", type: form))
        return found
    }

    private struct Missing: Error {}
    private static func require<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw Missing() }
        return value
    }
}
