DROP FUNCTION register_firm(text);
DROP TABLE register_loading;
DROP TABLE register_firms;
DROP TABLE register_imports;
