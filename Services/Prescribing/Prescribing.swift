import ArgumentParser
import ServiceHost

/// The prescribing service, and the same judgement offline.
@main
struct Prescribing: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prescribing",
        abstract: "Reads hospital records and judges every order: dose, start, kidneys, route, units.",
        version: SuiteVersion.current,
        subcommands: [
            ServeCommand<PrescribingService>.self, ReviewCommand.self, PlanCommand.self, MedicinesCommand.self,
            ScoreCommand.self,
            PatientIDCommand.self,
        ],
        defaultSubcommand: ServeCommand<PrescribingService>.self)
}
