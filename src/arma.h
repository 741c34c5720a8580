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
#define ARMA_IGNORE_DEPRECATED_MARKER

#include <RcppArmadillo/config/RcppArmadilloConfig.h>

// RcppArmadillo 15.0 to 15.2 carries two versions of Armadillo, of which this is the newer one.
#if defined(__has_include)
#if !__has_include(<armadillo>) && __has_include(<current/armadillo>)
#define DESCENT_ARMADILLO <current/armadillo>
#endif
#endif
#ifndef DESCENT_ARMADILLO
#define DESCENT_ARMADILLO <armadillo>
#endif
#include DESCENT_ARMADILLO

#endif
