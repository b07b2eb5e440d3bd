import EventContracts
import KnowledgeFiles

/// Reads what the alarms of signs, pumps, hospital days and newborns need.
enum CareKnowledge {
    static func read(_ table: inout ParameterTable) throws -> CareRules {
        CareRules(
            codes: CareCodes(
                entries: try table.list("care.codes", .text) { node in
                    let fields = try node.mapping(allowed: ["meaning", "system", "codes"])
                    return CareCodes.Entry(
                        meaning: try fields.choice("meaning"), system: try fields.string("system"),
                        codes: try fields.strings("codes"))
                },
                volumes: try table.list("care.volumes", .text) { node in
                    let fields = try node.mapping(allowed: ["kind", "system", "codes"])
                    return CareCodes.Volume(
                        kind: try fields.choice("kind"), system: try fields.string("system"),
                        codes: try fields.strings("codes"))
                }),
            symptoms: try symptoms(&table), pump: try pump(&table), hospital: try hospital(&table),
            newborn: NewbornRules(
                watch: try table.rule("newborn-watch").text, watchDays: try table.number("newborn.watch", .day),
                pregnancyDays: try table.number("newborn.pregnancy", .day)))
    }

    private static func symptoms(_ table: inout ParameterTable) throws -> SymptomRules {
        SymptomRules(
            withdrawal: try table.rule("symptoms-withdrawal").text, toxicity: try table.rule("symptoms-toxicity").text,
            indeterminate: try table.rule("symptoms-indeterminate").text,
            signs: try table.list("symptoms.signs", .text) { node in
                let fields = try node.mapping(allowed: ["id", "name", "withdrawal", "toxicity", "snomed", "words"])
                return SymptomRules.Sign(
                    id: try fields.string("id"), name: try fields.string("name"),
                    withdrawalGrade: try fields.integer("withdrawal"), toxicityGrade: try fields.integer("toxicity"),
                    snomed: try fields.strings("snomed"), words: try fields.strings("words"))
            },
            lookAlikes: try table.list("symptoms.look-alikes", .text) { try $0.string() },
            absentAnswers: try table.list("symptoms.absent-answers", .text) { try $0.string() },
            watchDays: try table.positive("symptoms.watch", .day),
            increaseDays: try table.number("symptoms.increase", .day),
            emergencyGrade: try table.integer("symptoms.emergency-grade", .count),
            pumpHours: try table.number("symptoms.pump-span", .hour))
    }

    private static func pump(_ table: inout ParameterTable) throws -> PumpRules {
        let rungs = try table.list("pump.rungs", .text) { node in
            let fields = try node.mapping(allowed: ["day", "severity", "interruptive"])
            return PumpRules.Rung(
                day: try fields.integer("day"), severity: try fields.choice("severity"),
                interruptive: try fields.boolean("interruptive"))
        }
        return PumpRules(
            refill: try table.rule("pump-refill").text, fault: try table.rule("pump-fault").text,
            watch: try table.rule("pump-watch").text, scan: try table.rule("pump-scan").text,
            concentration: try table.rule("pump-concentration").text, oral: try table.rule("oral-to-pump").text,
            rungs: rungs.sorted { $0.day < $1.day },
            boxedWarning: try table.list("pump.boxed-warning", .text) { try $0.string() }.joined(separator: " "),
            alarmMilliliters: try table.number("pump.alarm", .milliliter),
            stabilityDays: try table.integer("pump.stability", .day),
            appointmentDays: try table.integer("pump.appointment", .day),
            fillFromMilliliters: try table.number("pump.fill-from", .milliliter),
            residualMilliliters: try table.number("pump.residual", .milliliter),
            watchHours: try table.number("pump.watch", .hour), scanHours: try table.number("pump.scan", .hour),
            unfilledDays: try table.number("pump.unfilled", .day), concernDays: try table.number("pump.concern", .day),
            maximumDailyMicrograms: try table.number("pump.maximum", .microgramPerDay))
    }

    private static func hospital(_ table: inout ParameterTable) throws -> HospitalRules {
        HospitalRules(
            missed: try table.rule("missed-doses").text, route: try table.rule("enteral-route").text,
            admission: try table.rule("admission-order").text, discharge: try table.rule("discharge-supply").text,
            dosesInARow: try table.integer("hospital.doses-in-a-row", .count),
            graceMinutes: try table.number("hospital.grace", .minute),
            interruptiveHours: try table.number("hospital.interruptive", .hour),
            orderHours: try table.number("hospital.order", .hour),
            dischargeHours: try table.number("hospital.discharge", .hour),
            operationLeadHours: try table.number("hospital.operation-lead", .hour),
            concernDays: try table.number("hospital.concern", .day))
    }
}
