-- wrk: asks for one page as accounts taken in turn.
-- Arguments: the path, then one cookie per account.
local requests, next = {}, 0
function init(args)
  for i = 2, #args do requests[#requests + 1] = wrk.format("GET", args[1], { ["Cookie"] = args[i] }) end
end
function request()
  next = next + 1
  return requests[next % #requests + 1]
end
function done(summary, latency)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format("RESULT %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(99), failed))
end
