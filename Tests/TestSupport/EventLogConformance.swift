/// What every event log must do; each implementation's tests run all of these cases.
public struct ConformanceCase: Sendable, CustomStringConvertible {
    public let description: String
    public let run: @Sendable (EventLogFixture) async throws -> Void

    init(_ description: String, _ run: @escaping @Sendable (EventLogFixture) async throws -> Void) {
        (self.description, self.run) = (description, run)
    }
}

public enum EventLogConformance {
    public static let cases: [ConformanceCase] = records + flow + groups

    static let records = [
        ConformanceCase("records of one key keep their order and their partition", keysKeepOrderAndPlace),
        ConformanceCase("headers come back as they were: repeated, null, empty, binary", headersComeBack),
        ConformanceCase("null and empty values and keys are kept apart", nullAndEmptyAreKeptApart),
        ConformanceCase("records of 1 MB go through", megabyteRecords),
        ConformanceCase("a record that is too large is rejected, the next one is taken", oversizedIsRejected),
        ConformanceCase("records have offsets without gaps and growing timestamps", offsetsAndTimestamps),
        ConformanceCase("the cluster tells its id, partition counts and offsets", clusterFacts),
    ]

    static let flow = [
        ConformanceCase("a reader begins where it is told, without a group", readerBeginsAnywhere),
        ConformanceCase("a slow consumer gets 10,000 records in order through a small queue", backPressure),
        ConformanceCase("after a seek the next record is the one at that offset", seekMoves),
        ConformanceCase("a paused partition is silent until it is resumed", pauseAndResume),
        ConformanceCase("the end of a partition is told with its offset", endsAreTold),
        ConformanceCase("an offset the log does not have stops the member", offsetOutOfRangeStops),
        ConformanceCase("a cancelled wait loses nothing", cancelledWaitLosesNothing),
        ConformanceCase("after close there is nothing more", closeEndsEverything),
    ]

    static let groups = [
        ConformanceCase("what was not committed before a crash comes again", crashBringsUncommittedAgain),
        ConformanceCase("a member resumes at the offsets it names", resumeFromGivenOffsets),
        ConformanceCase("co-assigned topics come with the lead", coAssignedComeAlong),
        ConformanceCase("two members share the partitions, every record is handled", rebalanceHandlesEverything),
        ConformanceCase("nothing is delivered before begin", nothingBeforeBegin),
    ]
}
