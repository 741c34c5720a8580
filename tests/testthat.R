library(testthat)
library(descent)

test_check("descent")
