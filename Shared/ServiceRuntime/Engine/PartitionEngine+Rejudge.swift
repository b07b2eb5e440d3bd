import EventContracts
import GRDB
import MedicationDomain

extension PartitionEngine {
    /// Whether the store was last judged by other knowledge than today's.
    func needsRejudging() throws -> Bool {
        try store.look { try $0.meta(.knowledgeHash) != context.definition.knowledge.hash }
    }

    /// Judges the next patients again by today's knowledge; true while more are left.
    ///
    /// The place is kept in the store, so a restart goes on where it stopped; other knowledge begins anew.
    func rejudge(atMost limit: Int, at now: Instant, isStillOurs: () -> Bool) throws -> (Applied, isDone: Bool) {
        let knowledge = context.definition.knowledge
        let result = try change { database -> ([OutboxRow], EngineTally, Bool) in
            if try database.meta(.rejudgeTarget) != knowledge.hash {
                try database.setMeta(.rejudgeTarget, knowledge.hash)
                try database.setMeta(.rejudgeCursor, "")
            }
            let cursor = try database.meta(.rejudgeCursor) ?? ""
            let patients = try String.fetchAll(
                database, sql: "SELECT patientId FROM patientLedger WHERE patientId > ? ORDER BY patientId LIMIT ?",
                arguments: [cursor, limit])
            let transaction = EngineTransaction(
                database, context, isSilent: false, revisionBase: ownership.revisionBase, recent: recent)
            // What was due before it is no answer to the new knowledge.
            try transaction.fireDeadlines(until: now)
            for patient in patients { try transaction.rejudge(PatientID(patient), at: now) }
            let rows = try transaction.finish()
            if let last = patients.last {
                try database.setMeta(.rejudgeCursor, last)
            }
            let isDone = patients.count < limit
            if isDone {
                try database.setMeta(.knowledgeHash, knowledge.hash)
                try database.setMeta(.knowledgeVersion, knowledge.version)
                try database.setMeta(.rejudgeCursor, nil)
                try database.setMeta(.rejudgeTarget, nil)
            }
            guard isStillOurs() else { throw NoLongerOurs() }
            return (rows, transaction.tally, isDone)
        }
        try context.cuts.reach(.rejudgeBatch)
        return (Applied(rows: result.0, tally: result.1), result.2)
    }
}
