-- wrk's script. Arguments: a file with a header a line, a blank line after each member's; the rate in requests a second,
-- 0 for as many as go; then, for uploads, the path up to the workout's key, a run's 8 hexadecimal digits and the file of
-- the body.
local ffi = require("ffi")
ffi.cdef("struct timespec { long s, ns; }; int clock_gettime(int, struct timespec *);")
local members, own, count = {}, {}, 0
local path, run, body

local function now_ms()
  local t = ffi.new("struct timespec")
  ffi.C.clock_gettime(1, t) -- CLOCK_MONOTONIC
  return tonumber(t.s) * 1e3 + tonumber(t.ns) / 1e6
end

-- Requests leave at even times, whatever became of those before: the connection that asks first takes the next time.
local function pace(rate)
  local next_ms
  function delay()
    local now = now_ms()
    next_ms = (next_ms or now) + 1e3 / rate
    return math.max(0, math.floor(next_ms - now + 0.5))
  end
end

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
    pace(tonumber(args[2]))
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
