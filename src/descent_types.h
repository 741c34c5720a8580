// RcppExports.cpp reads this first: what it leaves out of Rcpp would only take time to compile.
#ifndef DESCENT_TYPES_H
#define DESCENT_TYPES_H

#define RCPP_NO_MODULES
#define RCPP_NO_RTTI
#define RCPP_NO_SUGAR

#endif
