-- wrk's script: hostile requests to the face API at an even rate, each from another address. Of five, one begins a
-- challenge, three send frames of a head to challenges begun before, one sends bytes that are no picture.
-- Arguments: the rate in requests a second; a file with the visitor's headers, one a line; files of frames.
local pace = dofile(debug.getinfo(1, "S").source:match("^@(.*/)") .. "../server/pace.lua")
local own, frames, keys, count = {}, {}, {}, 0
local PREFIX = "/api/v1/face/challenges"

function init(args)
  delay = pace(tonumber(args[1]))
  for line in io.lines(args[2]) do
    local name, value = line:match("^([^:]+): (.*)$")
    own[name] = value
  end
  for i = 3, #args do
    frames[#frames + 1] = io.open(args[i], "rb"):read("*a")
  end
end

-- The last ones begun, each with up to 40 frames.
local function frame(body)
  local at = math.max(1, #keys - count % 20)
  local key = keys[at] or { token = string.rep("A", 43), sent = 0 }
  key.sent = key.sent + 1
  return wrk.format("PUT", string.format("%s/%s/frames/%d", PREFIX, key.token, math.min(key.sent, 40)), own, body)
end

function request()
  count = count + 1
  own["X-Forwarded-For"] = string.format("10.%d.%d.%d", math.floor(count / 65536) % 256, math.floor(count / 256) % 256, count % 256)
  if count % 5 == 1 then
    own["Content-Type"] = "application/json"
    return wrk.format("POST", PREFIX, own, "{}")
  end
  own["Content-Type"] = "image/jpeg"
  return frame(count % 5 == 0 and string.rep("\255\216\255\224junk", 4000) or frames[count % #frames + 1])
end

function response(status, _, body)
  local token = status == 201 and body:match('"key":"([^"]+)"')
  if token then
    keys[#keys + 1] = { token = token, sent = 0 }
  end
end

function done(summary)
  io.write(string.format("RESULT %d %d %d\n", summary.requests, summary.duration, summary.errors.status))
end
