import EventContracts
import EventLog
import FHIRModels
import MedicationDomain
import Testing

@testable import Titrate

@Suite struct BenchFeedTests {
    private let feed = OrderFeed(
        name: "t", patients: 30, alertEvery: 5, partitionCount: 12,
        begin: Instant(millisecondsSince1970: 1_795_253_400_000))

    @Test func oneInFiveEventsAfterTheFirstRoundLeadsToAnAlert() {
        #expect(feed.expectedAlerts(in: 0..<30).isEmpty)
        #expect(feed.expectedAlerts(in: 30..<330).count == 60)
        #expect(feed.expectedAlerts(in: 30..<180).count == 30)
    }

    @Test func alertsAreRaisedAndResolvedInTurnForEachPatient() {
        var open: Set<PatientID> = []
        for index in 0..<900 {
            guard let alert = feed.expectedAlert(at: index) else { continue }
            let patient = feed.order(at: index).patientId
            if alert.type == "org.titrate.alert.raised.v1" {
                let isNew = open.insert(patient).inserted
                #expect(isNew)
            } else {
                let wasOpen = open.remove(patient) != nil
                #expect(wasOpen)
            }
        }
    }

    @Test func everyOrderHasGrowingRevisionsAndSaysSomethingNew() {
        var last: [OrderID: OrderEvent] = [:]
        for index in 0..<900 {
            let order = feed.order(at: index)
            if let before = last[order.orderId] {
                #expect(order.revision == before.revision + 1)
                #expect(order.dailyDoseMilligrams != before.dailyDoseMilligrams || order.status != before.status)
                #expect(!before.isTerminal)
            } else {
                #expect(order.revision == 1)
            }
            last[order.orderId] = order
        }
    }

    @Test func everyRecordIsAReadableOrderOfOneKilobyteInItsPatientsPartition() throws {
        for (index, record) in try feed.records(0..<300, on: .prescribingEvents).enumerated() {
            let event = try CloudEvent(record.message)
            let data = try #require(event.data)
            #expect(data.count == OrderFeed.valueBytes)
            let order = try OrderEvent.decode(data, type: event.type)
            #expect(order.patientId == feed.order(at: index).patientId)
            #expect(event.revision == order.revision)
            #expect(event.id == feed.eventID(index))
            let key = try #require(record.message.key)
            #expect(record.partition == Partitioner.partition(forKey: key, count: 12))
        }
    }

    @Test func aHospitalSendsTheSameOrdersAsReadableResourcesOfOneKilobyte() throws {
        let hospital = HospitalFeed(orders: feed)
        for (index, record) in hospital.records(0..<300, on: .hospitalEvents).enumerated() {
            let order = feed.order(at: index)
            let event = try CloudEvent(record.message)
            #expect(event.correlationID == feed.eventID(index))
            #expect(record.partition == feed.partition(at: index))
            let data = try #require(event.data)
            #expect(data.count == OrderFeed.valueBytes)
            let resource = try FHIRResource.decode(data, limits: .standard)
            #expect(resource.patientReference?.logicalID(of: "Patient") == order.patientId.rawValue)
            #expect(resource.meta?.versionId == String(order.revision))
        }
    }

    @Test func whatFitsIsToldByTheFullestPartition() throws {
        let records = try feed.records(0..<30, on: .prescribingEvents)
        let fullest = Feeder.fullestPartitionBytes(records)
        let counts = Dictionary(grouping: records) { $0.partition }.values.map { $0.reduce(0) { $0 + $1.byteCount } }
        #expect(fullest == counts.max())
        #expect(Feeder.fullestPartitionBytes([]) == 0)
    }

    @Test func feedsOfDifferentNamesShareNothing() {
        let other = OrderFeed(name: "u", patients: 30, alertEvery: 5, partitionCount: 12, begin: feed.begin)
        #expect(other.eventID(3) != feed.eventID(3))
        #expect(other.order(at: 3).orderId != feed.order(at: 3).orderId)
    }

    @Test func whereEveryEventIsToAlertEveryEventDoes() {
        let feed = OrderFeed(name: "l", patients: 7, alertEvery: 1, partitionCount: 12, begin: feed.begin)
        #expect(feed.expectedAlerts(in: 0..<7).isEmpty)
        #expect(feed.expectedAlerts(in: 7..<49).count == 42)
    }

    @Test func aPartitionNeverHoldsMoreUnreadThanTheBrokerKeeps() {
        var account = SendAccount(limit: 1000)
        let fits = [
            account.book([0: 600], records: 6, largest: 100, processed: 0),
            account.book([1: 600], records: 6, largest: 100, processed: 0),
            account.book([0: 600], records: 6, largest: 100, processed: 0),
            account.book([0: 600], records: 6, largest: 100, processed: 5),
            account.book([0: 600], records: 6, largest: 100, processed: 8),
        ]
        // The other partition has room; then all that is unread might stand in the first, until little enough is left.
        #expect(fits == [true, true, false, false, true])
    }

    @Test func everythingReadEmptiesTheAccount() {
        var account = SendAccount(limit: 1000)
        let fits = [0, 0, 9, 9].map { account.book([0: 900], records: 9, largest: 100, processed: $0) }
        #expect(fits == [true, false, true, false])
    }

    @Test func aBrokerThatKeepsEverythingIsNeverWaitedFor() {
        var account = SendAccount(limit: nil)
        let fits = (0..<100).map { _ in
            account.book([0: 1_000_000], records: 100, largest: 10_000, processed: 0)
        }
        #expect(!fits.contains(false))
    }

    @Test func theTableNamesItsBrokerAndFailsWithItsChecks() throws {
        var report = BenchReport(
            surroundings: .init(
                broker: "embedded", address: "h:1", partitions: 12, cores: 2, build: "release", loadBefore: 0),
            settings: BenchSettings())
        let sample = ThroughputRun.Sample(
            recordsPerSecond: 12_345, fedPerSecond: 20_000, microsecondsPerRecord: 3.25, isFedAhead: true)
        report.throughput = [try #require(BenchReport.Throughput(.loop, [sample], peakMegabytes: 18))]
        report.ratios = [Ratio(comparison: .latency, value: try #require(Spread([1.7])))]
        report.checks = [IntegrityCheck("counts", expected: 5, found: 5)]
        #expect(report.isSound)
        let text = BenchTable(report: report).lines.joined(separator: "\n")
        #expect(text.contains("embedded broker"))
        #expect(text.contains("12,345 (12,345-12,345)"))
        #expect(text.contains("1.70 (1.70-1.70)"))
        #expect(text.contains("not reached"))
        #expect(text.contains("synchronous=NORMAL"))
        #expect(!text.contains("WRONG"))
        report.checks.append(IntegrityCheck("alerts", expected: 4, found: 3))
        #expect(!report.isSound)
        #expect(BenchTable(report: report).lines.joined(separator: "\n").contains("WRONG alerts: 3 of 4"))
        report.surroundings.broker = "kafka"
        #expect(!BenchTable(report: report).lines.joined(separator: "\n").contains("embedded"))
    }
}
