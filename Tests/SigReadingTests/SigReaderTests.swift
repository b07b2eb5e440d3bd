import MedicationDomain
import SigReading
import Testing

/// What must never be read for certain, and shapes of their own. The many ordinary sigs are the dose vectors of the
/// prescribing service.
@Suite struct SigReaderTests {
    private let tablet = Medication(
        text: "Baclofen 10 MG Oral Tablet", form: .tablet, strength: Strength(milligramsPerUnit: 10))

    /// A sloppy reader gets a certain and wrong dose out of each of these.
    @Test(arguments: [
        "alternate 10 mg and 20 mg daily", "10 mg x3", "1 tab every 3rd day", "1 tab tid hold if drowsy",
        "1 tab daily except Sunday", "2 tabs once", "1 tab stat, 1 tab tid", "5 mg tid, increase to 10 mg tid",
        "take 2 tabs at 8", "1 tab 8am 2pm 8pm", "10 mg 4 pm", "do not take more than 3 tablets daily",
        "half of the usual dose tid", "5 mg 3 times a day increasing by 5 mg", "3x5mg daily", "20 mg/day",
        "1 tab po tid (30 mg)", "10 mg tid 30 tabs", "1 tab tid 3 days", "q8 10 mg",
        "1 daily for 3 days, 2 daily for 3 days, 3 daily", "1 tab tid x 2 weeks, 2 tabs tid x 2 weeks",
        "10 mg at bedtime and as needed", "1 tab tid and prn", "4 tabs daily divided", "40 mg in 2 doses",
        "Take 10 three times daily", "2.5 tid", "1 tab (5 mg) tid", "5 mg/5 mL tid", "250 mcg/hr",
        "100 mcg/day via pump, increase 10%", "take as directed", "1 tab tid as directed by physician", "1 tab",
        "three times a day", "1-2 tabs as needed", "1/2 tab 20 mg tid tid qid", "1 tab bid qid", "",
        "10 mg tid. 20 mg once daily in the morning and evening", "1 tab in the morning or at night",
        "Take 1 tablet on odd days", "days 1-3 5 mg tid, days 5-7 10 mg tid", "1 tab tid then 2 tabs tid",
        "decrease by 5 mg every week until off", "20 mg tid decrease by 5 mg every week until off", "uno al dia",
    ])
    func doubtful(_ sig: String) {
        #expect(throws: SigDoubt.self) { try SigReader.read(sig, of: tablet) }
    }

    /// A number that no count can hold makes a text doubtful, and stops nobody.
    @Test(arguments: [
        "1 tab every 0.00000000000000000001 hours at bedtime", "1 tab every 0.00000000000000000001 hours daily tid",
        "99999999999999999999999999 mg tid", "1 tab tid for 9999999999999 days",
    ])
    func numbersBeyondEverything(_ sig: String) {
        #expect(throws: SigDoubt.implausibleNumber) { try SigReader.read(sig, of: tablet) }
    }

    @Test func whatIsNotKnownIsNamed() {
        #expect(throws: SigDoubt.unknownWord("gradually")) {
            try SigReader.read("1 tab tid, gradually more", of: tablet)
        }
        #expect(throws: SigDoubt.tooLong) { try SigReader.read(String(repeating: "1 tab ", count: 400), of: tablet) }
    }

    /// One wrong word cannot make another dose of it: it makes it doubtful.
    @Test func aWordMoreNeverChangesTheDose() throws {
        let sigs = [
            "Take 1 tablet by mouth three times daily", "1/2 tab po TID x 3 days then 1 tab TID",
            "10 mg qam, 10 mg at noon and 20 mg qhs", "2 tabs q6h prn spasms max 6 tabs/day",
        ]
        for sig in sigs {
            let certain = try SigReader.read(sig, of: tablet)
            let words = sig.split(separator: " ")
            for place in 0...words.count {
                for other in ["reverse", "skip", "extra-strength", "§", "minus"] {
                    var longer = words
                    longer.insert(Substring(other), at: place)
                    guard let read = try? SigReader.read(longer.joined(separator: " "), of: tablet) else { continue }
                    // A reason (`prn spasms`) may hold any word.
                    #expect(read.map(\.dose) == certain.map(\.dose), "\(other) in \(sig)")
                    #expect(read.map(\.timing) == certain.map(\.timing), "\(other) in \(sig)")
                }
            }
        }
    }

    @Test func clockTimesGoOn() throws {
        let read = try SigReader.read("1 tab at 6 am, 2 pm and 10 pm", of: tablet)
        #expect(read.map { $0.timing?.timesOfDay } == [["06:00:00", "14:00:00", "22:00:00"]])
    }

    /// Found by fuzzing: a phrase begun by the last words of a text ran beyond its end.
    @Test func noEndOfATextStopsTheReader() {
        let words = [
            "1", "1/2", "½", "tab", "mg", "10", "po", "TID", "q6h", "every", "4-6", "hours", "days", "x 3 days", "then",
            "for", "prn", "as needed", "max", "daily", "at bedtime", "and", "or", "-", "(", ")", "#", "=", "increase",
            "by",
            "until", "stop", "hold", "mg/mL", "5 mg/5 mL", "units", "noon", "up to", "in the", "on", "with", "0",
        ]
        for one in words {
            for last in words {
                for text in ["1 tab po TID \(one) \(last)", "\(one) \(last)"] {
                    #expect((try? SigReader.read(text, of: tablet))?.isEmpty != true)
                }
            }
        }
    }
}
