// R's generator of random numbers.
#ifndef DESCENT_RANDOM_H
#define DESCENT_RANDOM_H

#include <Rcpp/Lightest>

#include "columns.h"

namespace descent {

// A number from [0, 1).
double uniform();

// The order that R's sample() would draw.
void shuffle_as_sample(std::vector<Index>& order);

// Where R's generator stands: its .Random.seed.
Rcpp::RObject random_seed();

}  // namespace descent

#endif
