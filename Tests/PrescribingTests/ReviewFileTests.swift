import EventContracts
import Foundation
import MedicationDomain
import Testing

@testable import Prescribing

@Suite struct ReviewFileTests {
    private static let order = """
        MSH|^~\\&|WARD|HOSP|||20261121093000||RDE^O11|1|P|2.5\rPID|1||p-1^^^^MR\rORC|NW|o-1\r\
        RXE||^Baclofen 10 mg tablet|5||mg\r
        """

    private func report(_ documents: [(place: String, document: [UInt8])]) throws -> ReviewReport {
        var review = Review(intake: try hospitalIntake(), policy: try judgementPolicy())
        for (place, document) in documents { review.take(document, from: place, at: noon) }
        return review.report(at: noon)
    }

    @Test(arguments: [
        order, "\u{0B}\(order)\u{1C}\r\u{0B}\(order)\u{1C}\r", "FHS|^~\\&\rBHS|^~\\&\r\(order)BTS|1\rFTS|1\r",
        order.replacing("\r", with: "\n"), "\u{FEFF}\(order)", "\n\n\(order)",
    ])
    func hl7IsToldByItsContent(_ text: String) throws {
        let documents = ReviewFile.documents(in: Array(text.utf8), named: "f")
        #expect(documents.map(\.place) == ["f"])
        let report = try report(documents)
        #expect(report.orders.map(\.orderId) == ["o-1"])
        #expect(report.exitCode == 1)
    }

    @Test func whatCannotBeReadIsNamedByMessageSegmentAndField() throws {
        let bad = ReviewFileTests.order.replacing("|5||mg", with: "|5,0||mg")
        #expect(try report([("one", Array(bad.utf8))]).text.contains("unreadable  one: bad-value at RXE-3"))
        let batch = try report([("day", Array((ReviewFileTests.order + bad).utf8))])
        #expect(batch.text.contains("unreadable  day: bad-value at messages 1: bad-value at RXE-3"))
        #expect(batch.exitCode == 2)
        #expect(batch.orders.count == 1)
    }

    @Test func aFolderIsReadInOrderAndAnEmptyOneIsNotClean() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "review-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(
            at: folder.appending(path: "night/.hidden"), withIntermediateDirectories: true)
        #expect(ReviewFile.files(named: folder.path) == nil)
        for name in ["b.hl7", "a.json", ".DS_Store", "night/c.hl7", "night/.hidden/d.hl7"] {
            try ReviewFileTests.order.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
        }
        let files = ["a.json", "b.hl7", "night/c.hl7"]
        #expect(ReviewFile.files(named: folder.path) == files.map { "\(folder.path)/\($0)" })
        #expect(ReviewFile.files(named: folder.path + "/") == files.map { "\(folder.path)/\($0)" })
        #expect(ReviewFile.files(named: "-") == ["-"])
        #expect(ReviewFile.files(named: "/nowhere/f") == ["/nowhere/f"])
    }

    @Test func aFileThatIsNotThereIsNotClean() throws {
        var review = Review(intake: try hospitalIntake(), policy: try judgementPolicy())
        review.noteUnreadable("day/")
        #expect(review.report(at: noon).exitCode == 2)
        #expect(review.report(at: noon).text.contains("unreadable  day/"))
    }
}
