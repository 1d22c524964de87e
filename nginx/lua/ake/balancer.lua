-- The balancer phase: round robin over a service's peers. A retry goes to a peer not tried yet; one that could not be connected to
-- is left out by this worker for a while.
local balancer = require("ngx.balancer")
local state = require("ake.state")

local ejection_seconds = 5
local more_tries = 3
local ejected_limit = 4096

local get_last_failure, set_more_tries, set_current_peer =
  balancer.get_last_failure, balancer.set_more_tries, balancer.set_current_peer
local now, min = ngx.now, math.min

local picker = {}

local ejected, ejected_count = {}, 0

local function eject(peer)
  if ejected_count >= ejected_limit then
    ejected, ejected_count = {}, 0
  end
  if not ejected[peer] then
    ejected_count = ejected_count + 1
  end
  ejected[peer] = now() + ejection_seconds
end

-- The peers that this request has met, from nginx's own record ("10.0.0.1:80, 10.0.0.2:80 : "), so that the first try needs no table.
local function tried_peers()
  local tried, last = {}, nil
  for peer in string.gmatch(ngx.var.upstream_addr or "", "[^, ]+") do
    if peer ~= ":" then
      tried[peer] = true
      last = peer
    end
  end
  local sent
  for bytes in string.gmatch(ngx.var.upstream_bytes_sent or "", "%d+") do
    sent = bytes
  end
  -- Nothing was sent: the connection was refused or timed out. Otherwise the peer closed an idle connection, which is no fault.
  if last and (sent == nil or sent == "0") then
    eject(last)
  end
  return tried
end

local function choose(record, tried)
  local peers, count, cursor = record.peers, record.count, record.cursor
  local time, second_best = nil, nil
  for _ = 1, count do
    cursor = cursor % count + 1
    local peer = peers[cursor]
    if not tried or not tried[peer] then
      local deadline = ejected[peer]
      if not deadline then
        record.cursor = cursor
        return peer
      end
      time = time or now()
      if deadline <= time then
        ejected[peer] = nil
        ejected_count = ejected_count - 1
        record.cursor = cursor
        return peer
      end
      second_best = second_best or peer
    end
  end
  cursor = record.cursor % count + 1
  record.cursor = cursor
  return second_best or peers[cursor]
end

function picker.balance()
  local record = state.service(ngx.var.ake_service)
  local count = record and record.count or 0
  if count == 0 then
    return ngx.exit(ngx.ERROR)
  end

  local tried
  if get_last_failure() then
    tried = tried_peers()
  elseif count > 1 then
    set_more_tries(min(count - 1, more_tries))
  end

  local peer = choose(record, tried)
  local ok, problem = set_current_peer(peer)
  if not ok then
    ngx.log(ngx.ERR, "peer ", peer, " cannot be used: ", problem)
    return ngx.exit(ngx.ERROR)
  end
end

return picker
