"""演示数据: a fictitious city and a real public-domain survey, loaded through the program's own functions."""
