import Hummingbird
import MedicationDomain

/// What patients take home.
struct SheetRoutes: Sendable {
    let sheets: PatientSheets
    let model: ReadModel
    let pages: PageRenderer
    let now: @Sendable () -> Instant

    func add(to router: Router<GatewayRequestContext>) {
        router.get("sheets") { _, context in try pages.render("sheets", SheetListPage(sheets), for: context) }
        router.get("sheets/:product") { request, context in
            guard let product = sheets.product(try context.parameters.require("product")) else {
                throw APIError(.notFound, "unknown-product", "There is no sheet for such a product.")
            }
            let patient = request.queryItems.last { $0.name == "patient" }
                .flatMap { $0.value.isEmpty ? nil : PatientID($0.value) }
            context.visit.note(patients: [patient].compactMap(\.self))
            let plans = if let patient { try await model.plans(of: patient) } else { [DosePlan]() }
            return try pages.render(
                "sheet", SheetPage(product, of: sheets, plans: plans, on: now().day), for: context)
        }
    }
}
