import MedicationDomain

/// The words of sigs, as pharmacies and wards write them.
enum SigVocabulary {
    static let numbers: [String: Double] = [
        "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
        "eleven": 11, "twelve": 12, "fourteen": 14, "fifteen": 15, "twenty": 20, "thirty": 30, "i": 1, "ii": 2,
        "iii": 3,
    ]

    static let units: [String: DoseUnit] = [
        "mg": .milligram, "mgs": .milligram, "milligram": .milligram, "milligrams": .milligram, "mcg": .microgram,
        "mcgs": .microgram, "ug": .microgram, "microgram": .microgram, "micrograms": .microgram, "g": .gram,
        "gm": .gram, "gram": .gram, "grams": .gram, "ml": .milliliter, "mls": .milliliter, "cc": .milliliter,
        "milliliter": .milliliter, "milliliters": .milliliter, "millilitre": .milliliter, "millilitres": .milliliter,
        "tab": .unit, "tabs": .unit, "tablet": .unit, "tablets": .unit, "tb": .unit, "tbl": .unit, "t": .unit,
        "cap": .unit, "caps": .unit, "capsule": .unit, "capsules": .unit, "packet": .unit, "packets": .unit,
        "pkt": .unit, "pkts": .unit, "sachet": .unit, "sachets": .unit, "pill": .unit, "pills": .unit,
    ]

    /// Millilitres in a spoonful.
    static let spoons: [String: Double] = [
        "tsp": 5, "teaspoon": 5, "teaspoons": 5, "teaspoonful": 5, "teaspoonfuls": 5, "tbsp": 15, "tablespoon": 15,
        "tablespoons": 15, "tablespoonful": 15, "tablespoonfuls": 15,
    ]

    /// Doses a day.
    static let perDay: [String: Int] = [
        "qd": 1, "od": 1, "bid": 2, "bd": 2, "tid": 3, "tds": 3, "qid": 4, "qds": 4, "thrice": 3, "twice": 2, "once": 1,
    ]

    static let everyDay: Set<String> = ["daily", "qday"]

    static let periods: [String: PeriodUnit] = [
        "h": .hour, "hr": .hour, "hrs": .hour, "hour": .hour, "hours": .hour, "hourly": .hour, "d": .day, "day": .day,
        "days": .day, "wk": .week, "wks": .week, "week": .week, "weeks": .week, "month": .month, "months": .month,
    ]

    /// FHIR event codes of the parts of a day.
    static let events: [String: String] = [
        "morning": "MORN", "mornings": "MORN", "am": "MORN", "qam": "MORN", "breakfast": "CM", "noon": "NOON",
        "midday": "NOON", "lunch": "CD", "lunchtime": "CD", "afternoon": "AFT", "afternoons": "AFT", "evening": "EVE",
        "evenings": "EVE", "pm": "EVE", "qpm": "EVE", "dinner": "CV", "supper": "CV", "night": "NIGHT",
        "nights": "NIGHT", "nighttime": "NIGHT", "nightly": "HS", "bedtime": "HS", "bed": "HS", "hs": "HS", "qhs": "HS",
        "nocte": "HS", "mane": "MORN",
    ]

    static let weekdays: [String: String] = [
        "monday": "mon", "mondays": "mon", "mon": "mon", "tuesday": "tue", "tuesdays": "tue", "tue": "tue",
        "tues": "tue", "wednesday": "wed", "wednesdays": "wed", "wed": "wed", "thursday": "thu", "thursdays": "thu",
        "thu": "thu", "thur": "thu", "thurs": "thu", "friday": "fri", "fridays": "fri", "fri": "fri",
        "saturday": "sat", "saturdays": "sat", "sat": "sat", "sunday": "sun", "sundays": "sun", "sun": "sun",
    ]

