-- Reports as on a busy day: a connection sends one a second, so -c100 is 100 a second.
dofile('bench/intake.lua')
function delay() return 1000 end
