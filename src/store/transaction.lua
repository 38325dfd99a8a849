-- All guards hold, or nothing is written.
-- The last key marks this very transaction as written: sent again, it changes nothing.
-- ARGV[1]: {"guards": [[kind, keyIndex, ...]], "writes": [[command, keyIndex, ...]]}
-- Returns 0 when written, otherwise the number of the first guard that did not hold.
local spec = cjson.decode(ARGV[1])
local written, writtenForMs = KEYS[#KEYS], 600000

if redis.call('EXISTS', written) == 1 then return 0 end

local holds = {
  equals = function(key, value) return redis.call('GET', key) == value end,
  field = function(key, field, value) return redis.call('HGET', key, field) == value end,
  unset = function(key, field) return redis.call('HEXISTS', key, field) == 0 end,
  absent = function(key) return redis.call('EXISTS', key) == 0 end,
  present = function(key) return redis.call('EXISTS', key) == 1 end,
  head = function(key, value) return redis.call('LINDEX', key, 0) == value end,
  unlisted = function(key, member) return not redis.call('ZSCORE', key, member) end,
}

for number, guard in ipairs(spec.guards) do
  if not holds[guard[1]](KEYS[guard[2]], unpack(guard, 3)) then return number end
end
for _, write in ipairs(spec.writes) do
  redis.call(write[1], KEYS[write[2]], unpack(write, 3))
end
redis.call('SET', written, 1, 'PX', writtenForMs)
return 0
