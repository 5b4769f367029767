-- Requests leave at even times, whatever became of those before: the connection that asks first takes the next time.
-- Gives wrk's delay() for a rate in requests a second.
local ffi = require("ffi")
ffi.cdef("struct timespec { long s, ns; }; int clock_gettime(int, struct timespec *);")

local function now_ms()
  local t = ffi.new("struct timespec")
  ffi.C.clock_gettime(1, t) -- CLOCK_MONOTONIC
  return tonumber(t.s) * 1e3 + tonumber(t.ns) / 1e6
end

return function(rate)
  local next_ms
  return function()
    local now = now_ms()
    next_ms = (next_ms or now) + 1e3 / rate
    return math.max(0, math.floor(next_ms - now + 0.5))
  end
end
