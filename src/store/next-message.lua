-- The message of a channel that is due first, with its operation; one that is not posted yet is noted as begun, by the
-- run behind the fence alone. Returns the fields as they were before the note.
-- KEYS: outbox, fence; ARGV: the run's token, now, what the keys of messages and of operations begin with
-- (docs/decisions/0002-one-hash-tag.md). Returns {} or {key, due at, fields, document, version}, or 'fenced'.
local outbox, fence = KEYS[1], KEYS[2]
local token, now, messages, operations = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

if redis.call('GET', fence) ~= token then return 'fenced' end
local first = redis.call('ZRANGE', outbox, 0, 0, 'WITHSCORES')
local key, at = first[1], first[2]
if not key then return {} end
if tonumber(at) > tonumber(now) then return { key, at } end

local record = messages .. key
local fields = redis.call('HGETALL', record)
local kind, operation = unpack(redis.call('HMGET', record, 'kind', 'operation'))
if not operation then return { key, at, fields } end
local noted = redis.call('HMGET', record, 'ts', 'intentAt')
if kind ~= 'answer' and not noted[1] and not noted[2] then redis.call('HSET', record, 'intentAt', now) end
local stored = redis.call('HMGET', operations .. operation, 'document', 'version')
return { key, at, fields, stored[1] or '', stored[2] or '' }
