-- A storm of logins from everywhere: each request names another address, as a listed proxy tells it, and another
-- account, so that each asks for the work of a password. A connection sends one a second: -c1000 is 1,000 a second.
function init() math.randomseed(os.time() + tonumber(tostring({}):match('0x(%x+)'), 16) % 100000) end

function delay() return 1000 end

local headers = { ['Content-Type'] = 'application/json' }
local body = '{"email":"nobody%d@demo.example","password":"forkert adgangsord"}'

function request()
  local r = math.random
  headers['X-Forwarded-For'] = string.format('%d.%d.%d.%d', r(1, 223), r(0, 255), r(0, 255), r(1, 254))
  return wrk.format('POST', '/api/v1/auth/login', headers, string.format(body, r(1, 1000000)))
end
