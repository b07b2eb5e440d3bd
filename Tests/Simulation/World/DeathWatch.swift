import ServiceRuntime
import Synchronization

/// Decides where an instance dies: at the n-th time a named step is reached, and from then on at every step.
final class DeathWatch: Sendable {
    private struct State {
        var armed: (point: CutPoint, left: Int)?
        var isDead = false
    }
    private let state = Mutex(State())

    func arm(_ point: CutPoint, after count: Int) { state.withLock { $0.armed = (point, count) } }
    func live() { state.withLock { $0 = State() } }

    var cuts: CutPoints {
        CutPoints { point in
            let dies = self.state.withLock { state in
                if let armed = state.armed, armed.point == point {
                    state.armed?.left -= 1
                    if armed.left <= 1 { state.isDead = true }
                }
                return state.isDead
            }
            if dies { throw Killed(at: point) }
        }
    }
}