    static let routes: [(phrase: [String], route: Route)] = [
        (["by", "mouth"], .oral), (["per", "os"], .oral), (["po"], .oral), (["orally"], .oral), (["oral"], .oral),
        (["via", "peg"], .enteralTube), (["per", "peg"], .enteralTube), (["by", "peg"], .enteralTube),
        (["via", "g", "tube"], .enteralTube), (["per", "g", "tube"], .enteralTube),
        (["by", "g", "tube"], .enteralTube),
        (["via", "ng", "tube"], .enteralTube), (["per", "ng", "tube"], .enteralTube), (["via", "ng"], .enteralTube),
        (["via", "gtube"], .enteralTube), (["per", "gtube"], .enteralTube), (["per", "tube"], .enteralTube),
        (["by", "gtube"], .enteralTube), (["via", "ngtube"], .enteralTube), (["per", "ngtube"], .enteralTube),
        (["via", "pegtube"], .enteralTube), (["per", "pegtube"], .enteralTube),
        (["via", "feeding", "tube"], .enteralTube), (["by", "feeding", "tube"], .enteralTube),
        (["via", "tube"], .enteralTube), (["sublingually"], .sublingual), (["sl"], .sublingual),
        (["under", "the", "tongue"], .sublingual), (["via", "intrathecal", "pump"], .intrathecal),
        (["by", "intrathecal", "pump"], .intrathecal), (["via", "implanted", "pump"], .intrathecal),
        (["via", "the", "pump"], .intrathecal), (["via", "pump"], .intrathecal), (["in", "pump"], .intrathecal),
        (["intrathecal", "pump"], .intrathecal),
        (["in", "the", "pump"], .intrathecal), (["by", "pump"], .intrathecal),
        (["per", "pump"], .intrathecal), (["intrathecally"], .intrathecal), (["intrathecal"], .intrathecal),
        (["it"], .intrathecal), (["rectally"], .rectal), (["per", "rectum"], .rectal), (["pr"], .rectal),
    ]

    static let asNeeded: [[String]] = [
        ["as", "needed"], ["if", "needed"], ["when", "needed"], ["as", "required"], ["if", "required"],
        ["when", "required"], ["only", "if", "needed"], ["only", "as", "needed"], ["prn"],
    ]

    static let then: [[String]] = [
        ["increase", "to"], ["decrease", "to"], ["reduce", "to"], ["go", "up", "to"], ["go", "down", "to"],
        ["and", "then"], ["then"], ["followed", "by"], ["thereafter"], ["after", "that"], ["afterwards"],
    ]

    static let stop: [[String]] = [["then", "stop"], ["and", "stop"], ["then", "off"], ["stop"]]

    static let maximum: [[String]] = [
        ["not", "to", "exceed"], ["do", "not", "exceed"], ["do", "not", "take", "more", "than"],
        ["no", "more", "than"], ["maximum", "daily", "dose"], ["max", "daily", "dose"], ["maximum", "dose"],
        ["max", "dose"], ["maximum", "of"], ["max", "of"], ["maximum"], ["max"], ["nte"],
    ]

    /// What a dose is taken for; nothing of the dose follows from it.
    static let ends: Set<String> = ["then", "max", "maximum", "not", "no", "and", "followed", "do", "take", "x", "nte"]

    /// Said to people, without meaning for the dose.
    static let remarks: [[String]] = spoken.sorted { $0.count > $1.count }
    private static let spoken: [[String]] = [
        ["mix"], ["with", "applesauce"], ["with", "soft", "food"], ["in", "water"], ["in", "liquid"], ["may"], ["run"],
        ["simple", "continuous"], ["continuous"], ["with", "a", "glass", "of", "water"],
        ["with", "food", "or", "milk"], ["with", "or", "without", "food"],
        ["with", "water"], ["with", "food"], ["with", "milk"], ["on", "an", "empty", "stomach"],
        ["may", "cause", "drowsiness"], ["avoid", "alcohol"], ["do", "not", "stop", "suddenly"],
        ["do", "not", "stop", "abruptly"], ["as", "directed"], ["as", "prescribed"], ["around", "the", "clock"],
        ["until", "gone"], ["until", "finished"], ["shake", "well"], ["shake", "well", "before", "use"],
        ["total", "dose"], ["each", "dose"], ["per", "dose"], ["a", "dose"], ["a", "total", "of"],

        ["continue", "with"], ["at", "the", "same", "time"], ["scheduled"], ["please"], ["take"], ["tk"], ["give"],
        ["administer"], ["swallow"], ["use"], ["continue"], ["start"], ["start", "with"], ["resume"], ["sig"],
        ["dose"], ["doses"], ["total"], ["inject"], ["infuse"], ["deliver"], ["the"], ["at"], ["on"], ["in"],
        ["of"],
    ]
}
