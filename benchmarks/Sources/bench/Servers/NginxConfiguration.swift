#if canImport(Glibc)
    import Glibc
#endif

/// What nginx needs to answer lists, pages and watches from files.
struct NginxConfiguration {
    let folder: String
    let port: Int

    var text: String {
        let user = geteuid() == 0 ? "user root; " : ""
        return """
            \(user)daemon off; worker_processes 1; pid nginx.pid; error_log stderr warn;
            events { worker_connections 64; }
            http {
              access_log off; default_type application/json; types { application/json json; }
              ssl_certificate \(folder)/cert.pem; ssl_certificate_key \(folder)/key.pem; keepalive_requests 1000000;
              map $arg_watch:$arg_sendInitialEvents $what { default ""; ~*^true:true$ initial; ~*^true: watch; }
              server {
                listen 127.0.0.1:\(port) ssl; root \(folder)/root;
                location / { try_files $uri /empty.json; }
            \(SampleKind.allCases.map(location).joined(separator: "\n"))
              }
            }

            """
    }

    private func location(_ kind: SampleKind) -> String {
        """
            location = \(kind.path) {
              if ($what = watch) { rewrite ^ /\(kind.rawValue)-watch.json last; }
              if ($what = initial) { rewrite ^ /\(kind.rawValue)-initial.json last; }
              rewrite ^ /\(kind.rawValue)--$arg_limit-$arg_continue.json last;
            }
        """
    }
}
