-- GET /healthz: 200 only when a routing table is applied and ake-node has reported that it is ready (routes to the Pods are there).
local cjson = require("cjson.safe")

local dict = ngx.shared.ake

local health = {}

-- What stands in the way of serving, as texts; empty when nothing does.
function health.reasons()
  local reasons = {}
  if not dict:get("epoch") then
    reasons[#reasons + 1] = "no routing table is applied: ake-node has not posted one since nginx started"
  end
  local raw = dict:get("health")
  local report = raw and cjson.decode(raw)
  if not report then
    reasons[#reasons + 1] = "ake-node has not reported its health since nginx started"
  elseif not report.ready then
    for _, reason in ipairs(report.reasons or { "ake-node reports that it is not ready, without a reason" }) do
      reasons[#reasons + 1] = reason
    end
  end
  return reasons
end

function health.answer()
  local reasons = health.reasons()
  local ready = #reasons == 0
  ngx.status = ready and 200 or 503
  ngx.header["Cache-Control"] = "no-store"
  local body = { status = ready and "ok" or "unavailable", revision = dict:get("revision") }
  if not ready then
    body.reasons = reasons
  end
  ngx.say(cjson.encode(body))
end

return health
