import MedicationDomain
import ServiceRuntime

extension DocumentTable where Document == PatientChart {
    /// One chart per patient.
    static var charts: Self { DocumentTable("patientChart") }
}

extension StoreReader {
    /// The patient's chart; an empty one for a patient not seen before.
    func chart(of patient: PatientID) throws -> PatientChart {
        try document(.charts, of: patient) ?? PatientChart()
    }
}

extension StoreWriter {
    /// Nil leaves the chart as it is; an empty one is not kept.
    func save(_ chart: PatientChart?, of patient: PatientID) {
        if let chart { save(chart == PatientChart() ? nil : chart, in: .charts, of: patient) }
    }
}
