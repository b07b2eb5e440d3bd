import EventContracts
import EventLog
import GRDB

@testable import ServiceRuntime

/// The ten faults that the simulation must catch.
enum PlantedFaults {
    static let all: [Saboteur] = [
        inboxForgets, deadlinesGetLost, offsetsBeforeStore, outboxLostInCrash, announcesWhileRebuilding,
        historyNotCompared, acknowledgementLies, intakeCommitsFirst, endsAreOld, deadLettersVanish,
    ]

    /// The window against repeats and the revisions heard are not kept.
    static let inboxForgets: Saboteur = {
        var saboteur = Saboteur("the inbox forgets what it has seen")
        saboteur.disk = { database in
            try database.execute(
                sql: """
                    CREATE TRIGGER forget AFTER INSERT ON patientLedger BEGIN
                        DELETE FROM patientLedger WHERE patientId = NEW.patientId;
                    END;
                    CREATE TRIGGER forgetAgain AFTER UPDATE ON patientLedger BEGIN
                        DELETE FROM patientLedger WHERE patientId = NEW.patientId;
                    END
                    """)
        }
        return saboteur
    }()

    static let deadlinesGetLost: Saboteur = {
        var saboteur = Saboteur("every third deadline is lost")
        saboteur.disk = { database in
            try database.execute(
                sql: """
                    CREATE TRIGGER lose AFTER INSERT ON deadline WHEN NEW.due / 1000 % 3 = 0 BEGIN
                        DELETE FROM deadline WHERE patientId = NEW.patientId AND kind = NEW.kind
                            AND subject = NEW.subject;
                    END
                    """)
        }
        return saboteur
    }()

    /// Offsets are ahead of what the store holds: a crash skips records.
    static let offsetsBeforeStore: Saboteur = {
        var saboteur = Saboteur("offsets are stored before the state")
        saboteur.afterCrash = { disk in
            try disk.write { try $0.execute(sql: "UPDATE inputOffset SET nextOffset = nextOffset + 2") }
        }
        return saboteur
    }()

    static let outboxLostInCrash: Saboteur = {
        var saboteur = Saboteur("a crash loses the outbox")
        saboteur.afterCrash = { disk in try disk.write { try $0.execute(sql: "DELETE FROM outbox") } }
        return saboteur
    }()

    /// A new store believes that it is complete.
    static let announcesWhileRebuilding: Saboteur = {
        var saboteur = Saboteur("announcements are made while rebuilding")
        // The runtime writes the phase when it first opens the store, so it is changed as soon as it is written.
        saboteur.disk = { database in
            try database.execute(
                sql: """
                    CREATE TRIGGER live AFTER INSERT ON meta WHEN NEW.key = 'phase' AND NEW.value = 'rebuilding' BEGIN
                        UPDATE meta SET value = 'live' WHERE key = 'phase';
                    END
                    """)
        }
        return saboteur
    }()

    static let historyNotCompared: Saboteur = {
        var saboteur = Saboteur("a rebuild does not look at what stands on its output topics")
        saboteur.log = { HistoryHidingLog(inner: $0) }
        return saboteur
    }()

    /// Records are acknowledged that never arrive.
    static let acknowledgementLies: Saboteur = {
        var saboteur = Saboteur("an acknowledgement lies")
        saboteur.append = { records in
            records.filter { record in
                guard let id = record.message.header("ce_id"), record.topic != .prescribingIntake else { return true }
                return Fingerprint.number(id.utf8) % 40 != 0
            }
        }
        return saboteur
    }()

    /// What is read counts as forwarded before it is.
    static let intakeCommitsFirst: Saboteur = {
        var saboteur = Saboteur("the intake commits before it forwards")
        saboteur.beforeIntake = { event, member in
            guard case .records(let place, let records) = event, let last = records.last else { return }
            try await member.commit([place: last.offset + 1])
            if records.count > 2 { throw Killed(at: .beforeProduce) }
        }
        return saboteur
    }()

    /// The look at the log's ends before a deadline fires tells what was there long ago.
    static let endsAreOld: Saboteur = {
        var saboteur = Saboteur("deadlines fire without a look at the log")
        saboteur.log = { OldEndsLog(inner: $0) }
        return saboteur
    }()

    static let deadLettersVanish: Saboteur = {
        var saboteur = Saboteur("dead letters vanish")
        saboteur.append = { records in records.filter { !$0.topic.rawValue.hasSuffix(".dead-letters.v1") } }
        return saboteur
    }()
}
