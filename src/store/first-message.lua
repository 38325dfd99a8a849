-- KEYS[1]: a channel's outbox; ARGV[1]: what the keys of its messages begin with (docs/decisions/0002-one-hash-tag.md).
-- Returns the message that is due first: its key, when, and the fields of its record; nothing where there is none.
local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
if not first[1] then return {} end
return { first[1], first[2], redis.call('HGETALL', ARGV[1] .. first[1]) }
