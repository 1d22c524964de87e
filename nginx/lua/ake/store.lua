-- Writes to shared memory: a whole table as a new epoch, a delta within the current one. All or nothing, also when memory runs out.
local cjson = require("cjson.safe")

local dict = ngx.shared.ake

local store = {}

local slice = 256

-- What a table must leave free. A plain `add` or `set` in a full dict would drop the oldest record of the table in use to make room.
local reserve = 1048576

-- A large table is worked off in slices, so that this worker's other requests go on in between.
function store.breathe(count)
  if count % slice == 0 then
    ngx.sleep(0)
  end
end

-- Runs `body` while no other write is going on. Returns false when one is, with a reason when that could not be found out.
function store.exclusively(body)
  -- The expiry is for a worker that dies in the middle.
  local free, reason = dict:safe_add("writer", true, 60)
  if not free then
    return false, reason ~= "exists" and reason or nil
  end
  local ok, problem = pcall(body)
  dict:delete("writer")
  if not ok then
    error(problem, 0)
  end
  return true
end

local function remove_epoch(epoch)
  local raw = epoch and epoch > 0 and dict:get(epoch .. "/keys")
  if not raw then
    return
  end
  local count = 0
  for key in raw:gmatch("[^\n]+") do
    dict:delete(key)
    count = count + 1
    store.breathe(count)
  end
  dict:delete(epoch .. "/keys")
end

-- Stores { revision, default, hosts = { name = rules }, services = { id = "peer,peer" } } as the next epoch.
-- Returns nil and a reason when it does not fit; the table in use is untouched then.
function store.replace(revision, default, hosts, services)
  local previous = dict:get("epoch") or 0
  local epoch = previous + 1
  local keys, problem = {}, nil

  local function put(key, value)
    keys[#keys + 1] = key
    local ok, reason = dict:safe_set(key, value)
    if not ok then
      problem = reason
    end
    store.breathe(#keys)
    return ok
  end

  local function fits()
    if dict:free_space() < reserve then
      problem = "no memory"
    end
    return not problem
  end

  local host_count, service_count = 0, 0
  for name, rules in pairs(hosts) do
    host_count = host_count + 1
    if not put(epoch .. "/h/" .. name, cjson.encode(rules)) then
      break
    end
  end
  for id, peers in pairs(services) do
    service_count = service_count + 1
    if problem or not put(epoch .. "/s/" .. id, peers) then
      break
    end
  end
  local meta = { default = default, hosts = host_count, services = service_count }
  if problem or not put(epoch .. "/meta", cjson.encode(meta)) or not put(epoch .. "/keys", table.concat(keys, "\n")) or not fits() then
    for i = 1, #keys do
      dict:delete(keys[i])
    end
    return nil, problem
  end

  dict:set("revision", revision)
  dict:set("epoch", epoch)
  dict:incr("generation", 1, 0)
  -- The previous epoch stays until the next one: a worker that has just compared the generation still reads from it.
  remove_epoch(previous - 1)
  return true
end

-- Replaces the peers of services of the current epoch: { id = "peer,peer" }.
-- Returns nil and a reason when it does not fit; every service is then as before.
function store.change(revision, services)
  local prefix = dict:get("epoch") .. "/s/"
  local before = {}
  for id, peers in pairs(services) do
    local key = prefix .. id
    -- Noted first: a `safe_set` that finds no memory for a longer value has removed the old one all the same.
    local old = dict:get(key)
    before[key] = old
    local ok, problem = dict:safe_set(key, peers)
    if ok and #peers > #old and dict:free_space() < reserve / 2 then
      ok, problem = nil, "no memory"
    end
    if not ok then
      for changed, value in pairs(before) do
        dict:safe_set(changed, value)
      end
      return nil, problem
    end
  end
  dict:set("revision", revision)
  dict:incr("generation", 1, 0)
  return true
end

return store
