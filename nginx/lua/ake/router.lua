-- The rewrite phase: host and path -> service, and every answer that needs no Pod.
local state = require("ake.state")

local router = {}

local function refuse(status, text)
  ngx.status = status
  ngx.header["Cache-Control"] = "no-store"
  ngx.say(text)
  return ngx.exit(ngx.HTTP_OK)
end

function router.route()
  local var = ngx.var
  if not state.refresh() then
    return refuse(503, "503: this load balancer has no routing table yet")
  end
  local service = state.find(var.host, var.uri)
  if not service then
    return refuse(404, "404: no rule for this host and path")
  end
  var.ake_service = service
  -- Decided here: an exit in the balancer phase comes out as 500, whatever the status.
  local record = state.service(service)
  if not record or record.count == 0 then
    return refuse(503, "503: no ready endpoint")
  end
end

return router
