-- Checks a table or a delta from end to end before anything of it is stored. Problems are texts that name the place and the value.
local validation = {}

local problem_limit = 20

local Report = {}
Report.__index = Report

function validation.report()
  return setmetatable({ list = {}, count = 0 }, Report)
end

function Report:add(format, ...)
  self.count = self.count + 1
  if self.count <= problem_limit then
    self.list[self.count] = string.format(format, ...)
  end
end

-- Whether anything was found so far.
function Report:any()
  return self.count > 0
end

local function show(value)
  return type(value) == "string" and '"' .. value:sub(1, 80) .. '"' or type(value)
end

local function valid_port(text)
  local port = #text <= 5 and tonumber(text)
  return port and port >= 1 and port <= 65535
end

local function valid_peer(text)
  local a, b, c, d, port = text:match("^(%d%d?%d?)%.(%d%d?%d?)%.(%d%d?%d?)%.(%d%d?%d?):(%d+)$")
  if a then
    return tonumber(a) <= 255 and tonumber(b) <= 255 and tonumber(c) <= 255 and tonumber(d) <= 255 and valid_port(port)
  end
  local address
  address, port = text:match("^%[([%x:]+)%]:(%d+)$")
  return address and address:find(":", 1, true) and valid_port(port)
end

-- The peers joined for storage, or nil after reporting why not.
function validation.peers(report, id, peers)
  if type(peers) ~= "table" then
    report:add("services[%s]: an array of \"address:port\" is expected, not %s", show(id), show(peers))
    return nil
  end
  local length = #peers
  local entries = 0
  for key, peer in pairs(peers) do
    entries = entries + 1
    if type(key) ~= "number" or type(peer) ~= "string" or not valid_peer(peer) then
      report:add("services[%s]: %s is not \"address:port\" with a literal address", show(id), show(peer))
      return nil
    end
  end
  if entries ~= length then
    report:add("services[%s]: an array is expected", show(id))
    return nil
  end
  return table.concat(peers, ",")
end

function validation.service_id(report, id)
  if type(id) ~= "string" or #id > 600 or not id:find("^[%w%-%._/:]+$") then
    report:add("services: the key %s may hold letters, digits and -._/: only, 1 to 600 of them", show(id))
    return false
  end
  return true
end

local function valid_label(label)
  return #label >= 1 and #label <= 63 and label:find("^[%l%d][%l%d%-]*$") and label:sub(-1) ~= "-"
end

local function valid_host(host)
  if host == "" then
    return true
  end
  local name = host:match("^%*%.(.+)$") or host
  if #host > 253 or name:sub(-1) == "." then
    return false
  end
  for label in (name .. "."):gmatch("([^.]*)%.") do
    if not valid_label(label) then
      return false
    end
  end
  return true
end

local kinds = { "exact", "prefix", "literal" }
local known_kinds = { exact = true, prefix = true, literal = true }

local function valid_path(kind, path)
  if type(path) ~= "string" or path:sub(1, 1) ~= "/" or #path > 4096 or path:find("%c") then
    return false
  end
  return kind ~= "prefix" or path == "/" or path:sub(-1) ~= "/"
end

-- One host's rules with every kind present, or nil after reporting why not.
function validation.host(report, host, rules, services)
  if type(host) ~= "string" or not valid_host(host) then
    report:add("hosts: %s is not a lower-case host name, \"*.\" and a host name, or empty", show(host))
    return nil
  end
  if type(rules) ~= "table" then
    report:add("hosts[%s]: an object is expected", show(host))
    return nil
  end
  for kind in pairs(rules) do
    if not known_kinds[kind] then
      report:add("hosts[%s]: unknown key %s", show(host), show(kind))
    end
  end
  local normal = {}
  for i = 1, #kinds do
    local kind = kinds[i]
    local paths = rules[kind] == nil and {} or rules[kind]
    if type(paths) ~= "table" then
      report:add("hosts[%s].%s: an object is expected", show(host), kind)
      return nil
    end
    for path, id in pairs(paths) do
      if not valid_path(kind, path) then
        report:add("hosts[%s].%s: %s is not a path (begins with /, no control characters, no / at the end of a prefix)", show(host), kind, show(path))
      end
      if type(id) ~= "string" or services[id] == nil then
        report:add("hosts[%s].%s[%s]: no service %s in this table", show(host), kind, show(path), show(id))
      end
    end
    normal[kind] = paths
  end
  return normal
end

function validation.revision(report, name, value)
  if type(value) ~= "string" or not value:find("^[%w%-%._]+$") or #value > 128 then
    report:add("%s: %s is not a revision (letters, digits, -._; at most 128)", name, show(value))
  end
end

return validation
