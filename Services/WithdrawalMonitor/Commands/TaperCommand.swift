import ArgumentParser
import EventContracts
import Foundation
import MedicationDomain
import ServiceRuntime

/// Plans a taper, offline.
struct TaperCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "taper", abstract: "Plan how to come off oral baclofen in whole dispensable tablets.")

    @Option(help: "Present daily dose in milligrams.") var dose: Double
    @Option(help: "How long it has been taken: 10d, 6w, 8mo or 2y.") var duration: String?
    @Option(help: "Age in years.") var age: Int?
    @Option(help: "Risk score for an abrupt stop, in points.") var risk: Int?
    @Option(help: "Tablets at hand in milligrams, e.g. 10,20.") var strengths: String?
    @Flag(help: "Scored tablets may be halved.") var halves = false
    @Option(help: "oral or intrathecal.") var route = "oral"
    @Option(help: "First day, YYYY-MM-DD; today unless told.") var start: String?
    @Flag(help: "Print the plan as JSON.") var json = false

    func run() throws {
        let rules = try MonitorKnowledge.embedded().rules.taper
        switch TaperPlanner.plan(try request(), rules: rules) {
        case .failure(let refusal):
            FileHandle.standardError.write(Data("no taper: \(refusal)\n".utf8))
            throw ExitCode(2)
        case .success(let plan):
            let text = json ? String(decoding: try plan.encode(), as: UTF8.self) : TaperCalendar.text(plan)
            FileHandle.standardOutput.write(Data((text + "\n").utf8))
        }
    }

    private func request() throws -> TaperRequest {
        let today = Instant(Date()).day
        guard let startsOn = start.map({ CalendarDay($0) }) ?? today else {
            throw ValidationError("--start is not a date (YYYY-MM-DD)")
        }
        guard route == "oral" || route == "intrathecal" else {
            throw ValidationError("--route must be oral or intrathecal")
        }
        return TaperRequest(
            dailyDoseMilligrams: dose, courseDays: try duration.map(TaperCommand.days), age: age, riskPoints: risk,
            strengthsMilligrams: try strengths.map(TaperCommand.strengths), halvesAllowed: halves,
            path: route == "oral" ? .enteral : .intrathecal, startsOn: startsOn, patient: "offline")
    }

    static func days(_ text: String) throws -> Int {
        for (unit, days) in [("mo", 30.0), ("d", 1), ("w", 7), ("y", 365.25)] where text.hasSuffix(unit) {
            if let count = Double(text.dropLast(unit.count)), count >= 0, count < 200 * 365 {
                return Int((count * days).rounded())
            }
        }
        throw ValidationError("--duration must look like 10d, 6w, 8mo or 2y")
    }

    static func strengths(_ text: String) throws -> [Double] {
        let numbers = text.split(separator: ",").map { Double($0.trimmingCharacters(in: .whitespaces)) }
        let strengths = numbers.compactMap { $0 }.filter { $0 > 0 && $0 <= 100 }
        guard !strengths.isEmpty, strengths.count == numbers.count else {
            throw ValidationError("--strengths must be milligrams with commas between, e.g. 5,10,20")
        }
        return strengths
    }
}
