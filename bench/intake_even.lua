-- Reports at an even rate: BENCH_RATE a second over all threads (BENCH_THREADS), while connections are free.
dofile('bench/intake.lua')
local ffi = require('ffi')
ffi.cdef[[
  typedef struct { long seconds; long micros; } moment;
  int gettimeofday(moment *now, void *zone);
]]
local clock = ffi.new('moment')
local apart = 1000 * tonumber(os.getenv('BENCH_THREADS')) / tonumber(os.getenv('BENCH_RATE'))
local turn

-- Milliseconds until the next one of this thread.
function delay()
  ffi.C.gettimeofday(clock, nil)
  local now = tonumber(clock.seconds) * 1000 + tonumber(clock.micros) / 1000
  turn = math.max((turn or now) + apart, now)
  return math.floor(turn - now)
end
