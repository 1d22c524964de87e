/// Something that happened to an object, for people to read.
///
/// See <https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/>.
public struct Event: KubernetesObject, Hashable {
    public static let resource = ResourceType(group: "events.k8s.io", kind: "Event", plural: "events")
    public var metadata: ObjectMeta
    /// When it first happened.
    public var eventTime: Timestamp?
    /// Which controller says so.
    public var reportingController: String?
    /// Which instance of it.
    public var reportingInstance: String?
    /// What was done or tried.
    public var action: String?
    /// Why, in CamelCase.
    public var reason: String?
    /// The object that it happened to.
    public var regarding: ObjectReference?
    /// Another object that it has to do with.
    public var related: ObjectReference?
    /// The same for people, at most 1 KiB.
    public var note: String?
    /// `Normal` or `Warning`.
    public var type: String?
    /// How often it happened since.
    public var series: Series?

    /// Makes an event.
    public init(
        metadata: ObjectMeta, eventTime: Timestamp?, reportingController: String?, reportingInstance: String?, action: String?,
        reason: String?, regarding: ObjectReference?, related: ObjectReference? = nil, note: String?, type: String?, series: Series? = nil
    ) {
        self.metadata = metadata
        self.eventTime = eventTime
        self.reportingController = reportingController
        self.reportingInstance = reportingInstance
        self.action = action
        self.reason = reason
        self.regarding = regarding
        self.related = related
        self.note = note
        self.type = type
        self.series = series
    }

    /// How often an event happened again.
    public struct Series: Codable, Sendable, Hashable {
        /// How often, the first time included.
        public var count: Int
        /// When last.
        public var lastObservedTime: Timestamp

        /// Makes a series.
        public init(count: Int, lastObservedTime: Timestamp) {
            self.count = count
            self.lastObservedTime = lastObservedTime
        }
    }
}
