extension Laboratory {
    /// Ends one of OpenStack's services, as its host's failure would: `keystone`, `heat`, `nova`, ...
    public func stopCloudService(_ name: String) async throws { try await service("stop", name) }

    /// Starts it again on the same database, and waits until it answers.
    public func startCloudService(_ name: String) async throws {
        try await service("start", name)
        try await service("wait", name)
    }

    private func service(_ verb: String, _ name: String) async throws {
        // What stays in the background must not hold the pipes of this call open.
        let command = ["/bin/sh", "-c", #"log=$1; shift; exec "$@" >>"$log" 2>&1"#, "sh", supervisor.log("openstack-service")]
        let script = "\(configuration.source)/lab/openstack/service.sh"
        try await Command.check(command + ["bash", script, verb, name], environment: configuration.environment)
    }
}
