DROP TABLE call_backs;
