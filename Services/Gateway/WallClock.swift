import Foundation
import MedicationDomain

/// The clock on the wall: pages say how old things are, so the gateway must ask it. Nothing clinical depends on it.
enum WallClock {
    @Sendable static func now() -> Instant {
        Instant(millisecondsSince1970: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }
}
