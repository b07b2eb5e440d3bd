import EventContracts
import MedicationDomain
import Testing

/// Whoever takes an answer back takes back that one, in the order of the log.
@Suite struct TakeBackTests {
    private func book(answeredBy answers: AlertResponse...) -> AlertBook {
        var book = AlertBook()
        var finding = Examples.alert
        finding.revision = 0
        _ = book.put(finding, at: Examples.at)
        for answer in answers { _ = book.answer(answer) }
        return book
    }

    private func answer(_ id: String, _ action: AlertResponse.Action, takesBack: String? = nil) -> AlertResponse {
        var response = Examples.response(action)
        (response.responseId, response.takesBack) = (id, takesBack)
        return response
    }

    @Test func whatSomebodyElseAnsweredSinceStays() {
        var book = book(answeredBy: answer("first", .acknowledged), answer("second", .overridden))
        #expect(book.answer(answer("undo", .reopened, takesBack: "first")) == nil)
        #expect(book[Examples.alert.alertId]?.answer?.responseId == "second")
        #expect(book[Examples.alert.alertId]?.status == .overridden)
    }

    @Test func theAnswerItselfIsTakenBack() {
        var book = book(answeredBy: answer("first", .acknowledged))
        let event = book.answer(answer("undo", .reopened, takesBack: "first"))
        #expect(event?.alert.status == .open && event?.alert.answer == nil)
        #expect(book.answer(answer("again", .reopened, takesBack: "first")) == nil, "there is nothing left of it")
    }

    @Test func reopeningWithoutANameOpensWhateverStands() {
        var book = book(answeredBy: answer("first", .acknowledged), answer("second", .overridden))
        #expect(book.answer(answer("open", .reopened))?.alert.status == .open)
    }

    @Test func itIsWrittenOnlyWhereItIsSaid() throws {
        let said = answer("undo", .reopened, takesBack: "first")
        #expect(try AlertResponse.decode(said.encode(), type: said.type).takesBack == "first")
        #expect(!String(decoding: try answer("open", .reopened).encode(), as: UTF8.self).contains("takesBack"))
    }
}
