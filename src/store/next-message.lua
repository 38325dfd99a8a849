-- The message of a channel that is due first, with its operation if it has one; one that is not posted yet is noted as
-- begun, by the run behind the fence alone. Returns the fields as they were before the note. What belongs to a card that the process
-- which took the command is about to post (claim.ts) is passed over until then.
-- KEYS: outbox, fence; ARGV: the run's token, now, what the keys of messages and of operations begin with
-- (docs/decisions/0002-one-hash-tag.md). Returns {} or {key, due at, fields, document, version}, or 'fenced'.
local outbox, fence = KEYS[1], KEYS[2]
local token, now, messages, operations = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

local function earlier(one, other)
  if one and other then return tonumber(one) < tonumber(other) and one or other end
  return one or other
end

local function claimed(kind, operation)
  if not operation or kind == 'answer' then return nil end
  local till = redis.call('HGET', messages .. operation, 'claimedUntil')
  return till and tonumber(till) > tonumber(now) and till or nil
end

if redis.call('GET', fence) ~= token then return 'fenced' end
local resume
for place = 0, redis.call('ZCARD', outbox) - 1 do
  local key, at = unpack(redis.call('ZRANGE', outbox, place, place, 'WITHSCORES'))
  if tonumber(at) > tonumber(now) then return { key, earlier(at, resume) } end

  local record = messages .. key
  local kind, operation = unpack(redis.call('HMGET', record, 'kind', 'operation'))
  local till = claimed(kind, operation)
  if not till then
    local fields = redis.call('HGETALL', record)
    if not kind then return { key, at, fields } end
    local noted = redis.call('HMGET', record, 'ts', 'intentAt')
    if kind ~= 'answer' and not noted[1] and not noted[2] then redis.call('HSET', record, 'intentAt', now) end
    local stored = operation and redis.call('HMGET', operations .. operation, 'document', 'version') or {}
    return { key, at, fields, stored[1] or '', stored[2] or '' }
  end
  resume = earlier(till, resume)
end
return resume and { '', resume } or {}
