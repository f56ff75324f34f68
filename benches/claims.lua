-- wrk: asks for one ticket of a raffle with each request.
-- Arguments: the path.
local one
function init(args)
  one = wrk.format("POST", args[1])
end
function request()
  return one
end
function done(summary, latency)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format("RESULT %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(99), failed))
end
