/// Makes a failing run as short as it can be made: fewer records, fewer faults, and it still fails.
enum Shrinking {
    /// Runs spent on it at most.
    static let budget = 250

    static func shrink(_ plan: Plan, saboteur: Saboteur? = nil) async -> Plan {
        var best = plan
        var left = budget
        // The same invariant, or it would be another story.
        let kind = await SeedRun.run(plan, saboteur: saboteur).violation?.prefix { $0 != ":" }
        func stillFails(_ candidate: Plan) async -> Bool {
            left -= 1
            return await SeedRun.run(candidate, saboteur: saboteur).violation?.prefix { $0 != ":" } == kind
        }
        var chunk = best.feed.count / 2
        while chunk >= 1, left > 0 {
            var start = 0
            while start < best.feed.count, left > 0 {
                let candidate = best.without(start..<min(start + chunk, best.feed.count))
                if await stillFails(candidate) { best = candidate } else { start += chunk }
            }
            chunk /= 2
        }
        for index in best.faults.indices.reversed() where left > 0 {
            var candidate = best
            candidate.faults.remove(at: index)
            if await stillFails(candidate) { best = candidate }
        }
        return best
    }
}

extension Plan {
    /// The same plan without these records; faults stay at their place among the others.
    func without(_ range: Range<Int>) -> Plan {
        var plan = self
        plan.feed.removeSubrange(range)
        plan.times.removeSubrange(range.clamped(to: plan.times.indices))
        plan.faults = faults.map { fault in
            var moved = fault
            if fault.after >= range.lowerBound { moved.after = max(range.lowerBound, fault.after - range.count) }
            return moved
        }
        return plan
    }

    /// For a bug report: everything that is left.
    var report: String {
        let records = feed.enumerated().map { "  \($0.offset): \($0.element.meaning)" }
        return "\(partitions) partitions, batches of \(batchRecords)\n" + records.joined(separator: "\n") + "\n"
            + faults.map { "  \($0)" }.joined(separator: "\n")
    }
}
