import Foundation
import Synchronization

/// Ends the process when one input takes for ever: a hang leaves no other trace.
final class Watchdog: Sendable {
    /// Processor time, far beyond what a slow input is complained about for.
    static let patienceSeconds = 30.0

    private let begun = Mutex<(what: String, at: Double)?>(nil)

    init() {
        Thread.detachNewThread { [weak self] in
            while self?.look() != nil { Thread.sleep(forTimeInterval: 1) }
        }
    }

    func begins(_ what: String, at seconds: Double) { begun.withLock { $0 = (what, seconds) } }
    func ends() { begun.withLock { $0 = nil } }

    private func look() {
        guard let begun = begun.withLock({ $0 }) else { return }
        guard ProcessFigures.processorSeconds - begun.at > Watchdog.patienceSeconds else { return }
        FileHandle.standardError.write(Data("hangs: \(begun.what)\n".utf8))
        abort()
    }
}
