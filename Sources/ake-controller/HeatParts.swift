import ControllerRuntime
import HeatStacks
import Logging

/// What everything that speaks to Heat has once: where credentials are read, and where templates come from.
struct HeatParts {
    let templates: TemplateResolver
    private let reader: CloudAccessReader
    private let logger: Logger

    init(reader: CloudAccessReader, templates: TemplateResolver, logger: Logger) {
        self.reader = reader
        self.templates = templates
        self.logger = logger
    }

    /// The clouds that HeatStacks name; clouds.yaml is read again when it changes.
    ///
    /// - Parameter fence: Heat is written to only while it is open.
    func connections(fence: LeadershipFence) -> HeatConnections { HeatConnections(reader: reader, fence: fence, logger: logger) }
}
