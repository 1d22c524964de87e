import ControllerRuntime
import JSON
import KubernetesAPI
import NIOConcurrencyHelpers
import Testing

/// A handler that keeps a collection of its own by nothing but what it is told, and notes every change that does not fit the one before:
/// an addition of what is there, an update from another state, a removal of what is not there, and a change that changes nothing.
final class ChangeFold<Object: KubernetesObject>: Sendable {
    private struct State {
        var objects: [ObjectKey: Object] = [:]
        var misfits: [String] = []
        var changes: [String] = []
    }

    private let state = NIOLockedValueBox(State())

    /// The misfits so far.
    var misfits: [String] { state.withLockedValue { $0.misfits } }

    /// Every change so far: `+a`, `~a`, `-a`.
    var changes: [String] { state.withLockedValue { $0.changes } }

    func take(_ change: StoreChange<Object>) {
        state.withLockedValue { state in
            let key = change.object.key
            let before = state.objects[key]
            switch change {
            case .added(let new):
                if before != nil { state.misfits.append("\(key) was added twice") }
                state.objects[key] = new
                state.changes.append("+\(key.name)")
            case .updated(let old, let new):
                if Self.identity(before) != Self.identity(old) { state.misfits.append("\(key) was updated from a state never told") }
                if Self.identity(old) == Self.identity(new) { state.misfits.append("\(key) was updated to what it was") }
                state.objects[key] = new
                state.changes.append("~\(key.name)")
            case .deleted:
                if before == nil { state.misfits.append("\(key) was deleted twice") }
                state.objects[key] = nil
                state.changes.append("-\(key.name)")
            }
        }
    }

    /// Whether what was told folds to what the store holds.
    func isEqual(to store: Store<Object>) -> Bool {
        let objects = state.withLockedValue { $0.objects }
        return Dictionary(uniqueKeysWithValues: store.all.map { ($0.key, Self.identity($0)) }) == objects.mapValues { Self.identity($0) }
    }

    /// Checks that what was told folds to what the store holds, without a misfit.
    func expectEqual(to store: Store<Object>, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(isEqual(to: store) && misfits.isEmpty, sourceLocation: sourceLocation)
    }

    private static func identity(_ object: Object?) -> String { object.flatMap { try? JSONWriter.string($0) } ?? "" }
}
