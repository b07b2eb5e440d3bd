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
    @Option(help: "A liquid instead of tablets: milligrams in one millilitre, e.g. 1, 2 or 5.") var concentration:
        Double?
    @Option(help: "The plan was begun on --start; hold its step on this day, YYYY-MM-DD, for --hold-days.") var holdOn:
        String?
    @Option(help: "How many days to hold.") var holdDays = 7
    @Option(help: "The plan was begun on --start; step back after symptoms on this day, YYYY-MM-DD.") var stepBackOn:
        String?
    @Option(help: "How bad the symptoms were: 1 mild, 2 significant, 3 severe, 4 life-threatening.") var grade = 1
    @Flag(help: "Print the plan as JSON.") var json = false
    @Flag(help: "Print the plan as a FHIR R4 MedicationRequest.") var fhir = false
    @Option(help: "Write a page to be printed into this file.") var html: String?

    func run() throws {
        let rules = try MonitorKnowledge.embedded().rules.taper
        let request = try request()
        switch try adjusted(TaperPlanner.plan(request, rules: rules), request, rules) {
        case .failure(let refusal):
            FileHandle.standardError.write(Data("no taper: \(refusal)\n".utf8))
            throw ExitCode(2)
        case .success(let plan):
            if let html { try write(TaperPage.html(plan), to: html) }
            let text =
                fhir
                ? try PayloadCoding.encode(TaperOrder(plan))
                : json
                    ? try plan.encode()
                    : Array(TaperCalendar.text(plan).utf8)
            FileHandle.standardOutput.write(Data(text + [UInt8(ascii: "\n")]))
        }
    }

    /// The plan as it goes on after a hold or a step back.
    private func adjusted(
        _ first: Result<TaperPlan, TaperRefusal>, _ request: TaperRequest, _ rules: TaperRules
    ) throws -> Result<TaperPlan, TaperRefusal> {
        guard case .success(var plan) = first else { return first }
        if let holdOn {
            guard (1...365).contains(holdDays) else { throw ValidationError("--hold-days must be 1 to 365") }
            plan = TaperCourse.hold(plan, on: try day(holdOn, "--hold-on", in: plan), days: holdDays)
        }
        guard let stepBackOn else { return .success(plan) }
        guard let symptoms = TaperCourse.Symptoms(rawValue: grade) else {
            throw ValidationError("--grade must be 1 to 4")
        }
        let today = try day(stepBackOn, "--step-back-on", in: plan)
        return TaperCourse.stepBack(plan, after: symptoms, on: today, request: request, rules: rules)
    }

    private func day(_ text: String, _ option: String, in plan: TaperPlan) throws -> CalendarDay {
        guard let day = CalendarDay(text) else { throw ValidationError("\(option) is not a date (YYYY-MM-DD)") }
        guard plan.startsOn <= day, day <= plan.lastDay else {
            throw ValidationError("\(option) is not a day of the plan (\(plan.startsOn) to \(plan.lastDay))")
        }
        return day
    }

    private func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw ValidationError("\(path) cannot be written")
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
            milligramsPerMilliliter: concentration,
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
