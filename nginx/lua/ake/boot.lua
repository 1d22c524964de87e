local boot = {}

-- Runs in the master, at start and at each reload, before the workers are forked.
function boot.start()
  -- Loaded here once, the modules' code is shared by every worker.
  require("resty.core")
  require("ake.router")
  require("ake.balancer")
  require("ake.health")
  require("ake.admin")

  -- Shared memory survives a reload, not a restart: a new instance tells ake-node that it must post its table again.
  local dict = ngx.shared.ake
  dict:add("instance", string.format("%d-%d", ngx.time(), ngx.worker.pid()))
  dict:add("generation", 0)
end

-- Runs in each worker, which would otherwise draw the same numbers as every other one, here and on every node.
function boot.start_worker()
  math.randomseed(ngx.now() * 1000 + ngx.worker.pid() * 65537)
end

return boot
