SET lock_timeout = '5s';
DROP FUNCTION register_is_there();
REVOKE INSERT ON stage_clocks FROM smv_staff;
REVOKE EXECUTE ON FUNCTION register_firm(text) FROM smv_worker;
DROP TABLE register_answers;
DROP TABLE register_questions;
