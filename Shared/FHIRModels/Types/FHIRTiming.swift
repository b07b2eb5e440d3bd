public import MedicationDomain

/// When something is due (FHIR `Timing`).
public struct FHIRTiming: Hashable, Sendable, FHIRValue {
    /// Single moments.
    public let events: [FHIRDateTime]
    public let repetition: Repeat?
    /// An abbreviation such as `TID`.
    public let code: FHIRCodeableConcept?

    init(_ element: FHIRElement) throws(FHIRError) {
        events = try element.dateTimes("event")
        repetition = try element.value("repeat")
        code = try element.value("code")
    }

    /// How it repeats.
    public struct Repeat: Hashable, Sendable, FHIRValue {
        public let bounds: Bounds?
        public let count: Int?
        public let countMax: Int?
        public let frequency: Int?
        public let frequencyMax: Int?
        public let period: Double?
        public let periodMax: Double?
        public let periodUnit: PeriodUnit?
        public let daysOfWeek: [DayOfWeek]
        /// `HH:MM:SS`.
        public let timesOfDay: [String]
        public let when: [EventTiming]
        /// Minutes from the event in `when`.
        public let offset: Int?

        init(_ element: FHIRElement) throws(FHIRError) {
            bounds = try Bounds(element)
            count = try element.integer("count", atLeast: 1)
            countMax = try element.integer("countMax", atLeast: 1)
            frequency = try element.integer("frequency", atLeast: 1)
            frequencyMax = try element.integer("frequencyMax", atLeast: 1)
            period = try element.amount("period")
            periodMax = try element.amount("periodMax")
            periodUnit = try element.code("periodUnit")
            daysOfWeek = try element.codes("dayOfWeek")
            timesOfDay = try element.timesOfDay("timeOfDay")
            when = try element.codes("when")
            offset = try element.integer("offset", atLeast: 0)
        }
    }

    /// How long it goes on (`bounds[x]`).
    public enum Bounds: Hashable, Sendable {
        case duration(FHIRQuantity)
        case range(FHIRRange)
        case period(FHIRPeriod)

        init?(_ element: FHIRElement) throws(FHIRError) {
            switch try element.choice("bounds", ["Duration", "Range", "Period"]) {
            case "Duration": self = .duration(try element.required("boundsDuration", element.value("boundsDuration")))
            case "Range": self = .range(try element.required("boundsRange", element.value("boundsRange")))
            case "Period": self = .period(try element.required("boundsPeriod", element.value("boundsPeriod")))
            default: return nil
            }
        }
    }

    public enum DayOfWeek: String, Sendable, CaseIterable { case mon, tue, wed, thu, fri, sat, sun }

    /// Daily events that doses hang on (`when`): C is a meal, D midday, V evening, A before, P after.
    public enum EventTiming: String, Sendable, CaseIterable {
        case morning = "MORN"
        case earlyMorning = "MORN.early"
        case lateMorning = "MORN.late"
        case noon = "NOON"
        case afternoon = "AFT"
        case earlyAfternoon = "AFT.early"
        case lateAfternoon = "AFT.late"
        case evening = "EVE"
        case earlyEvening = "EVE.early"
        case lateEvening = "EVE.late"
        case night = "NIGHT"
        case afterSleep = "PHS"
        case bedtime = "HS"
        case waking = "WAKE"
        case meal = "C"
        case breakfast = "CM"
        case lunch = "CD"
        case dinner = "CV"
        case beforeMeal = "AC"
        case beforeBreakfast = "ACM"
        case beforeLunch = "ACD"
        case beforeDinner = "ACV"
        case afterMeal = "PC"
        case afterBreakfast = "PCM"
        case afterLunch = "PCD"
        case afterDinner = "PCV"
    }
}
