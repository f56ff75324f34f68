-- wrk: signs in as accounts taken in turn, with the right password.
-- Arguments: how many accounts there are, the password.
local sent, thread = 0, 0
function setup(t) thread = thread + 1; t:set("number", thread) end
function init(args) count, password = tonumber(args[1]), args[2] end
function request()
  sent = sent + 1
  local headers = { ["Content-Type"] = "application/x-www-form-urlencoded", ["Sec-Fetch-Site"] = "same-origin" }
  local body = "username=bench" .. (sent * 2 + number) % count .. "&password=" .. password
  return wrk.format("POST", "/login", headers, body)
end
function done(summary, latency)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format("RESULT %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(99), failed))
end
