-- The routing table in shared memory, and what this worker has decoded of it.
--
-- Keys: `generation` (moves with every accepted write), `epoch` (moves with every whole table), `revision`, `health`, `instance`,
-- and per epoch `E/h/<host>` (JSON), `E/s/<service>` (peers joined by commas), `E/meta` (JSON), `E/keys` (to remove it later).
-- A request compares one counter; only a record that it needs and that may be stale is looked up and decoded again.
local cjson = require("cjson.safe")

local dict = ngx.shared.ake
local sub, byte, gmatch, random = string.sub, string.byte, string.gmatch, math.random

local state = {}

local generation = -1
local epoch
local host_prefix, service_prefix
local hosts, services = {}, {}
local default_service

local function load_epoch(current)
  epoch = current
  hosts, services = {}, {}
  host_prefix, service_prefix = current .. "/h/", current .. "/s/"
  local meta = cjson.decode(dict:get(current .. "/meta") or "{}") or {}
  default_service = meta.default
end

-- Compares this worker's generation with the shared one. Returns false while no table was ever applied.
function state.refresh()
  local current = dict:get("generation")
  if current ~= generation then
    local shared_epoch = dict:get("epoch")
    if shared_epoch ~= epoch then
      load_epoch(shared_epoch)
    end
    generation = current
  end
  return epoch ~= nil
end

local function longer(a, b)
  return #a.path > #b.path
end

-- A host's rules within the epoch never change, so they are decoded once. Unknown hosts are not remembered: their number is the clients' choice.
local function host_record(name)
  local record = hosts[name]
  if record then
    return record
  end
  local raw = dict:get(host_prefix .. name)
  if not raw then
    return nil
  end
  record = cjson.decode(raw)
  local longest = 0
  for path in pairs(record.prefix) do
    longest = #path > longest and #path or longest
  end
  local literals = {}
  for path, service in pairs(record.literal) do
    literals[#literals + 1] = { path = path, length = #path, service = service }
  end
  table.sort(literals, longer)
  record.longest, record.literals = longest, literals
  hosts[name] = record
  return record
end

-- Exact before Prefix; the longest Prefix that ends at an element boundary; a longer literal prefix before a shorter Prefix.
local function match(record, path)
  local service = record.exact[path]
  if service then
    return service
  end

  local total, prefix = #path, record.prefix
  local length = total > record.longest and record.longest or total
  while length > 0 do
    if length == total or byte(path, length + 1) == 47 then
      service = prefix[sub(path, 1, length)]
      if service then
        break
      end
    end
    length = length - 1
  end
  if not service then
    service = prefix["/"]
    length = service and 1 or 0
  end

  local literals = record.literals
  for i = 1, #literals do
    local literal = literals[i]
    if literal.length <= length then
      break
    end
    if sub(path, 1, literal.length) == literal.path then
      return literal.service
    end
  end
  return service
end

-- The service for a request: the host itself, the wildcard of one label, rules without a host, the default backend.
function state.find(host, path)
  local record = host_record(host)
  local service = record and match(record, path)
  if service then
    return service
  end
  local dot = string.find(host, ".", 1, true)
  if dot then
    record = host_record("*" .. sub(host, dot))
    service = record and match(record, path)
    if service then
      return service
    end
  end
  record = host_record("")
  return record and match(record, path) or default_service
end

-- A service's peers: { count, peers = { "address:port", ... }, cursor }, or nil when the table has no such service.
function state.service(id)
  local record = services[id]
  if record and record.generation == generation then
    return record
  end
  local raw = dict:get(service_prefix .. id)
  if not raw then
    services[id] = nil
    return nil
  end
  if record and record.raw == raw then
    record.generation = generation
    return record
  end
  local peers, count = {}, 0
  for peer in gmatch(raw, "[^,]+") do
    count = count + 1
    peers[count] = peer
  end
  -- Workers and nodes start at different places, or the first Pod would meet the first request of each.
  record = { generation = generation, raw = raw, peers = peers, count = count, cursor = count > 0 and random(0, count - 1) or 0 }
  services[id] = record
  return record
end

return state
