-- wrk: puts one ballot in with each request, each with a key of its own, as accounts taken in turn.
-- Arguments: the draw's name, the path, then one cookie per account.
local thread = 0
function setup(t) thread = thread + 1; t:set("number", thread) end
function init(args)
  draw, path = args[1], args[2]
  cookies = {}
  for i = 3, #args do cookies[#cookies + 1] = args[i] end
  sent = 0
  stamp = tostring(os.time())
end
function request()
  sent = sent + 1
  local headers = {
    ["Content-Type"] = "application/x-www-form-urlencoded",
    ["Sec-Fetch-Site"] = "same-origin",
    ["Cookie"] = cookies[sent % #cookies + 1],
  }
  return wrk.format("POST", path, headers, "count=1&draw=" .. draw .. "&key=" .. stamp .. "-" .. number .. "-" .. sent)
end
function done(summary, latency)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format("RESULT %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(99), failed))
end
