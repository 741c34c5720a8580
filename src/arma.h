// Armadillo as RcppArmadillo sets it up, without R and Rcpp: a file that includes this compiles in half the time.
#ifndef DESCENT_ARMA_H
#define DESCENT_ARMA_H

#include <iosfwd>

namespace descent {
std::ostream& console();  // R's; R CMD check refuses a package that names the standard streams
}

#define ARMA_COUT_STREAM descent::console()
#define ARMA_CERR_STREAM descent::console()
#define ARMA_WARN_LEVEL 0
#define ARMA_DONT_USE_WRAPPER

// Where RcppArmadillo keeps the two headers has changed: its settings before 0.11, Armadillo from 15.0 to 15.2, which
// carry two versions of it ("current" is the newer one).
#define DESCENT_ARMA_SETTINGS <RcppArmadillo/config/RcppArmadilloConfig.h>
#define DESCENT_ARMADILLO <armadillo>
#if defined(__has_include)
#if !__has_include(<RcppArmadillo/config/RcppArmadilloConfig.h>)
#undef DESCENT_ARMA_SETTINGS
#define DESCENT_ARMA_SETTINGS <RcppArmadilloConfig.h>
#endif
#if __has_include(<current/armadillo>)
#undef DESCENT_ARMADILLO
#define DESCENT_ARMADILLO <current/armadillo>
#endif
#endif
#include DESCENT_ARMA_SETTINGS
#include DESCENT_ARMADILLO

#endif
