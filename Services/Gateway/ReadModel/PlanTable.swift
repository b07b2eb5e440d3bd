import EventContracts
import Foundation
import GRDB
import MedicationDomain

/// The newest taper and the newest titration planned for each patient.
enum PlanTable {
    /// False when what stands there is as new.
    static func put(_ plan: DosePlan, of patient: PatientID, revision: Int, in database: Database) throws -> Bool {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO dosePlan(patientId, kind, startsOn, revision, planId, document) VALUES(?, ?, ?, ?, ?, ?)
                ON CONFLICT(patientId, kind) DO UPDATE SET startsOn = excluded.startsOn, revision = excluded.revision,
                    planId = excluded.planId, document = excluded.document
                WHERE (excluded.planId = dosePlan.planId AND excluded.revision > dosePlan.revision)
                    OR (excluded.planId <> dosePlan.planId AND excluded.startsOn >= dosePlan.startsOn)
                """)
        try statement.execute(arguments: [
            patient.rawValue, plan.kind.rawValue, plan.startsOn.daysSince1970, revision, plan.planId,
            Data(try PayloadCoding.encode(plan)),
        ])
        return database.changesCount > 0
    }

    /// Those of a patient, what begins last first.
    static func all(of patient: PatientID, in database: Database) throws -> [DosePlan] {
        let statement = try database.cachedStatement(
            sql: "SELECT document FROM dosePlan WHERE patientId = ? ORDER BY startsOn DESC, kind")
        return try Data.fetchAll(statement, arguments: [patient.rawValue]).map { try PayloadCoding.decode(Array($0)) }
    }
}

/// A plan of doses, up or down, as a calendar shows it.
struct DosePlan: Codable, Hashable, Sendable {
    enum Kind: String, Codable, Sendable { case taper, titration }

    struct Step: Codable, Hashable, Sendable {
        /// Day of the plan on which it begins; the first is 1.
        var day: Int
        var dailyDoseMilligrams: Double
        var doses: [ScheduledDose]
    }

    var kind: Kind
    var planId: String
    var medicine: String
    var startsOn: CalendarDay
    var steps: [Step]
    /// Nil: the last step goes on.
    var totalDays: Int?
    /// Nil: a proposal that nobody has signed.
    var approvedBy: String?

    init(_ plan: TaperPlan) {
        (kind, planId, medicine, startsOn) = (.taper, plan.planId, plan.medication.text, plan.startsOn)
        (totalDays, approvedBy) = (plan.totalDays, plan.approvedBy)
        steps = plan.steps.map { Step(day: $0.day, dailyDoseMilligrams: $0.dailyDoseMilligrams, doses: $0.doses) }
    }

    init(_ plan: TitrationPlan) {
        (kind, planId, medicine, startsOn) = (.titration, plan.planId, plan.medication.text, plan.startsOn)
        (totalDays, approvedBy) = (nil, plan.approvedBy)
        steps = plan.steps.map { Step(day: $0.day, dailyDoseMilligrams: $0.dailyDoseMilligrams, doses: $0.doses) }
    }
}
