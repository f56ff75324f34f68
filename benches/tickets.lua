-- wrk: asks what a ticket has won, with the codes of many tickets in turn.
-- Arguments: the path, and a file with a number and a code on each line.
local requests, next = {}, 0
function init(args)
  for line in io.lines(args[2]) do
    local number, code = line:match("(%d+) (%w+)")
    local body = '{"ticket_number":' .. number .. ',"verification_code":"' .. code .. '"}'
    requests[#requests + 1] = wrk.format("POST", args[1], { ["Content-Type"] = "application/json" }, body)
  end
end
function request()
  next = next + 1
  return requests[next % #requests + 1]
end
function done(summary, latency)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format("RESULT %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(99), failed))
end
