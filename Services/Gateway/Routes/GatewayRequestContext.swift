import Hummingbird
import Logging

/// What a request carries through the routes.
struct GatewayRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage

    init(source: ApplicationRequestContextSource) { coreContext = .init(source: source) }

    /// For requests that come from no socket.
    init(logger: Logger) { coreContext = .init(source: LoggerSource(logger: logger)) }

    /// Forms and JSON of our own are small; only `POST /fhir` and `POST /hl7v2` take more.
    var maxUploadSize: Int { 64 * 1024 }

    private struct LoggerSource: RequestContextSource {
        let logger: Logger
    }
}
