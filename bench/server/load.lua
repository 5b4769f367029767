-- wrk's script. Arguments: a file with a header a line, a blank line after each member's; the rate in requests a second,
-- 0 for as many as go; then, for uploads, the path up to the workout's key, a run's 8 hexadecimal digits and the file of
-- the body.
local pace = dofile(debug.getinfo(1, "S").source:match("^@(.*/)") .. "pace.lua")
local members, own, count = {}, {}, 0
local path, run, body

function init(args)
  for line in io.lines(args[1]) do
    local name, value = line:match("^([^:]+): (.*)$")
    if name then
      own[name] = value
    else
      members[#members + 1], own = own, {}
    end
  end
  if tonumber(args[2]) > 0 then
    delay = pace(tonumber(args[2]))
  end
  path, run = args[3], args[4]
  if path then
    body = io.open(args[5]):read("*a")
  end
end

-- Each upload is a new workout, of the next member.
function request()
  local headers = members[count % #members + 1]
  count = count + 1
  if not path then
    return wrk.format("GET", nil, headers)
  end
  local key = string.format("%s-0000-4000-8000-%012x", run, count)
  return wrk.format("PUT", path .. key, headers, body)
end

function done(summary, latency)
  local e = summary.errors
  local errors = e.connect + e.read + e.write + e.status + e.timeout
  io.write(string.format("RESULT %d %d %d %d\n", summary.requests, summary.duration, errors, latency:percentile(99)))
end
