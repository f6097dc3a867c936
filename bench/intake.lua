-- Each request is a report of its own: own key, own firm, own words.
local threads = 0
function setup(thread)
  thread:set("id", threads)
  threads = threads + 1
end

function init()
  started = os.time()
  counter = 0
  headers = { ["Content-Type"] = "application/json" }
end

function request()
  counter = counter + 1
  local key = string.format("bench-%d-%d-%010d", started, id, counter)
  headers["Idempotency-Key"] = key
  local body = '{"language":"da","kind":"ransomware","ongoing":"yes","impact":"all_down","description":"'
    .. key .. ' Alle filer på serveren er låst, og der ligger en besked med et krav om betaling. '
    .. 'Vi opdagede det, da butikken åbnede, og ingen af kasserne virker. Vores it-leverandør er på vej.",'
    .. '"organisation":{"cvr":"13748136","name":"Bageriet ' .. key .. '","size_class":"5-9","municipality":"0751",'
    .. '"sector":{"nace_version":"DB25","code":"10"},"type":"company"},'
    .. '"reporter":{"name":"Karen Holm","email":"karen@solsikken.example","phone":"+4520304050"},'
    .. '"details":{"backup_unaffected":"unknown","ransom_paid":"no"},'
    .. '"consents":{"police_referral":"yes","share_anonymised":true}}'
  return wrk.format("POST", "/api/v1/reports", headers, body)
end
