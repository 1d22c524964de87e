-- The administration API on the Unix socket; nginx/README.md describes its requests and answers.
local cjson = require("cjson.safe")
local health = require("ake.health")
local store = require("ake.store")
local validation = require("ake.validation")

local dict = ngx.shared.ake

local admin = {}

local function reply(status, value)
  ngx.status = status
  ngx.say(cjson.encode(value))
end

local function refuse(status, text, problems)
  return reply(status, { error = text, problems = problems })
end

local function body_text()
  ngx.req.read_body()
  local text = ngx.req.get_body_data()
  if text then
    return text
  end
  local name = ngx.req.get_body_file()
  if not name then
    return ""
  end
  local file, problem = io.open(name, "rb")
  if not file then
    return nil, problem
  end
  text = file:read("*a")
  file:close()
  return text
end

-- The body as an object, or nil after answering.
local function body_object()
  local text, problem = body_text()
  if not text then
    refuse(500, "the body cannot be read back: " .. problem)
    return nil
  end
  local value
  value, problem = cjson.decode(text)
  if type(value) ~= "table" then
    refuse(400, "the body is not a JSON object: " .. (problem or type(value)))
    return nil
  end
  return value
end

-- This cjson writes an empty table as an object, so an empty list is left out.
local function listed(list)
  return #list > 0 and list or nil
end

local function current_state()
  local epoch = dict:get("epoch")
  local meta = epoch and cjson.decode(dict:get(epoch .. "/meta") or "{}") or {}
  return {
    instance = dict:get("instance"),
    generation = dict:get("generation"),
    epoch = epoch,
    revision = dict:get("revision"),
    hosts = meta.hosts or 0,
    services = meta.services or 0,
    health = cjson.decode(dict:get("health") or "null"),
    reasons = listed(health.reasons()),
    memory = { capacity = dict:capacity(), free = dict:free_space() },
  }
end

local function get_state()
  reply(200, current_state())
end

local function written(ok, problem)
  if ok then
    return reply(200, current_state())
  end
  return refuse(507, "shared memory: " .. problem .. "; the table in use is unchanged")
end

-- Runs a write that answers, or answers that there is none now.
local function exclusively(body)
  local free, problem = store.exclusively(body)
  if problem then
    return written(nil, problem)
  elseif not free then
    return refuse(409, "another write is going on: try again")
  end
end

local function check_services(report, services)
  local joined, count = {}, 0
  for id, peers in pairs(services) do
    if validation.service_id(report, id) then
      joined[id] = validation.peers(report, id, peers)
    end
    count = count + 1
    store.breathe(count)
  end
  return joined
end

local function object(report, value, name)
  if value == nil then
    return {}
  end
  if type(value) ~= "table" then
    report:add("%s: an object is expected", name)
    return {}
  end
  return value
end

local function put_table()
  local body = body_object()
  if not body then
    return
  end
  local report = validation.report()
  if body.format ~= 1 then
    report:add("format: 1 is expected")
  end
  validation.revision(report, "revision", body.revision)
  local given = object(report, body.services, "services")
  local services = check_services(report, given)
  local hosts, count = {}, 0
  for name, rules in pairs(object(report, body.hosts, "hosts")) do
    hosts[name] = validation.host(report, name, rules, given)
    count = count + 1
    store.breathe(count)
  end
  local default = body.default
  if default ~= nil and (type(default) ~= "string" or given[default] == nil) then
    report:add("default: no such service in this table")
  end
  if report:any() then
    return refuse(422, "the routing table is refused as a whole; the one in use is unchanged", report.list)
  end
  exclusively(function() written(store.replace(body.revision, default, hosts, services)) end)
end

local function patch_services()
  local body = body_object()
  if not body then
    return
  end
  local report = validation.report()
  validation.revision(report, "base", body.base)
  validation.revision(report, "revision", body.revision)
  local services = check_services(report, object(report, body.services, "services"))
  if report:any() then
    return refuse(422, "the change is refused as a whole", report.list)
  end
  exclusively(function()
    local epoch = dict:get("epoch")
    if not epoch or dict:get("revision") ~= body.base then
      return refuse(409, "the table in use is not of the revision that this change is based on: send the whole table")
    end
    for id in pairs(services) do
      if not dict:get(epoch .. "/s/" .. id) then
        report:add("services: %q is not in the table in use", id)
      end
    end
    if report:any() then
      return refuse(409, "the change names services that the table in use does not have: send the whole table", report.list)
    end
    return written(store.change(body.revision, services))
  end)
end

local function put_health()
  local body = body_object()
  if not body then
    return
  end
  local reasons = body.reasons == nil and {} or body.reasons
  local valid = type(body.ready) == "boolean" and type(reasons) == "table"
  if valid then
    for key, reason in pairs(reasons) do
      valid = valid and type(key) == "number" and type(reason) == "string"
    end
  end
  if not valid then
    return refuse(422, "expected {\"ready\": true or false, \"reasons\": [texts]}")
  end
  body.reasons = listed(reasons)
  local ok, problem = dict:safe_set("health", cjson.encode(body))
  if not ok then
    return refuse(507, "shared memory: " .. problem)
  end
  reply(200, current_state())
end

local routes = {
  ["/v1/state"] = { GET = get_state },
  ["/v1/routing-table"] = { PUT = put_table },
  ["/v1/services"] = { PATCH = patch_services },
  ["/v1/health"] = { PUT = put_health },
}

function admin.answer()
  local methods = routes[ngx.var.uri]
  if not methods then
    return refuse(404, "no such resource")
  end
  local handler = methods[ngx.req.get_method()]
  if not handler then
    return refuse(405, "method not allowed")
  end
  return handler()
end

return admin
