import JSON
import OpenStackAPI

/// Heat's calls, typed. Each throws ``OpenStackError`` or `CancellationError`.
public struct HeatClient: Sendable {
    private let client: OpenStackClient
    private let deadline: Duration
    private let pageSize: Int

    /// Makes a client on top of an authenticated one.
    ///
    /// - Parameters:
    ///   - deadline: how long one call may take, repetitions included; Heat parses and validates a template within a create or update.
    ///   - pageSize: how many stacks one page of a list holds.
    public init(_ client: OpenStackClient, deadline: Duration = .seconds(60), pageSize: Int = 500) {
        self.client = client
        self.deadline = deadline
        self.pageSize = pageSize
    }

    /// Starts the creation of a stack and returns its id. An error with `mayHaveHappened` says: look for the stack by its name.
    public func create(_ definition: Heat.StackDefinition) async throws -> String {
        try read(try await client.send(Heat.createStack(definition), deadline: deadline), Heat.Answer.createdStackID, mayHaveHappened: true)
    }

    /// Starts an update.
    public func update(_ stack: Heat.StackIdentity, _ definition: Heat.StackDefinition) async throws {
        _ = try await client.send(Heat.updateStack(stack, definition), deadline: deadline)
    }

    /// What an update would do. Where Heat cannot look into nested stacks (it answers 400 if a group of them would grow), only the stack's own
    /// resources are told.
    public func previewUpdate(_ stack: Heat.StackIdentity, _ definition: Heat.StackDefinition) async throws -> Heat.UpdatePreview {
        try await preview { Heat.previewUpdate(stack, definition, showsNested: $0) }.changes
    }

    /// What a change of parameters alone would do; `showsNested` of the answer says whether Heat could look into nested stacks.
    ///
    /// - Parameter template: with its files and environment, what would be sent together with the parameters; nil for what Heat has.
    public func previewChange(
        _ stack: Heat.StackIdentity, parameters: [String: JSONValue], template: JSONValue? = nil, files: [String: String] = [:],
        environment: JSONValue? = nil
    ) async throws -> (changes: Heat.UpdatePreview, showsNested: Bool) {
        try await preview {
            Heat.previewChange(
                stack, parameters: parameters, template: template, files: files, environment: environment, showsNested: $0)
        }
    }

    private func preview(_ request: (_ showsNested: Bool) -> OpenStackRequest) async throws -> (
        changes: Heat.UpdatePreview, showsNested: Bool
    ) {
        do {
            let body = try await client.send(request(true), deadline: deadline)
            return (try read(body, Heat.Answer.updatePreview), true)
        } catch let error as OpenStackError where error.kind == .badRequest && error.type == "HTTPBadRequest" {
            let body = try await client.send(request(false), deadline: deadline)
            return (try read(body, Heat.Answer.updatePreview), false)
        }
    }

    /// The resource as the service that holds it shows it now; nil if Heat has none of that name.
    public func resource(_ stack: Heat.StackIdentity, name: String) async throws -> Heat.ResourceView? {
        do {
            return try read(
                try await client.send(Heat.showResource(stack, name: name), deadline: deadline), Heat.Answer.resource)
        } catch let error as OpenStackError where error.kind == .notFound {
            return nil
        }
    }

    /// Has the next update make the resource anew.
    public func markUnhealthy(_ stack: Heat.StackIdentity, name: String, reason: String) async throws {
        _ = try await client.send(Heat.markUnhealthy(stack, name: name, reason: reason), deadline: deadline)
    }

    /// The stack, nil if there is none or it is deleted.
    public func stack(_ stack: Heat.StackIdentity, resolvesOutputs: Bool = true) async throws -> Heat.Stack? {
        do {
            let body = try await client.send(Heat.showStack(stack, resolvesOutputs: resolvesOutputs), deadline: deadline)
            let stack = try read(body, Heat.Answer.stack)
            return stack.status.isGone ? nil : stack
        } catch let error as OpenStackError where error.kind == .notFound {
            return nil
        }
    }

    /// The stacks that pass the filters, of all pages.
    public func stacks(_ options: Heat.StackListOptions) async throws -> [Heat.Stack] {
        var stacks: [Heat.Stack] = []
        var options = options
        options.limit = options.limit ?? pageSize
        while true {
            let page = try read(try await client.send(Heat.listStacks(options), deadline: deadline), Heat.Answer.stacks)
            stacks += page
            guard let last = page.last, page.count >= options.limit ?? pageSize, last.id != options.marker else { return stacks }
            options.marker = last.id
        }
    }

    /// Starts the deletion; a stack that does not exist is no error.
    public func delete(_ stack: Heat.StackIdentity) async throws {
        do {
            _ = try await client.send(Heat.deleteStack(stack), deadline: deadline)
        } catch let error as OpenStackError where error.kind == .notFound {
            return
        }
    }

    /// Has Heat give up what it does to the stack, which becomes failed; a stack that does nothing any more is no error.
    public func cancel(_ stack: Heat.StackIdentity) async throws {
        do {
            _ = try await client.send(Heat.cancel(stack), deadline: deadline)
        } catch let error as OpenStackError where error.kind == .badRequest && error.type == "NotSupported" {
            return
        }
    }

    /// The stack's resources, and those of nested stacks down to `nestedDepth`.
    public func resources(_ stack: Heat.StackIdentity, nestedDepth: Int = 0) async throws -> [Heat.Resource] {
        try read(try await client.send(Heat.listResources(stack, nestedDepth: nestedDepth), deadline: deadline), Heat.Answer.resources)
    }

    /// The stack's newest events.
    public func events(_ stack: Heat.StackIdentity, limit: Int = 100, nestedDepth: Int = 0) async throws -> [Heat.Event] {
        try read(
            try await client.send(Heat.listEvents(stack, limit: limit, nestedDepth: nestedDepth), deadline: deadline), Heat.Answer.events)
    }

    private func read<T>(_ body: [UInt8], _ reader: ([UInt8]) throws -> T, mayHaveHappened: Bool = false) throws -> T {
        do {
            return try reader(body)
        } catch {
            throw OpenStackError(
                .malformedAnswer, "Heat's answer cannot be read: \(error)", service: .orchestration, mayHaveHappened: mayHaveHappened)
        }
    }
}
