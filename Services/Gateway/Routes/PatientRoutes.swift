import Foundation
import Hummingbird
import MedicationDomain

/// Everything a pharmacist wants to know of one patient.
struct PatientRoutes: Sendable {
    let model: ReadModel
    let checks: ChecksWatch
    let pages: PageRenderer
    let now: @Sendable () -> Instant

    func add(to router: Router<GatewayRequestContext>) {
        router.get("patients/:id") { request, context in
            guard let id = try context.parameters.require("id").removingPercentEncoding, !id.isEmpty,
                let overview = try await model.overview(of: PatientID(id))
            else { throw PatientRoutes.unknown }
            context.visit.note(patients: [overview.patient])
            let report = try await checks.report()
            guard request.wantsPage else {
                return try Response.json(PatientReport(overview, checks: report, asOf: now()))
            }
            return try pages.render("patient", PatientPage(overview, checks: report, asOf: now()), for: context)
        }
    }

    private static let unknown = APIError(
        .notFound, "unknown-patient",
        "Nothing is known here of such a patient. That is not to say that there is nothing: facts may not have arrived."
    )
}
