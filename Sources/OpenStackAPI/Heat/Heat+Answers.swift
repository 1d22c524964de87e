import JSON

extension Heat {
    /// Readers of the answers' outer objects. Each throws the reader's error if the body is not what the API promises.
    public enum Answer {
        private struct Created: Decodable {
            struct Stack: Decodable { var id: String }
            var stack: Stack
        }
        private struct One: Decodable { var stack: Stack }
        private struct Many: Decodable { var stacks: [Stack] }
        private struct Resources: Decodable { var resources: [Resource] }
        private struct OneResource: Decodable { var resource: ResourceView }
        private struct Events: Decodable { var events: [Event] }
        private struct Preview: Decodable {
            var changes: UpdatePreview
            enum CodingKeys: String, CodingKey { case changes = "resource_changes" }
        }

        /// The new stack's id, of a create's answer.
        public static func createdStackID(_ body: [UInt8]) throws -> String {
            try JSONReader.decode(Created.self, from: body).stack.id
        }

        /// The stack, of a show's answer.
        public static func stack(_ body: [UInt8]) throws -> Stack {
            try JSONReader.decode(One.self, from: body).stack
        }

        /// The stacks, of a list's answer.
        public static func stacks(_ body: [UInt8]) throws -> [Stack] {
            try JSONReader.decode(Many.self, from: body).stacks
        }

        /// The resources, of a resource list's answer.
        public static func resources(_ body: [UInt8]) throws -> [Resource] {
            try JSONReader.decode(Resources.self, from: body).resources
        }

        /// The resource with its attributes, of a resource's answer.
        public static func resource(_ body: [UInt8]) throws -> ResourceView {
            try JSONReader.decode(OneResource.self, from: body).resource
        }

        /// The events, of an event list's answer.
        public static func events(_ body: [UInt8]) throws -> [Event] {
            try JSONReader.decode(Events.self, from: body).events
        }

        /// The changes, of an update preview's answer.
        public static func updatePreview(_ body: [UInt8]) throws -> UpdatePreview {
            try JSONReader.decode(Preview.self, from: body).changes
        }
    }
}
