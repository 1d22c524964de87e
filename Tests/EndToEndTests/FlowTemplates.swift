/// Templates of the HeatStack flows, each as small as its flow allows.
enum FlowTemplates {
    /// The ConfigMap that holds them.
    static let name = "flows"

    /// The shape of an Ingress' stack: a virtual server, a pool, servers behind it. Nothing is installed on them.
    static let group = """
        heat_template_version: 2018-08-31
        parameters:
          replicas: {type: number}
          image: {type: string, default: ake-lb-node, constraints: [{custom_constraint: glance.image}]}
          credential: {type: string, hidden: true, default: none}
        resources:
          vip:
            type: OS::Neutron::Port
            properties: {network: vip-net}
          pool:
            type: ADTECH::AXC::BIGIPPool
            properties: {name: {get_param: 'OS::stack_name'}}
          virtual:
            type: ADTECH::AXC::BIGIPVS
            properties:
              name: {get_param: 'OS::stack_name'}
              destination: {get_attr: [vip, fixed_ips, 0, ip_address]}
              port: 80
              pool: {get_resource: pool}
          group:
            type: OS::Heat::ResourceGroup
            properties:
              count: {get_param: replicas}
              resource_def:
                type: member.yaml
                properties:
                  name: {list_join: ['-', [flow, '%index%']]}
                  image: {get_param: image}
                  credential: {get_param: credential}
                  pool: {get_resource: pool}
        outputs:
          server_ids: {value: {get_attr: [group, refs]}}
          pool: {value: {get_resource: pool}}
        """

    /// One server of it.
    static let member = """
        heat_template_version: 2018-08-31
        parameters:
          name: {type: string}
          image: {type: string}
          credential: {type: string, hidden: true}
          pool: {type: string}
        resources:
          port:
            type: OS::Neutron::Port
            properties: {network: lb-net}
          server:
            type: OS::Nova::Server
            properties:
              name: {get_param: name}
              image: {get_param: image}
              flavor: ar1-standard-1
              networks: [{port: {get_resource: port}}]
              user_data_format: RAW
              user_data: {get_param: credential}
              user_data_update_policy: IGNORE
          member:
            type: ADTECH::AXC::BIGIPPoolMember
            depends_on: server
            properties: {pool: {get_param: pool}, address: {get_attr: [port, fixed_ips, 0, ip_address]}, port: 80}
        outputs:
          OS::stack_id: {value: {get_resource: server}}
        """

    /// A pool and its members, without servers; their addresses are a prefix and a number.
    static let pool = """
        heat_template_version: 2018-08-31
        parameters:
          replicas: {type: number}
          prefix: {type: string, default: 10.10.0.20}
        resources:
          pool:
            type: ADTECH::AXC::BIGIPPool
            properties: {name: {get_param: 'OS::stack_name'}}
          members:
            type: OS::Heat::ResourceGroup
            properties:
              count: {get_param: replicas}
              resource_def:
                type: ADTECH::AXC::BIGIPPoolMember
                properties: {pool: {get_resource: pool}, address: {list_join: ['', [{get_param: prefix}, '%index%']]}, port: 80}
        """

    /// Something that has to be signalled.
    static let waiting = """
        heat_template_version: 2018-08-31
        parameters:
          replicas: {type: number, default: 1}
        resources:
          handle:
            type: OS::Heat::WaitConditionHandle
          wait:
            type: OS::Heat::WaitCondition
            properties: {handle: {get_resource: handle}, timeout: 600}
        """
}
