-- A storm of logins from everywhere: each request names another address, as a listed proxy tells it.
function init() math.randomseed(os.time() + tonumber(tostring({}):match('0x(%x+)'), 16) % 100000) end

local headers = { ['Content-Type'] = 'application/json' }
local body = '{"email":"lead@demo.example","password":"forkert adgangsord"}'

function request()
  local r = math.random
  headers['X-Forwarded-For'] = string.format('%d.%d.%d.%d', r(1, 223), r(0, 255), r(0, 255), r(1, 254))
  return wrk.format('POST', '/api/v1/auth/login', headers, body)
end
